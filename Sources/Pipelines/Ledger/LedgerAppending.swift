public import Bytes
import Consent
import ConsentLedger
public import Logging
import Transparency
import Workspace

/// What became of statements that were given to a ledger.
public struct LedgerReport: Sendable {
  /// Lines in, statements out (appended), dropped (`duplicate`) and rejected by reason.
  public var stage = StageReport(stage: "ledger")
  /// Statements that were appended and say they grant a use, but grant nothing, by reason.
  public var notGrants: [String: Int] = [:]
  /// How many said they were appended before the ledger's last entry, and count as appended with it.
  public var raised = 0
  /// How many entries the ledger then had.
  public var size = 0
  /// The root over them, in base 64.
  public var root = ""

  /// The report for people.
  public var text: String {
    func list(_ counts: [String: Int]) -> String {
      let sum = counts.values.reduce(0, +)
      guard sum > 0 else { return "0" }
      let parts = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return "\(sum)  (\(parts.joined(separator: ", ")))"
    }
    var lines = [
      "read            \(stage.in) lines", "appended        \(stage.out)",
      "known already   \(stage.dropped["duplicate"] ?? 0)",
      "rejected        \(list(stage.rejected))",
      "grant nothing   \(list(notGrants))",
    ]
    if raised > 0 {
      lines.append(
        "append raised   \(raised)  (said to be appended before the ledger's last entry)")
    }
    lines += ["entries         \(size)", "root            \(root)"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Takes files of statements into a ledger: the work of `sojourn-ledger append`.
public struct LedgerAppending {
  let settings: LedgerSettings
  let now: Timestamp
  let source: String
  let log: Logger
  /// About how much memory a batch may take.
  private static let batchBytes = 128 << 20

  /// An append at a moment.
  ///
  /// - Parameters:
  ///   - settings: the ledger, which is made where it does not exist.
  ///   - now: the moment of the append.
  ///   - source: where statements come from that do not say so themselves; empty for nothing.
  ///   - log: takes rejected lines and grants that are none.
  public init(settings: LedgerSettings, now: Timestamp, source: String = "", log: Logger) {
    self.settings = settings
    self.now = now
    self.source = source
    self.log = log
  }

  /// Appends the statements of files as NDJSON.
  ///
  /// - Parameter files: paths; `-` or none is standard input.
  /// - Returns: how the command ends, and what became of the lines.
  /// - Throws: ``StageFailure``, ``LedgerError``. What was appended before stays: the same files may be given
  ///   again.
  public func run(files: [String]) throws -> (code: ExitCode, report: LedgerReport) {
    let open = try OpenLedger(settings, .create)
    var session = AppendSession(appending: self, open: open, batchBytes: LedgerAppending.batchBytes)
    var code = ExitCode.done
    for path in files.isEmpty ? ["-"] : files {
      let input = LineInput(path: path, limits: settings.inputLimits)
      if let failure = try session.read(input) {
        log.error("\(failure.description)")
        if code == .done { code = failure.code }
      }
    }
    let report = try session.finish()
    try report.stage.requireBalance()
    // Statements to other controllers are sound, and no business of this ledger.
    var own = report.stage
    own.dropped["other-controller"] = own.rejected.removeValue(
      forKey: BatchRejection.otherController.reason)
    if let failure = own.failure(
      settings.rejectLimits, hint: "consent statements were expected")
    {
      throw failure
    }
    if session.lostDenials > 0, code == .done { code = .badData }
    return (code, report)
  }
}

/// One append under way.
private struct AppendSession {
  /// How many statements are read before they are forgotten, where the spool holds them.
  private static let glanced = 4_096
  private let appending: LedgerAppending
  private let open: OpenLedger
  private let batchBytes: Int
  private var batch: StatementBatch
  private var spool: StatementSpool
  /// Where the batch's statements stand.
  private var places: [LinePlace] = []
  private var inputs: [String] = []
  private var report = LedgerReport()
  private var named = 0
  /// How many rejected lines would have ended a use.
  private(set) var lostDenials = 0

  init(appending: LedgerAppending, open: OpenLedger, batchBytes: Int) {
    self.appending = appending
    self.open = open
    self.batchBytes = batchBytes
    batch = StatementBatch(
      controller: open.ledger.controller, now: appending.now, source: appending.source)
    spool = StatementSpool(folder: Folder.parent(of: open.ledger.path))
  }

  /// Reads an input's lines; those that are statements go to the batch while all fit into one, and to the
  /// spool, from where they come back in order of their append where they do not.
  mutating func read(_ input: LineInput) throws -> StageFailure? {
    inputs.append(input.name)
    let place = Int32(inputs.count - 1)
    let reading = try input.forEachLine(digesting: false) { line, number in
      report.stage.in += 1
      do throws(BatchRejection) {
        try batch.append(ndjson: line)
      } catch {
        return reject(line, "\(input.name):\(number)", error)
      }
      let found = LinePlace(input: place, number: Int32(truncatingIfNeeded: number))
      places.append(found)
      try spool.add(line, appendedAt: batch.lastAppend, found)
      if !spool.isInMemory, batch.count >= AppendSession.glanced { emptyBatch() }
    }
    return reading.failure
  }

  private mutating func emptyBatch() {
    guard batch.count > 0 else { return }
    places.removeAll(keepingCapacity: true)
    batch = StatementBatch(
      controller: open.ledger.controller, now: appending.now, source: appending.source)
  }

  /// Appends all, in order.
  private mutating func appendAll() throws {
    if !spool.isInMemory {
      emptyBatch()
      var spool = spool
      try spool.drain { line, place in
        do throws(BatchRejection) {
          try batch.append(ndjson: line)
          places.append(place)
        } catch {
          preconditionFailure("a line that was accepted is rejected: \(error.reason)")
        }
        if batch.byteCount > batchBytes { try flush() }
      }
    }
    try flush()
  }

  private mutating func reject(_ line: Span<UInt8>, _ place: String, _ rejection: BatchRejection) {
    report.stage.rejected[rejection.reason, default: 0] += 1
    if rejection != .otherController, DenialGlance.mayEnd(line, rejection.reason) {
      lostDenials += 1
      appending.log.error(
        "\(place): a statement that ends a use can't be read (\(rejection.reason)); correct it and append it again"
      )
    } else {
      tell("\(place): statement rejected: \(rejection.reason)")
    }
  }

  private mutating func tell(_ message: String) {
    named += 1
    if named <= LogFileReading.namedRejections { appending.log.warning("\(message)") }
  }

  private mutating func flush() throws {
    guard batch.count > 0 else { return }
    for (place, defect) in batch.defects(under: appending.settings.policy) {
      report.notGrants[defect.rawValue, default: 0] += 1
      tell(
        "\(inputs[Int(places[place].input)]):\(places[place].number): kept, but grants nothing: \(defect.rawValue)"
      )
    }
    let appended = try open.ledger.append(batch, keys: open.keys)
    report.stage.out += appended.appended
    if appended.duplicates > 0 {
      report.stage.dropped["duplicate", default: 0] += appended.duplicates
    }
    report.raised += appended.raised
    emptyBatch()
  }

  mutating func finish() throws -> LedgerReport {
    try appendAll()
    let head = try open.ledger.head([open.keys.signer.verifier])
    report.size = head.size
    report.root = head.root.base64
    try open.anchor.write(open.ledger)
    return report
  }
}
