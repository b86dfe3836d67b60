import GRDB
import Identity

/// Compares the table by which links are found from their other end, and its index, with the entries, as they
/// pass in order.
struct LinkCheck {
  private let database: Database
  private let rows: BulkStatement
  private var isAtRow: Bool
  private var index = IndexDigest()

  init(_ database: Database) throws {
    self.database = database
    rows = try BulkStatement(database, "SELECT entry, subject, other FROM link ORDER BY entry")
    isAtRow = try rows.next()
  }

  /// Checks the link of the next entry.
  mutating func check(_ entry: LedgerEntry) throws {
    guard let other = entry.other else { return }
    guard isAtRow, rows.int(0) == entry.number, rows.int(1) == entry.subject,
      rows.int(2) == other
    else { throw LedgerFault.brokenIndex }
    index.add(LinkCheck.name(entry.number), other)
    isAtRow = try rows.next()
  }

  /// Checks that no link is left without an entry, and that the index finds each.
  mutating func finish() throws {
    if isAtRow { throw LedgerFault.brokenIndex }
    let found = try BulkStatement(
      database, "SELECT entry, other FROM link INDEXED BY linkByOther ORDER BY other")
    while try found.next() { index.remove(LinkCheck.name(found.int(0)), found.int(1)) }
    guard index.isEmpty else { throw LedgerFault.brokenIndex }
  }

  private static func name(_ entry: Int) -> Pseudonym {
    let word = UInt64(bitPattern: Int64(entry))
    return Pseudonym(first: word, second: ~word)
  }
}
