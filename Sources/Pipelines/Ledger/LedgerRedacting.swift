import Bytes
import ConsentLedger
public import Logging

/// Cuts persons who were erased off from their statements: the work of `sojourn-ledger redact`.
public struct LedgerRedacting {
  private let settings: LedgerSettings
  private let log: Logger
  /// How many ids are taken at once, with one checkpoint and one sweep of the file for all.
  private static let idsAtOnce = 1 << 18

  /// Redactions in a ledger.
  ///
  /// - Parameters:
  ///   - settings: the ledger, its key and policy.
  ///   - log: takes what was refused, by line.
  public init(settings: LedgerSettings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Redacts one id.
  ///
  /// - Returns: what was done, for people.
  /// - Throws: ``StageFailure`` 66 where the ledger knows nothing of the id, 65 where it may not be redacted.
  public func redact(_ id: String) throws -> String {
    let open = try OpenLedger(settings, .write)
    let found = try open.ledger.redact(
      Array(id.utf8).span, keys: open.keys, policy: settings.policy)
    try open.anchor.write(open.ledger)
    switch found {
    case .redacted: return "redacted\n"
    case .already: return "redacted before; nothing is changed\n"
    case .unknown:
      throw StageFailure(
        .noInput, "\(settings.ledger): nothing is known of this id; ids are compared byte for byte")
    case .notErased, .grantedSince:
      throw StageFailure(.badData, "\(settings.ledger): \(LedgerRedacting.reason(found))")
    }
  }

  /// Redacts the ids that stand in files, a line each.
  ///
  /// - Parameter files: paths; `-` or none is standard input.
  /// - Returns: how the command ends, 65 where ids were refused, and counts for people.
  /// - Throws: ``StageFailure`` where a file can't be read, ``LedgerError``. What was redacted before stays so.
  public func redact(files: [String]) throws -> (code: ExitCode, text: String) {
    let open = try OpenLedger(settings, .write)
    var counts: [Redaction: Int] = [:]
    for path in files.isEmpty ? ["-"] : files {
      let input = LineInput(path: path, limits: settings.inputLimits)
      var batch: [(id: [UInt8], line: Int)] = []
      func flush() throws {
        let found = try open.ledger.redact(
          batch.map(\.id), keys: open.keys, policy: settings.policy)
        for (place, became) in found.enumerated() {
          counts[became, default: 0] += 1
          tell(became, "\(input.name):\(batch[place].line)")
        }
        batch.removeAll(keepingCapacity: true)
      }
      let reading = try input.forEachLine(digesting: false) { line, number in
        guard line.count > 0 else { return }
        batch.append((Array(bytes: line), number))
        if batch.count == LedgerRedacting.idsAtOnce { try flush() }
      }
      try flush()
      if let failure = reading.failure { throw failure }
    }
    try open.anchor.write(open.ledger)
    let refused = counts[.notErased, default: 0] + counts[.grantedSince, default: 0]
    let text = """
      redacted         \(counts[.redacted, default: 0])
      redacted before  \(counts[.already, default: 0])
      not known        \(counts[.unknown, default: 0])
      refused          \(refused)

      """
    return (refused == 0 ? .done : .badData, text)
  }

  private func tell(_ became: Redaction, _ place: String) {
    guard became == .notErased || became == .grantedSince else { return }
    log.error("\(place): refused: \(LedgerRedacting.reason(became))")
  }

  private static func reason(_ became: Redaction) -> String {
    became == .notErased
      ? "the ledger holds no erasure of this id: append one (\"action\":\"erase\"), then redact"
      : "this id was granted a use again since its erasure, and that has to be shown; if it is erased again, append that, then redact"
  }
}
