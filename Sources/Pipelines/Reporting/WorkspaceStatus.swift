import Workspace

/// The runs of a workspace, for people.
public struct WorkspaceStatus {
  /// One line a run, the oldest first.
  public let text: String

  /// Reads the manifests of a workspace.
  ///
  /// - Throws: ``StageFailure`` 66 where there is no workspace, 65 where a manifest is damaged.
  public init(workspace: String) throws {
    let manifests = try RunManifest.all(in: workspace)
    let current = try RunManifest.current(in: workspace)?.run
    var lines = manifests.map { manifest in
      let figures = manifest.figures
      let events = figures.tables.filter { $0.path.hasPrefix("tables/events/") }
      let trained = figures.outcomes.filter { $0.notTrained == nil }.map(\.name)
      return "\(manifest.run)  as of \(figures.asOf)  \(manifest.inputs.count) files, "
        + "\(events.reduce(0) { $0 + $1.rows }) events at rest, models: "
        + (trained.isEmpty ? "none" : trained.joined(separator: ", "))
        + (manifest.exitCode == 0 ? "" : "  (ended with \(manifest.exitCode))")
        + (manifest.run == current ? "  ← in place" : "")
    }
    if lines.isEmpty { lines = ["no run has been finished in \(workspace)"] }
    text = lines.joined(separator: "\n") + "\n"
  }
}

extension RunManifest {
  /// The run whose tables and models lie in a workspace; nil where none was finished.
  ///
  /// - Throws: as ``all(in:)``.
  static func current(in workspace: String) throws -> RunManifest? {
    let manifests = try all(in: workspace)
    let path = "\(workspace)/runs/current"
    guard Folder.exists(path) else { return nil }
    let run = String(decoding: try WholeFile.read(path), as: UTF8.self)
    return manifests.first { "\($0.run)\n" == run }
  }

  /// The manifests of a workspace, by run.
  ///
  /// - Throws: ``StageFailure`` 66 where there is no workspace, 65 where a manifest is damaged.
  static func all(in workspace: String) throws -> [RunManifest] {
    guard Folder.isFolder(workspace) else {
      throw StageFailure(.noInput, "\(workspace): a workspace's folder was expected")
    }
    return try Folder.names(in: "\(workspace)/runs").compactMap { run in
      let path = "\(workspace)/runs/\(run)/manifest.json"
      guard Folder.exists(path) else { return nil }
      do {
        return try JSONDocument.decode(RunManifest.self, from: try WholeFile.read(path))
      } catch let error as WorkspaceError {
        throw error
      } catch {
        throw StageFailure(.badData, "\(path): the manifest is damaged")
      }
    }
  }
}
