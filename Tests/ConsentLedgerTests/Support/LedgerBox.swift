import Bytes
import ConsentLedger
import Foundation
import GRDB
import Identity
import TestKit
import Testing
import Transparency

/// A ledger of acme's in a folder of its own.
final class LedgerBox: Sendable {
  let folder: TemporaryFolder
  let path: String
  let keys: LedgerKeys

  /// 2026-12-01T00:00:00Z.
  static let now = Timestamp(nanoseconds: 1_796_083_200_000_000_000)

  static func key() throws -> PseudonymKey {
    try #require(PseudonymKey((0..<32).map { UInt8($0) }))
  }

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("acme.ledger")
    keys = LedgerKeys(try LedgerBox.key(), controller: "acme")
    _ = try ConsentLedger(path, controller: "acme", keys: keys, access: .create)
  }

  private init(copyOf other: LedgerBox) throws {
    folder = try TemporaryFolder()
    path = folder.path("acme.ledger")
    keys = other.keys
    try FileManager.default.copyItem(atPath: other.path, toPath: path)
  }

  /// The ledger, opened anew.
  func ledger(_ access: ConsentLedger.Access = .write) throws -> ConsentLedger {
    try ConsentLedger(path, controller: nil, keys: keys, access: access)
  }

  /// Appends lines of NDJSON in one go.
  @discardableResult
  func append(
    _ lines: [String], now: Timestamp = LedgerBox.now, source: String = ""
  ) throws -> Appended {
    try ledger().append(batch(lines, now: now, source: source), keys: keys)
  }

  func batch(
    _ lines: [String], now: Timestamp = LedgerBox.now, source: String = ""
  ) throws -> StatementBatch {
    var batch = StatementBatch(controller: "acme", now: now, source: source)
    for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
    return batch
  }

  @discardableResult
  func verify(seen: [SeenCheckpoint] = []) throws -> VerifiedLedger {
    try ledger(.read).verify([keys.signer.verifier], seen: seen)
  }

  func head() throws -> LedgerHead { try ledger(.read).head([keys.signer.verifier]) }

  func history(_ id: String) throws -> [LedgerStatement] {
    try ledger(.read).history(of: Array(id.utf8).span, keys: keys)
  }

  /// The receipt of an id; nil where nothing is known of it.
  func receipt(_ id: String) throws -> Receipt? {
    try ledger(.read).receipt(for: Array(id.utf8).span, keys: keys)
  }

  /// The leaves of all entries that were said of some ids, in the ledger's order.
  func leaves(_ ids: [String]) throws -> [String] {
    var leaves: [Int: String] = [:]
    for id in ids {
      for one in try history(id) { leaves[one.number] = String(decoding: one.leaf, as: UTF8.self) }
    }
    #expect(Set(leaves.keys) == Set(0..<leaves.count), "entries that nobody said")
    return (0..<leaves.count).compactMap { leaves[$0] }
  }

  /// Does something to the file behind the ledger's back.
  @discardableResult
  func tamper<Value>(_ body: (Database) throws -> Value) throws -> Value {
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    return try DatabaseQueue(path: path, configuration: configuration).write { database in
      for trigger in try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
      {
        try database.execute(sql: "DROP TRIGGER \(trigger)")
      }
      return try body(database)
    }
  }

  /// Another box with a copy of the file as it is.
  func copy() throws -> LedgerBox { try LedgerBox(copyOf: self) }

  /// Everything that the tables hold, as SQLite prints it.
  func dump() throws -> String {
    try DatabaseQueue(path: path).read { try LedgerBox.dump($0) }
  }

  static let tables = [
    "identity", "signer", "wording", "source", "subject", "subjectByPseudonym", "entry", "link",
    "evidence", "tile", "tombstone", "checkpoint",
  ]

  static func dump(_ database: Database) throws -> String {
    var text = ""
    for table in tables {
      let columns = try columns(of: table, database)
      let cells = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
      let order = columns.map { "\"\($0)\"" }.joined(separator: ",")
      let rows = try String.fetchAll(
        database, sql: "SELECT \(cells) FROM \"\(table)\" NOT INDEXED ORDER BY \(order)")
      text += "\(table)\n" + rows.joined(separator: "\n") + "\n"
    }
    return text
  }

  static func columns(of table: String, _ database: Database) throws -> [String] {
    try database.columns(in: table).map(\.name)
  }
}

extension LedgerError {
  /// What makes the ledger one that is not to be trusted; nil where the error is another.
  var fault: LedgerFault? {
    if case .untrusted(_, let fault) = self { fault } else { nil }
  }
}
