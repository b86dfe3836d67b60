import Foundation
import GRDB
import TestKit

/// A way to change one value of one row.
enum Change: CaseIterable {
  case nudge, otherRow, lowest, highest, zero, null, empty, shorter, longer, otherKind, bytes

  /// Rows that somebody might add.
  static let additions = [
    "entry":
      "INSERT INTO entry SELECT 600, subject, previous, at, appendedAt, wording, source, other, evidence FROM entry WHERE number = 599",
    "subject":
      "INSERT INTO subject SELECT number + 1, latest, pseudonym, salt, name FROM subject ORDER BY number DESC LIMIT 1",
    "subjectByPseudonym":
      "INSERT INTO subjectByPseudonym VALUES (x'00112233445566778899aabbccddeeff', 3)",
    "link": "INSERT INTO link SELECT max(entry) + 1, 0, 1 FROM link",
    "evidence": "INSERT INTO evidence SELECT max(entry) + 1, x'7B7D' FROM evidence",
    "checkpoint":
      "INSERT INTO checkpoint SELECT number + 1, size, note || ' ' FROM checkpoint ORDER BY number DESC LIMIT 1",
    "tombstone": "INSERT INTO tombstone VALUES (x'00112233445566778899aabbccddeeff', 0)",
    "tile": "INSERT INTO tile VALUES (0, 0, 3, x'00')",
    "wording":
      "INSERT INTO wording SELECT max(number) + 1, 0, 0, 1, 'sales', 'n9', 'checkbox' FROM wording",
    "source": "INSERT INTO source SELECT max(number) + 1, 'nowhere' FROM source",
    "signer": "INSERT INTO signer SELECT max(number) + 1, 'nobody' FROM signer",
  ]

  /// Changes one value; gives the number of its row, nil where nothing could be changed in this way.
  func apply(
    to table: String, _ column: String, _ box: LedgerBox, _ generator: inout SeededGenerator
  ) throws -> Int? {
    try box.tamper { database -> Int? in
      let columns = try LedgerBox.columns(of: table, database)
      let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
      let row = rows[Int.random(in: rows.indices, using: &generator)]
      let other = rows[Int.random(in: rows.indices, using: &generator)]
      let old = row[column] as DatabaseValue
      guard let new = changed(old, other[column], &generator), new != old else { return nil }
      let place = columns.map { "\"\($0)\" IS ?" }.joined(separator: " AND ")
      let values = [new] + columns.map { row[$0] as DatabaseValue }
      do {
        try database.execute(
          sql: "UPDATE \(table) SET \"\(column)\" = ? WHERE \(place)",
          arguments: StatementArguments(values))
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_CONSTRAINT
        || error.resultCode == .SQLITE_MISMATCH
      {
        return nil
      }
      return Int.fromDatabaseValue(row[columns[0]] as DatabaseValue) ?? -1
    }
  }

  private func changed(
    _ old: DatabaseValue, _ other: DatabaseValue, _ generator: inout SeededGenerator
  ) -> DatabaseValue? {
    switch (self, old.storage) {
    case (.otherRow, _): return other
    case (.null, _): return .null
    case (.nudge, .int64(let value)):
      return (value &+ ([-256, -1, 1, 2, 1000].randomElement(using: &generator) ?? 1))
        .databaseValue
    case (.lowest, .int64): return Int64.min.databaseValue
    case (.highest, .int64): return Int64.max.databaseValue
    case (.zero, .int64): return 0.databaseValue
    case (.longer, .int64): return (-1).databaseValue
    case (.otherKind, .int64(let value)): return "x\(value)".databaseValue
    case (.bytes, .int64): return Data([0xFF, 0xFE]).databaseValue
    case (.otherKind, .null): return 3.databaseValue
    case (_, .string(let text)): return string(text, &generator)
    case (_, .blob(let bytes)): return blob([UInt8](bytes), &generator)
    default: return nil
    }
  }

  private func string(_ text: String, _ generator: inout SeededGenerator) -> DatabaseValue? {
    switch self {
    case .nudge:
      var bytes = Array(text.utf8)
      guard let place = bytes.indices.randomElement(using: &generator), bytes[place] < 0x80 else {
        return nil
      }
      bytes[place] ^= 1
      return String(decoding: bytes, as: UTF8.self).databaseValue
    case .empty: return "".databaseValue
    case .shorter: return String(text.dropLast()).databaseValue
    case .longer: return (text + " ").databaseValue
    case .otherKind: return 7.databaseValue
    case .bytes: return Data([0xFF, 0xFE]).databaseValue
    default: return nil
    }
  }

  private func blob(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> DatabaseValue? {
    var bytes = bytes
    switch self {
    case .nudge:
      guard let place = bytes.indices.randomElement(using: &generator) else { return nil }
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      return Data(bytes).databaseValue
    case .empty: return Data().databaseValue
    case .shorter: return Data(bytes.dropLast()).databaseValue
    case .longer: return Data(bytes + [0]).databaseValue
    case .otherKind: return 7.databaseValue
    case .bytes: return "x".databaseValue
    default: return nil
    }
  }

  /// Deletes a random row; gives the number in its first column.
  static func delete(
    from table: String, _ database: Database, _ generator: inout SeededGenerator
  ) throws -> Int {
    let columns = try LedgerBox.columns(of: table, database)
    let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
    let row = rows[Int.random(in: rows.indices, using: &generator)]
    let place = columns.map { "\"\($0)\" IS ?" }.joined(separator: " AND ")
    try database.execute(
      sql: "DELETE FROM \(table) WHERE \(place)",
      arguments: StatementArguments(columns.map { row[$0] as DatabaseValue }))
    return Int.fromDatabaseValue(row[columns[0]] as DatabaseValue) ?? -1
  }
}
