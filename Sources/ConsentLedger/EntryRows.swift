import Bytes
import GRDB

/// By what a statement is known to be one that the ledger holds: who said what when, on what evidence.
///
/// When it was appended and where it comes from are no part of it.
struct StatementIdentity: Hashable {
  private let at: Timestamp
  private let wording: Int
  private let other: Int?
  private let evidence: Commitment?

  /// - Parameter isOtherRedacted: whether it can't be told any more who the other end of a link was: all
  ///   those count as one.
  init(_ entry: LedgerEntry, isOtherRedacted: Bool = false) {
    at = entry.at
    wording = entry.wording
    other = isOtherRedacted ? -2 : entry.other
    evidence = entry.evidence
  }
}

extension LedgerEntry {
  /// The columns of an entry, in the order in which ``init(_:)`` takes them.
  static let columns =
    "number, subject, previous, at, appendedAt, wording, source, other, evidence"

  /// The entry of the row that a statement stands at.
  init(_ row: BulkStatement) throws {
    self.init(
      number: row.int(0), subject: row.int(1), previous: row.int(2),
      at: Timestamp(nanoseconds: Int64(row.int(3))),
      appendedAt: Timestamp(nanoseconds: Int64(row.int(4))), wording: row.int(5),
      source: row.int(6))
    if !row.isNull(7) { other = row.int(7) }
    guard !row.isNull(8) else { return }
    evidence = row.withBytes(8) { Commitment($0) }
    if evidence == nil { throw LedgerFault.changedEntry(number) }
  }
}

/// Finds entries by number.
struct EntryReader {
  private let statement: BulkStatement

  init(_ database: Database) throws {
    statement = try BulkStatement(
      database, "SELECT \(LedgerEntry.columns) FROM entry WHERE number = ?")
  }

  /// The entry of a number; nil where there is none.
  func entry(_ number: Int) throws -> LedgerEntry? {
    statement.bind(number, at: 1)
    defer { statement.reset() }
    return try statement.next() ? LedgerEntry(statement) : nil
  }
}

/// Adds entries at the end.
struct EntryWriter {
  private let entries: BulkStatement
  private let evidence: BulkStatement
  private let links: BulkStatement

  init(_ database: Database) throws {
    links = try BulkStatement(database, "INSERT INTO link(entry, subject, other) VALUES (?, ?, ?)")
    entries = try BulkStatement(database, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    evidence = try BulkStatement(database, "INSERT INTO evidence(entry, json) VALUES (?, ?)")
  }

  /// Adds an entry and its evidence, which is empty where it has none.
  func write(_ entry: LedgerEntry, _ json: Span<UInt8>) throws {
    entries.bind(entry.number, at: 1)
    entries.bind(entry.subject, at: 2)
    entries.bind(entry.previous, at: 3)
    entries.bind(Int(entry.at.nanoseconds), at: 4)
    entries.bind(Int(entry.appendedAt.nanoseconds), at: 5)
    entries.bind(entry.wording, at: 6)
    entries.bind(entry.source, at: 7)
    if let other = entry.other { entries.bind(other, at: 8) } else { entries.bindNull(at: 8) }
    if let other = entry.other {
      links.bind(entry.number, at: 1)
      links.bind(entry.subject, at: 2)
      links.bind(other, at: 3)
      try links.run()
    }
    guard let commitment = entry.evidence else {
      entries.bindNull(at: 9)
      return try entries.run()
    }
    entries.bind(commitment.bytes.span, at: 9)
    try entries.run()
    evidence.bind(entry.number, at: 1)
    evidence.bind(json, at: 2)
    try evidence.run()
  }
}
