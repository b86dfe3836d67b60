import Bytes
import Consent
import ConsentLedger
import Events
import Logging
import Transparency
import Workspace

/// What a run knew of its controller's ledger: in its manifest, and in what it hands to the next run.
public struct LedgerState: Codable, Equatable, Sendable {
  /// How many statements the ledger held: K.
  public var size: Int
  /// The root over them, in base 64.
  public var root: String
  /// The signed note over them.
  public var checkpoint: String
  /// The public key that has signed it.
  public var publicKey: String
}

/// A ledger that a run judges by: checked whole, then given tonight's statements, then read.
struct RunLedger {
  let configuration: PipelineConfiguration
  let path: String
  let log: Logger

  /// The ledger of a pipeline; nil where it names none.
  init?(_ configuration: PipelineConfiguration, log: Logger) {
    guard let path = configuration.ledger else { return nil }
    self.configuration = configuration
    self.path = path
    self.log = log
  }

  /// Whether there is a ledger yet.
  var exists: Bool { Folder.exists(path) }

  /// K of the published run of a P, where that lies before the ledger's last statement: a run of the past
  /// is replayed with what it knew, not with what was learned since of that time (consent rule 5).
  func replayedSize(_ options: RunOptions) throws -> Int? {
    guard exists else { return nil }
    let open = try OpenLedger(LedgerSettings(configuration), .read)
    let head = try open.ledger.head([open.keys.signer.verifier])
    guard let last = head.lastAppend, options.asOf < last else { return nil }
    return try RunManifest.all(in: configuration.workspace)
      .last { $0.figures.asOf == options.asOf.description }?.ledger?.size
  }

  /// Makes an empty ledger where there is none yet: a night without any statement is one too.
  func make() throws {
    _ = try OpenLedger(LedgerSettings(configuration), .create)
  }

  /// Takes in what files hold that the ledger does not, before the night's logs are judged (consent
  /// rule 52).
  ///
  /// - Parameters:
  ///   - files: the statements' files that have changed since the last run.
  ///   - now: P.
  /// - Throws: ``StageFailure`` 65 where a statement that ends a use can't be read, or too many can't.
  func append(_ files: [String], now: Timestamp) throws -> LedgerReport {
    let appending = LedgerAppending(
      settings: try LedgerSettings(configuration), now: now, log: log)
    let (code, report) = try appending.run(files: files)
    guard code == .done else {
      throw StageFailure(
        code,
        "\(path): not all consent statements could be taken in; nothing may be judged without them")
    }
    return report
  }

  /// Makes sure that all of the ledger is as it was signed, and goes on from what the run before knew.
  ///
  /// - Returns: what its last checkpoint speaks for.
  /// - Throws: ``LedgerError/untrusted(path:_:)``, which ends a run with 77 (consent rule 30).
  func verify(after earlier: LedgerState?) throws -> LedgerHead {
    let open = try OpenLedger(LedgerSettings(configuration), .read)
    try open.verify(after: earlier)
    return try open.ledger.head([open.keys.signer.verifier])
  }

  /// Reads the statements of a ledger that has been verified.
  ///
  /// - Parameter earlier: what the run before knew.
  func load(after earlier: LedgerState?) throws -> LoadedStatements {
    let open = try OpenLedger(LedgerSettings(configuration), .read)
    let ledger = try open.ledger.load(open.keys)
    var loaded = LoadedStatements()
    loaded.statements = ledger.statements
    loaded.report.in = ledger.size
    loaded.report.out = ledger.size
    loaded.head = loaded.statements.lastAppend
    loaded.ledger = LedgerState(
      size: ledger.size, root: ledger.root.base64, checkpoint: ledger.checkpoint,
      publicKey: open.keys.signer.verifier.text)
    loaded.knownSize = earlier?.size ?? 0
    return loaded
  }
}

extension OpenLedger {
  /// Makes sure that all of the ledger is as it was signed.
  ///
  /// - Parameter earlier: what a run before knew.
  /// - Throws: ``LedgerError/untrusted(path:_:)``.
  func verify(after earlier: LedgerState?) throws {
    let verifiers = [keys.signer.verifier]
    var seen = try anchor.seen(ledger, verifiers)
    if let earlier, let root = MerkleHash(base64: earlier.root) {
      seen.append(SeenCheckpoint(size: earlier.size, root: root))
    }
    _ = try ledger.verify(verifiers, seen: seen)
  }

  /// The ledger's statements, once all of it has been verified.
  func loadVerified(after earlier: LedgerState?) throws -> LedgerStatements {
    try verify(after: earlier)
    return try ledger.load(keys)
  }
}

extension NightlyRun {
  /// The statements that the run judges by: of the ledger where the pipeline names one, else of files.
  ///
  /// - Parameters:
  ///   - files: the statements' files.
  ///   - logs: tonight's logs, which may hold statements themselves.
  func statements(
    _ files: [String], madeIn logs: [InputSelection.LogFile], _ loading: StatementLoading,
    _ context: RunContext
  ) throws -> LoadedStatements {
    let found = options.rebuilds ? nil : try? NightState.read(configuration.workspace)
    // Another controller's workspace is refused when the run takes its place there.
    let state = found?.controller == configuration.controller ? found : nil
    guard let ledger = RunLedger(configuration, log: log) else {
      if let state, state.ledger != nil {
        throw StageFailure(
          .configuration,
          "\(configuration.file): names no ledger, and \(configuration.workspace) was made with one; name it with `ledger:`, or build all anew with --rebuild"
        )
      }
      return try loading.read(files, after: state?.statements ?? [])
    }
    if !ledger.exists {
      // Judging the past, and comparing models, write nothing: no ledger either.
      let loaded = try loading.read(files)
      if onLearned != nil || loaded.isAudit(context) { return loaded }
    } else {
      let head = try ledger.verify(after: state?.ledger)
      guard onLearned == nil, !context.isAudit(of: head.lastAppend, size: head.size) else {
        var loaded = try ledger.load(after: state?.ledger)
        loaded.laterErasures = loaded.statements.applyErasures(after: context.knownAt)
        return loaded
      }
    }
    try ledger.make()
    let known = Set(state?.statementFiles ?? [])
    let identities = files.map { FileIdentity(path: $0) }
    let changed = zip(files, identities).filter { $1.map(known.contains) != true }.map(\.0)
    let appended = changed.isEmpty ? nil : try ledger.append(changed, now: options.asOf)
    let read = Set((state?.logs ?? []).compactMap(\.file))
    _ = try ledger.appendMade(
      in: logs.filter { FileIdentity(path: $0.path).map(read.contains) != true },
      now: options.asOf)
    var loaded = try ledger.load(after: state?.ledger)
    loaded.appended = appended
    loaded.files = files
    loaded.identities = identities.compactMap(\.self)
    return loaded
  }
}
