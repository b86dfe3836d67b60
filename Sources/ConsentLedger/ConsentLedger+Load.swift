import Bytes
public import Consent
import GRDB
import Identity
public import Transparency

/// A ledger's statements, ready for a register.
public struct LedgerStatements: Sendable {
  /// The statements in the ledger's order, their subjects by the pseudonyms that journeys at rest use.
  public var statements: ConsentStatements
  /// How many there are.
  public var size: Int
  /// The root over them.
  public var root: MerkleHash
  /// The latest signed note.
  public var checkpoint: String
}

extension ConsentLedger {
  /// Reads all statements for a run.
  ///
  /// Evidence stays where it is. Two passes, over subjects and entries; O(entries).
  ///
  /// - Throws: ``LedgerError``.
  public func load(_ keys: LedgerKeys) throws(LedgerError) -> LedgerStatements {
    try read { database in
      let head = try signedHead(database, [keys.signer.verifier])
      var loading = LedgerLoading(
        tables: try LedgerTables(database, controller: controller), head: head,
        controller: controller)
      try loading.addSubjects(database, keys)
      try loading.addEntries(database)
      try loading.addTombstones(database, keys)
      let note = try String.fetchOne(
        database, sql: "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1")
      return LedgerStatements(
        statements: loading.statements, size: head.size, root: head.root, checkpoint: note ?? "")
    }
  }
}

/// Fills a table of statements from a ledger's.
private struct LedgerLoading {
  let tables: LedgerTables
  let head: LedgerHead
  let controller: String
  var statements = ConsentStatements()
  private static let subjectsAtOnce = 1 << 14

  init(tables: LedgerTables, head: LedgerHead, controller: String) {
    self.tables = tables
    self.head = head
    self.controller = controller
    statements.beginLedger()
    statements.reserve(head.size, subjects: head.subjects, idByteCount: 32)
  }

  /// Gives every subject the number that it has in the ledger.
  mutating func addSubjects(_ database: Database, _ keys: LedgerKeys) throws {
    let rows = try BulkStatement(
      database, "SELECT pseudonym FROM subject ORDER BY number")
    var sealed: [UInt8] = []
    var redacted: [Int] = []
    var number = 0
    while try rows.next() {
      let hasPseudonym = rows.withBytes(0) { bytes in
        guard bytes.count == Pseudonym.byteCount else { return false }
        sealed.append(bytes)
        return true
      }
      if !hasPseudonym {
        sealed.append(contentsOf: [UInt8](repeating: 0, count: Pseudonym.byteCount))
        redacted.append(number)
      }
      number += 1
      if number % LedgerLoading.subjectsAtOnce == 0 {
        try add(&sealed, &redacted, upTo: number, keys)
      }
    }
    try add(&sealed, &redacted, upTo: number, keys)
  }

  private mutating func add(
    _ sealed: inout [UInt8], _ redacted: inout [Int], upTo end: Int, _ keys: LedgerKeys
  ) throws {
    keys.cipher.openAll(&sealed)
    var text: [UInt8] = []
    var number = end - sealed.count / Pseudonym.byteCount
    var nextRedacted = redacted.makeIterator()
    var missing = nextRedacted.next()
    for start in stride(from: 0, to: sealed.count, by: Pseudonym.byteCount) {
      text.removeAll(keepingCapacity: true)
      if number == missing {
        // As long as a pseudonym and never one, so that it can't be met.
        text.append("redacted ")
        text.append(decimal: number, minimumDigits: 32 - text.count)
        missing = nextRedacted.next()
      } else {
        Pseudonym(sealed.span, at: start).append(to: &text)
      }
      guard Int(statements.appendSubject(text.span)) == number else {
        throw LedgerFault.changedSubjects(first: number)
      }
      number += 1
    }
    sealed.removeAll(keepingCapacity: true)
    redacted.removeAll(keepingCapacity: true)
  }

  mutating func addEntries(_ database: Database) throws {
    let rows = try BulkStatement(
      database, "SELECT subject, at, appendedAt, wording, other FROM entry ORDER BY number")
    let numbers = tables.wordings.map { statements.insert($0, other: 0, controller) }
    let subjects = statements.subjects.count
    while try rows.next() {
      let subject = rows.int(0)
      let wording = rows.int(3)
      guard (0..<subjects).contains(subject), numbers.indices.contains(wording) else {
        throw LedgerFault.changedEntry(statements.count)
      }
      var number = numbers[wording]
      if tables.wordings[wording].action == .link {
        guard let other = UInt32(exactly: rows.int(4)), other < subjects else {
          throw LedgerFault.changedEntry(statements.count)
        }
        number = statements.insert(tables.wordings[wording], other: other, controller)
      }
      statements.append(
        ConsentStatements.Row(
          at: Timestamp(nanoseconds: Int64(rows.int(1))),
          appendedAt: Timestamp(nanoseconds: Int64(rows.int(2))), subject: UInt32(subject),
          wording: number))
    }
    guard statements.count == head.size else {
      throw statements.count < head.size
        ? LedgerFault.missingEntry(statements.count) : .unsignedEntries(from: head.size)
    }
  }

  /// What tombstones say holds whatever position of the ledger a run knows.
  mutating func addTombstones(_ database: Database, _ keys: LedgerKeys) throws {
    for (sealed, moment) in try TombstoneTable.all(database) {
      var text: [UInt8] = []
      keys.tombstones.open(sealed).append(to: &text)
      statements.appendTombstone(text.span, at: moment)
    }
  }
}

extension ConsentStatements {
  fileprivate mutating func insert(
    _ wording: LedgerWording, other: UInt32, _ controller: String
  ) -> UInt32 {
    insertWording(
      wording.action, wording.marks, other: other,
      controller: wording.hasController ? Array(controller.utf8) : [],
      purpose: Array(wording.purpose.utf8), notice: Array(wording.notice.utf8),
      method: Array(wording.method.utf8))
  }
}
