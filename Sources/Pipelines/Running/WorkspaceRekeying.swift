import Identity
public import Logging
import Workspace

/// Gives a pipeline's ledger and workspace the rotation of their key: the work of `sojourn rekey`.
///
/// First the ledger, in a transaction of its own. Then the events at rest are renamed and a run without logs makes all
/// that is formed from them; it publishes them all together. Whatever moment it is cut off at, it can be
/// started again: what has the new key already is left as it is.
public struct WorkspaceRekeying {
  private let configuration: PipelineConfiguration
  private let options: RunOptions
  private let oldKey: String
  private let log: Logger

  /// A rekeying.
  ///
  /// - Parameters:
  ///   - configuration: the pipeline, which names the new key.
  ///   - oldKey: the file of the key that ledger and workspace have.
  ///   - options: as for a run; no log is read.
  ///   - log: takes what is noteworthy.
  public init(
    configuration: PipelineConfiguration, oldKey: String, options: RunOptions, log: Logger
  ) {
    var configuration = configuration
    configuration.workspace = options.workspace ?? configuration.workspace
    self.configuration = configuration
    self.oldKey = oldKey
    self.options = options
    self.log = log
  }

  /// Does both.
  ///
  /// - Throws: ``StageFailure`` 78 where the pipeline's key is no rotation of the old one, or the workspace has
  ///   another key than either; what a run throws.
  public func run() async throws -> NightlyRun.Result {
    _ = try KeyFile.rekeying(
      (KeyFile.read(oldKey), oldKey),
      to: (KeyFile.read(configuration.pseudonymKey), configuration.pseudonymKey), for: .visitors,
      of: configuration.controller)
    let ledger = try rekeyLedger()
    guard
      try NightState.read(configuration.workspace) != nil
        || Publication(workspace: configuration.workspace).isUnfinished
    else {
      return NightlyRun.Result(
        code: .done, summary: ledger + "\(configuration.workspace): nothing lies there yet\n")
    }
    var options = options
    options.rebuildsAffected = true
    options.rekeysFrom = oldKey
    var result = try await NightlyRun(configuration: configuration, options: options, log: log)
      .run()
    result.summary = ledger + result.summary
    return result
  }

  /// Gives the ledger the new key, while no run holds the workspace.
  private func rekeyLedger() throws -> String {
    guard let path = configuration.ledger, Folder.exists(path) else { return "" }
    try Folder.create(configuration.workspace)
    let lock = try WorkspaceLock(folder: configuration.workspace, waits: options.waits)
    defer { withExtendedLifetime(lock) {} }
    var settings = try LedgerSettings(configuration)
    settings.key = oldKey
    return try LedgerRekeying(settings: settings, newKey: configuration.pseudonymKey).run()
  }
}

/// What a run does that gives what lies at rest another key.
struct StandingRekeying {
  private let events: EventRekeying
  private let configuration: PipelineConfiguration

  /// - Returns: nil where the workspace has the new key already.
  /// - Throws: ``StageFailure`` 78 where it has another key than the old one.
  init?(
    from path: String, to key: PseudonymKey, _ state: NightState?,
    in configuration: PipelineConfiguration
  ) throws {
    let controller = configuration.controller
    let old = try KeyFile.read(path)
    let visitors = try KeyFile.rekeying(
      (old, path), to: (key, configuration.pseudonymKey), for: .visitors, of: controller)
    guard let state, state.key != KeyMark.make(key.subkey(for: .visitors, of: controller)) else {
      return nil
    }
    guard state.key == KeyMark.make(old.subkey(for: .visitors, of: controller)) else {
      throw StageFailure(
        .configuration,
        "\(path): is not the key with which \(configuration.workspace) was made; name that one with --from"
      )
    }
    self.configuration = configuration
    events = EventRekeying(
      visitors: visitors, oldTokens: old.cipher(for: .consentSubjects, of: controller),
      newTokens: key.cipher(for: .consentSubjects, of: controller))
  }

  /// Writes the events at rest below a staging folder, and has the run stand on them: sessions, outcomes
  /// and models are then made anew.
  func rename(
    _ standing: inout Standing, into staging: String, _ budget: MemoryBudget, jobs: Int
  ) async throws {
    let folder = "\(staging)/rekeyed"
    try Folder.create(folder)
    standing.tables = try await TableRekeying(
      events: events, workspace: configuration.workspace, folder: folder,
      maximumEvents: budget.events, jobs: jobs
    ).write(standing.tables)
    standing.folder = folder
  }
}
