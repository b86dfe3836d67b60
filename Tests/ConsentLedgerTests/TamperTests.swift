import Bytes
import ConsentLedger
import Foundation
import GRDB
import TestKit
import Testing
import Transparency

/// A ledger of 600 entries with evidence, links and sources, in several batches, for others to copy.
enum Sound {
  static var box: LedgerBox { get throws { try made.get() } }

  private static let made = Result {
    var source = RandomStatements(seed: 77, people: 90)
    let box = try LedgerBox()
    for batch in source.cut(source.lines(600), upTo: 140) { try box.append(batch) }
    return box
  }
}

@Suite("A ledger that somebody has changed", .serialized)
struct TamperTests {
  /// What verifying comes to; nil where all is found whole.
  private func fault(_ box: LedgerBox, seen: [SeenCheckpoint] = []) -> LedgerError? {
    do throws(LedgerError) {
      let ledger = try ConsentLedger(box.path, controller: nil, keys: nil, access: .read)
      _ = try ledger.verify([box.keys.signer.verifier], seen: seen)
      return nil
    } catch {
      return error
    }
  }

  @Test("is whole as long as nobody has")
  func sound() throws {
    let found = try Sound.box.verify()
    #expect(found.size == 600 && found.redacted == 0 && found.checkpoints > 4)
    #expect(fault(try Sound.box.copy()) == nil)
    // All that the tests below change is there.
    let counts = try Sound.box.copy().tamper { database in
      try LedgerBox.tables.map {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? 0
      }
    }
    for (table, count) in zip(LedgerBox.tables, counts) {
      #expect(count > 0 || table == "tombstone", "\(table)")
    }
  }

  @Test(
    "consent 30: is refused whatever column of whatever row was changed, by name of the entry",
    arguments: LedgerBox.tables.filter { $0 != "tombstone" })
  func columns(_ table: String) throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let columns = try DatabaseQueue(path: Sound.box.path).read {
      try LedgerBox.columns(of: table, $0)
    }
    for column in columns {
      var changed = 0
      for change in Change.allCases {
        for _ in 0..<3 {
          let box = try Sound.box.copy()
          guard let row = try change.apply(to: table, column, box, &generator) else { continue }
          changed += 1
          let found = fault(box)
          let place = "\(table).\(column), \(change), row \(row), seed \(seed)"
          expect(found, box, table, column, row, place)
        }
      }
      #expect(changed > 0 || column == "id", "\(table).\(column)")
    }
  }

  /// What is expected of a change to the row of a number.
  private func expect(
    _ found: LedgerError?, _ box: LedgerBox, _ table: String, _ column: String, _ row: Int,
    _ place: String
  ) {
    if table == "identity" {
      // Which key it is that names people is nothing that the public key knows.
      let opened = found ?? error { try box.ledger(.read).verify([box.keys.signer.verifier]) }
      #expect(opened != nil, "\(place)")
      return
    }
    guard let fault = found?.fault else {
      Issue.record("\(place): \(found.map { "\($0)" } ?? "found whole")")
      return
    }
    switch (table, column) {
    case ("entry", "number"): #expect(fault.entry ?? .max <= row, "\(place): \(fault)")
    case ("entry", _), ("evidence", "json"): #expect(fault.entry == row, "\(place): \(fault)")
    default: break
    }
  }

  private func error(_ body: () throws -> some Any) -> LedgerError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? LedgerError
    }
  }

  @Test(
    "consent 30: is refused when a row is missing or is there that was not",
    arguments: LedgerBox.tables.filter { $0 != "tombstone" })
  func rows(_ table: String) throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for attempt in 0..<8 {
      let box = try Sound.box.copy()
      let row = try box.tamper { database in
        try Change.delete(from: table, database, &generator)
      }
      let found = error {
        try box.ledger(.read).verify([box.keys.signer.verifier])
      }
      #expect(found != nil, "\(table): row \(row) deleted, attempt \(attempt), seed \(seed)")
      if table == "entry" { #expect(found?.fault == .missingEntry(row)) }
      if table == "evidence" { #expect(found?.fault == .changedEvidence(row)) }
    }
    let box = try Sound.box.copy()
    guard let addition = Change.additions[table] else { return }
    try box.tamper { try $0.execute(sql: addition) }
    #expect(fault(box)?.fault != nil, "\(table): \(addition)")
  }

  @Test("consent 30: is refused when two rows have changed places")
  func swapped() throws {
    let columns: [(table: String, key: String, columns: String)] = [
      ("entry", "number", "subject"), ("entry", "number", "at"),
      ("entry", "number", "wording"), ("entry", "number", "source"),
      (
        "entry", "number",
        "subject, previous, at, appendedAt, wording, source, other, evidence"
      ),
      ("subject", "number", "pseudonym"), ("subject", "number", "salt"),
      ("subject", "number", "name"), ("subject", "number", "latest"),
      ("subject", "number", "pseudonym, salt, name"),
      ("evidence", "entry", "json"), ("checkpoint", "number", "note"),
      ("checkpoint", "number", "size, note"), ("link", "entry", "subject, other"),
      ("wording", "number", "action, marks, hasController, purpose, notice, method"),
      ("source", "number", "name"), ("subjectByPseudonym", "pseudonym", "subject"),
    ]
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for (table, key, names) in columns {
      for _ in 0..<4 {
        let box = try Sound.box.copy()
        let before = try box.dump()
        try box.tamper { database in
          let rows = try Row.fetchAll(database, sql: "SELECT \(key) AS k, \(names) FROM \(table)")
            .shuffled(using: &generator)
          let set = names.split(separator: ", ").map { "\($0) = ?" }.joined(separator: ", ")
          for (from, to) in [(rows[0], rows[1]), (rows[1], rows[0])] {
            let values = from.dropFirst().map(\.1) + [to["k"] as DatabaseValue]
            try database.execute(
              sql: "UPDATE \(table) SET \(set) WHERE \(key) = ?",
              arguments: StatementArguments(values))
          }
        }
        guard try box.dump() != before else { continue }
        #expect(fault(box)?.fault != nil, "\(table): \(names), seed \(seed)")
      }
    }
  }

  @Test(
    "consent 30: whose tail was cut off with its checkpoints shows it to whoever has seen a later one"
  )
  func truncated() throws {
    let head = try Sound.box.head()
    let seen = SeenCheckpoint(size: head.size, root: head.root)
    let box = try Sound.box.copy()
    try box.tamper { database in
      let last = try #require(
        try Int.fetchOne(database, sql: "SELECT max(number) FROM checkpoint"))
      try database.execute(sql: "DELETE FROM checkpoint WHERE number = \(last)")
      let size = try #require(
        try Int.fetchOne(database, sql: "SELECT size FROM checkpoint WHERE number = \(last - 1)"))
      for table in ["evidence", "link"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE entry >= \(size)")
      }
      try database.execute(sql: "DELETE FROM entry WHERE number >= \(size)")
    }
    #expect(fault(box, seen: [seen])?.fault == .shrunk(from: 600, to: try box.head().size))
    // Without its checkpoint gone the entries are missing; without its entries gone they are unsigned.
    let unsigned = try Sound.box.copy()
    try unsigned.tamper { database in
      try database.execute(
        sql: "DELETE FROM checkpoint WHERE number = (SELECT max(number) FROM checkpoint)")
    }
    let size = try unsigned.ledger(.read).head([unsigned.keys.signer.verifier]).size
    #expect(fault(unsigned)?.fault == .unsignedEntries(from: size))
    let missing = try Sound.box.copy()
    try missing.tamper { try $0.execute(sql: "DELETE FROM entry WHERE number >= 590") }
    #expect(fault(missing)?.fault == .missingEntry(590))
    let bare = try Sound.box.copy()
    try bare.tamper { try $0.execute(sql: "DELETE FROM checkpoint") }
    #expect(fault(bare)?.fault != nil)
  }

  @Test("append-only: what asks SQLite to change or delete an entry or a checkpoint is refused")
  func triggers() throws {
    let box = try Sound.box.copy()
    for sql in [
      "UPDATE entry SET at = at + 1 WHERE number = 3", "DELETE FROM entry WHERE number = 599",
      "UPDATE checkpoint SET size = 1 WHERE number = 1", "DELETE FROM checkpoint",
    ] {
      let refusal = #expect(throws: DatabaseError.self) {
        try DatabaseQueue(path: box.path).write { try $0.execute(sql: sql) }
      }
      #expect(refusal?.message == "the ledger is append-only")
    }
    #expect(fault(box) == nil)
  }

  @Test("is not appended to where its checkpoint, or the tiles it goes on from, are not as signed")
  func appended() throws {
    for sql in [
      "UPDATE checkpoint SET note = replace(note, 'subjects', 'objects')",
      "DELETE FROM checkpoint",
      "DELETE FROM tile WHERE tree = 0 AND level = 0",
    ] {
      let box = try Sound.box.copy()
      try box.tamper { try $0.execute(sql: sql) }
      var source = RandomStatements(seed: 3)
      let found = error { try box.append(source.lines(3)) }
      #expect(found?.fault != nil, "\(sql)")
    }
  }
}

extension LedgerFault {
  /// The entry that a fault names.
  var entry: Int? {
    switch self {
    case .missingEntry(let number), .changedEntry(let number), .changedHash(let number),
      .changedEvidence(let number), .appendRunsBackwards(let number), .brokenHistory(let number),
      .unsignedEntries(let number):
      number
    default: nil
    }
  }
}
