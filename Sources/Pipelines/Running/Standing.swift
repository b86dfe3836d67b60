import Bytes
import Logging
import Workspace

/// What a run stands on: the workspace that it will publish to, and what the run before left there.
struct Standing {
  /// Why a run publishes nothing.
  enum Audit: Equatable {
    /// Statements were appended after the moment that was asked for.
    case beforeStatements
    /// The workspace holds what a run of a later P has published.
    case behindWorkspace(Timestamp)
    /// The run's results go elsewhere.
    case comparison

    /// The reason in words.
    var reason: String {
      switch self {
      case .beforeStatements: "statements were appended after the moment that was asked for"
      case .behindWorkspace(let moment): "the workspace holds what was published as of \(moment)"
      case .comparison: "the models are compared alone"
      }
    }
  }

  /// Why nothing is published; nil where it is.
  var audit: Audit?
  /// What the run before left; nil before the first, or where all is built anew.
  var state: NightState?
  /// The files of the run before.
  var tables: [TableFile] = []
  /// The folder below which they lie: the workspace, or where they have been given another key.
  var folder: String
  /// The lock of the workspace; nil where nothing is published.
  private var lock: WorkspaceLock?

  /// The standing of a run that publishes nothing.
  init(audit: Audit, _ configuration: PipelineConfiguration) {
    self.audit = audit
    folder = configuration.workspace
  }

  /// Takes a workspace's lock, finishes what a run that was killed has committed, and reads what the run
  /// before left.
  ///
  /// - Throws: ``WorkspaceError/locked(path:holder:)`` where another run holds it for longer than may be
  ///   waited; ``StageFailure`` 78 where the workspace is another controller's.
  init(_ configuration: PipelineConfiguration, _ options: RunOptions) throws {
    let workspace = configuration.workspace
    folder = workspace
    try Folder.create(workspace)
    let lock = try WorkspaceLock(folder: workspace, waits: options.waits)
    try Publication(workspace: workspace).finish()
    // A run that was cut off after its commit has not got there.
    try LeafList.prune(workspace)
    if let other = NightState.controller(of: workspace), other != configuration.controller {
      throw StageFailure(
        .configuration,
        "\(workspace): the workspace is \(other)'s, not \(configuration.controller)'s; give each controller one of its own"
      )
    }
    // Whoever builds all anew needs no record of what was read, be it damaged or of another version.
    let state = try options.rebuilds ? try? NightState.read(workspace) : NightState.read(workspace)
    if let state, options.asOf < state.asOf {
      audit = .behindWorkspace(state.asOf)
      return
    } else {
      self.lock = lock
    }
    guard !options.rebuilds else { return }
    self.state = state
    tables = try RunManifest.current(in: workspace)?.outputs ?? []
  }

  /// The names of where events come from: tonight's, and those of earlier nights.
  func sources(_ configuration: PipelineConfiguration) -> SourceNames {
    SourceNames(configuration.logs.map(\.name), earlier: state?.sources ?? [])
  }

  /// Whether the run writes to the workspace.
  var publishes: Bool { audit == nil }
}

extension NightState {
  /// Whose workspace it is, also where its record is of another version; nil where nothing says.
  fileprivate static func controller(of workspace: String) -> String? {
    struct Owner: Decodable { var controller: String }
    let bytes = try? WholeFile.read("\(workspace)/\(NightState.path)")
    return bytes.flatMap { try? JSONDocument.decode(Owner.self, from: $0).controller }
  }

  /// What a workspace's last run left; nil before the first.
  ///
  /// - Throws: ``StageFailure`` 65 where the document is damaged or of another form.
  package static func read(_ workspace: String) throws -> NightState? {
    let path = "\(workspace)/\(NightState.path)"
    guard Folder.exists(path) else { return nil }
    let bytes = try WholeFile.read(path)
    guard let state = try? JSONDocument.decode(NightState.self, from: bytes),
      state.schemaVersion == NightState.schemaVersion
    else {
      throw StageFailure(
        .badData,
        "\(path): the record of what has been read is damaged or of another version; run with --rebuild to build all tables anew from the logs that are there"
      )
    }
    return state
  }
}
