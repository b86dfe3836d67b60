import Bytes
import Consent
import GRDB

/// The small tables of a ledger, held in memory while it is written or read: wordings and sources.
struct LedgerTables {
  private(set) var wordings: [LedgerWording] = []
  private(set) var sources: [String] = []
  private var wordingNumbers: [LedgerWording: Int] = [:]
  private var sourceNumbers: [String: Int] = [:]
  /// Writes leaves by these tables.
  private(set) var leaves: LeafWriter

  /// Reads the tables.
  ///
  /// - Throws: ``LedgerFault`` where a row has no meaning.
  init(_ database: Database, controller: String) throws {
    leaves = LeafWriter(controller: controller)
    let sourceRows = try BulkStatement(database, "SELECT number, name FROM source ORDER BY number")
    while try sourceRows.next() {
      guard sourceRows.int(0) == sources.count else { throw LedgerFault.damagedFile("sources") }
      add(source: sourceRows.text(1))
    }
    let rows = try BulkStatement(
      database,
      "SELECT number, action, marks, hasController, purpose, notice, method FROM wording ORDER BY number"
    )
    while try rows.next() {
      guard rows.int(0) == wordings.count,
        let action = UInt8(exactly: rows.int(1)).flatMap(Statement.Action.init(rawValue:)),
        let marks = UInt8(exactly: rows.int(2)).flatMap(Consent.Statement.Marks.init(known:)),
        (0...1).contains(rows.int(3))
      else { throw LedgerFault.damagedFile("wordings") }
      add(
        LedgerWording(
          action: action, marks: marks, hasController: rows.int(3) != 0,
          purpose: rows.text(4), notice: rows.text(5), method: rows.text(6)))
    }
  }

  private mutating func add(_ wording: LedgerWording) {
    wordingNumbers[wording] = wordings.count
    wordings.append(wording)
    leaves.add(wording)
  }

  private mutating func add(source: String) {
    sourceNumbers[source] = sources.count
    sources.append(source)
    leaves.add(source: source)
  }

  /// The number of a wording, which is stored where it is new.
  mutating func number(of wording: LedgerWording, _ database: Database) throws -> Int {
    if let number = wordingNumbers[wording] { return number }
    let number = wordings.count
    try database.execute(
      literal: """
        INSERT INTO wording VALUES (\(number), \(Int(wording.action.rawValue)),
          \(Int(wording.marks.rawValue)), \(wording.hasController), \(wording.purpose),
          \(wording.notice), \(wording.method))
        """)
    add(wording)
    return number
  }

  /// The number of a source, which is stored where it is new.
  mutating func number(ofSource name: String, _ database: Database) throws -> Int {
    if let number = sourceNumbers[name] { return number }
    let number = sources.count
    try database.execute(literal: "INSERT INTO source VALUES (\(number), \(name))")
    add(source: name)
    return number
  }
}
