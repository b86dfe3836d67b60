import Bytes
import GRDB

/// Compares the evidence that is stored with what stands for it in the entries, as they pass in order.
struct EvidenceCheck {
  private let rows: BulkStatement
  private var isAtRow: Bool

  init(_ database: Database) throws {
    rows = try BulkStatement(database, "SELECT entry, json FROM evidence ORDER BY entry")
    isAtRow = try rows.next()
  }

  /// Checks the evidence of the next entry.
  ///
  /// - Parameter salt: the subject's; nil where it has been redacted, and its evidence with it.
  mutating func check(_ entry: LedgerEntry, salt: Salt?) throws {
    let isStored = isAtRow && rows.int(0) == entry.number
    guard isStored == (entry.evidence != nil && salt != nil) else {
      throw LedgerFault.changedEvidence(entry.number)
    }
    guard isStored, let salt else { return }
    let commitment = rows.withBytes(1) { Commitment(.evidence, salt: salt, $0) }
    guard commitment == entry.evidence else { throw LedgerFault.changedEvidence(entry.number) }
    isAtRow = try rows.next()
  }

  /// Checks that no evidence is left without an entry.
  func finish() throws {
    if isAtRow { throw LedgerFault.changedEvidence(rows.int(0)) }
  }
}
