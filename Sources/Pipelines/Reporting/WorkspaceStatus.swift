import Workspace

/// The runs of a workspace, for people.
public struct WorkspaceStatus {
  /// One line a run, the oldest first.
  public let text: String

  /// Reads the manifests of a workspace.
  ///
  /// - Throws: ``StageFailure`` 66 where there is no workspace, 65 where its record is damaged.
  public init(workspace: String) throws {
    guard Folder.isFolder(workspace) else {
      throw StageFailure(.noInput, "\(workspace): a workspace's folder was expected")
    }
    guard let state = try NightState.read(workspace) else {
      text = "no run has been finished in \(workspace)\n"
      return
    }
    var lines = state.runs.map { run in
      "\(run.run)  as of \(run.asOf)  until \(run.untilStage)  \(run.files) files, \(run.lines) lines, "
        + "\(run.newEvents) events read, \(run.permittedEvents) at rest"
        + (run.exit == 0 ? "" : "  (ended with \(run.exit))")
        + (run.run == state.run ? "  ← in place" : "")
    }
    lines.append(
      "mark \(state.mark.map { "\($0)" } ?? "none yet"); \(state.logs.count) log contents and "
        + (state.ledger.map { "\($0.size) statements of the ledger are known" }
          ?? "\(state.statements.count) files of statements are known"))
    let models = Folder.names(in: "\(workspace)/models").filter { !$0.hasPrefix(".") }
    lines.append("models: " + (models.isEmpty ? "none" : models.joined(separator: ", ")))
    if Publication(workspace: workspace).isUnfinished {
      lines.append(
        "a run was cut off while it gave its results their names; the next one finishes that")
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}

extension RunManifest {
  /// The run whose tables and models lie in a workspace; nil where none was finished.
  ///
  /// - Throws: ``StageFailure`` 66 where there is no workspace, 65 where the manifest is damaged.
  static func current(in workspace: String) throws -> RunManifest? {
    guard Folder.isFolder(workspace) else {
      throw StageFailure(.noInput, "\(workspace): a workspace's folder was expected")
    }
    let pointer = "\(workspace)/runs/current"
    guard Folder.exists(pointer) else { return nil }
    let run =
      String(decoding: try WholeFile.read(pointer), as: UTF8.self)
      .split(separator: "\n").first.map(String.init) ?? ""
    return try read("\(workspace)/runs/\(run)/manifest.json")
  }

  /// The manifests of all runs that are recorded in a workspace, in order of their ids, and so of P.
  ///
  /// - Throws: ``StageFailure`` 65 where one is damaged.
  static func all(in workspace: String) throws -> [RunManifest] {
    try Folder.names(in: "\(workspace)/runs").map { "\(workspace)/runs/\($0)/manifest.json" }
      .filter(Folder.exists).map(read)
  }

  private static func read(_ path: String) throws -> RunManifest {
    let bytes = try WholeFile.read(path)
    guard let manifest = try? JSONDocument.decode(RunManifest.self, from: bytes) else {
      throw StageFailure(.badData, "\(path): the manifest is damaged")
    }
    return manifest
  }
}
