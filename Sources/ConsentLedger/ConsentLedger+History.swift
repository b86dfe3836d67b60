import Bytes
public import Consent
import GRDB
import Identity
import Transparency

/// A statement as the ledger gives it back.
public struct LedgerStatement: Sendable {
  /// Its place in the ledger, from 0.
  public var number: Int
  /// What was said, the subject's id left out.
  public var statement: Consent.Statement
  /// Where it comes from; empty where nothing is said.
  public var source: String
  /// The canonical bytes of its leaf.
  public var leaf: [UInt8]
  /// Whether the person is the other end of a link that was said of somebody else.
  public var isOtherEnd = false
}

extension ConsentLedger {
  /// A person's statements, in order of their append; links from either end.
  ///
  /// - Parameters:
  ///   - id: the id, byte for byte as it was given.
  ///   - keys: the controller's keys.
  /// - Throws: ``LedgerError``.
  public func history(
    of id: Span<UInt8>, keys: LedgerKeys
  ) throws(LedgerError) -> [LedgerStatement] {
    let name = keys.name(of: id)
    return try read { database in
      guard let number = try subjectNumber(of: name.bytes, database) else { return [] }
      return try LedgerHistory(database, controller: controller).statements(of: number)
    }
  }

  /// The number of a subject by its pseudonym; nil where there is none.
  func subjectNumber(of pseudonym: [UInt8], _ database: Database) throws -> Int? {
    let lookup = try BulkStatement(
      database, "SELECT subject FROM subjectByPseudonym WHERE pseudonym = ?")
    lookup.bind(pseudonym.span, at: 1)
    defer { lookup.reset() }
    return try lookup.next() ? lookup.int(0) : nil
  }
}

/// Follows a subject's entries.
struct LedgerHistory {
  private let database: Database
  private let tables: LedgerTables
  private let controller: String
  private let entries: EntryReader
  private let subjects: SubjectNames

  init(_ database: Database, controller: String) throws {
    self.database = database
    self.controller = controller
    tables = try LedgerTables(database, controller: controller)
    entries = try EntryReader(database)
    subjects = try SubjectNames(database)
  }

  /// A subject's statements in order of their append, and the links that others were said to have to it.
  func statements(of subject: Int) throws -> [LedgerStatement] {
    var statements: [LedgerStatement] = []
    let latest = try BulkStatement(database, "SELECT latest FROM subject WHERE number = ?")
    latest.bind(subject, at: 1)
    var number = try latest.next() ? latest.int(0) : -1
    while number >= 0 {
      guard let entry = try entries.entry(number), entry.subject == subject,
        entry.previous < number
      else { throw LedgerFault.brokenHistory(number) }
      statements.append(try statement(entry))
      number = entry.previous
    }
    let links = try BulkStatement(database, "SELECT entry FROM link WHERE other = ?")
    links.bind(subject, at: 1)
    while try links.next() {
      guard let entry = try entries.entry(links.int(0)) else {
        throw LedgerFault.missingEntry(links.int(0))
      }
      var link = try statement(entry)
      link.isOtherEnd = true
      statements.append(link)
    }
    return statements.sorted { $0.number < $1.number }
  }

  /// The statement of an entry.
  func statement(_ entry: LedgerEntry) throws -> LedgerStatement {
    guard tables.leaves.knows(entry), let subject = try subjects.subject(entry.subject) else {
      throw LedgerFault.changedEntry(entry.number)
    }
    let wording = tables.wordings[entry.wording]
    var statement = Consent.Statement(
      wording.action, subject: [], purpose: wording.purpose, at: entry.at,
      controller: wording.hasController ? controller : "")
    statement.appendedAt = entry.appendedAt
    statement.notice = wording.notice.isEmpty ? nil : wording.notice
    statement.method = wording.method.isEmpty ? nil : wording.method
    statement.marks = wording.marks
    if entry.evidence != nil { statement.evidence = try evidence(of: entry.number) }
    let other = try entry.other.flatMap { try subjects.subject($0)?.name }
    var leaf: [UInt8] = []
    tables.leaves.append(entry, subject: subject.name, other: other, to: &leaf)
    return LedgerStatement(
      number: entry.number, statement: statement, source: tables.sources[entry.source], leaf: leaf)
  }

  private func evidence(of number: Int) throws -> [UInt8] {
    let rows = try BulkStatement(database, "SELECT json FROM evidence WHERE entry = ?")
    rows.bind(number, at: 1)
    return try rows.next() ? rows.bytes(0) : []
  }
}
