import Parquet
import TestKit

extension Table {
  /// A table of up to 12 columns and 3,000 rows that follows from a seed.
  static func random(seed: UInt64) -> Table {
    var generator = SeededGenerator(seed: seed)
    let rowCount = [0, 1, 7, 8, 63, 64, 65, 700, 3000].randomElement(using: &generator) ?? 0
    var schema = ParquetSchema([])
    var columns: [[Cell]] = []
    for index in 0..<Int.random(in: 1...12, using: &generator) {
      let type = ParquetType.allCases.randomElement(using: &generator) ?? .string
      let isNullable = Bool.random(using: &generator)
      schema.columns.append(ParquetColumn("c\(index)", type, isNullable: isNullable))
      columns.append(
        column(type, isNullable: isNullable, rowCount: rowCount, using: &generator))
    }
    schema.metadata = [ParquetMetadata(key: "sojourn.schema", value: "test/\(seed)")]
    return Table(schema: schema, columns: columns)
  }

  /// Values from few or many, alone or in runs, with no, some or only nulls.
  private static func column(
    _ type: ParquetType, isNullable: Bool, rowCount: Int, using generator: inout SeededGenerator
  ) -> [Cell] {
    let distinct = [1, 2, 17, 300, 100_000].randomElement(using: &generator) ?? 1
    let longestRun = [1, 4, 90].randomElement(using: &generator) ?? 1
    let nullsInTen = isNullable ? [0, 1, 5, 10].randomElement(using: &generator) ?? 0 : 0
    var cells: [Cell] = []
    while cells.count < rowCount {
      let pick = UInt64.random(in: 0..<UInt64(distinct), using: &generator)
      let count = Int.random(in: 1...longestRun, using: &generator)
      let isNull = Int.random(in: 0..<10, using: &generator) < nullsInTen
      let cell = isNull ? .null : value(type, pick)
      cells += repeatElement(cell, count: min(count, rowCount - cells.count))
    }
    return cells
  }

  /// One of a type's values, extremes among the first.
  static func value(_ type: ParquetType, _ pick: UInt64) -> Cell {
    var generator = SeededGenerator(seed: pick)
    let bits = generator.next()
    switch type {
    case .boolean: return .flag(pick & 1 == 0)
    case .string:
      let first = ["", "a", "é", "日本語", "👩‍👩‍👧", "\u{0}", "a\"b\\c\n", "z\u{10FFFF}"]
      return pick < 8
        ? .text(first[Int(pick)])
        : .text(String(repeating: "v\(bits)", count: Int(bits % 5) + 1))
    case .json: return .text(pick == 0 ? "{}" : "{\"k\":[\(pick),\"ü\",null,true]}")
    case .int32, .date:
      let first: [Int64] = [0, -1, 1, 11_000, -25_000]
      return .number(
        pick < 5 ? first[Int(pick)] : Int64(Int32(truncatingIfNeeded: bits) >> 12))
    case .int64:
      let first: [Int64] = [.min, .max, 0, -1, 1]
      return .number(pick < 5 ? first[Int(pick)] : Int64(bitPattern: bits))
    case .timestamp:
      let first: [Int64] = [0, -1, -6_857_222_400_000_001, 253_402_300_799_999_999]
      return .number(pick < 4 ? first[Int(pick)] : Int64(bits >> 14))
    case .double:
      let first = [0.0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 1.5, -2.5]
      return pick < 7
        ? .fraction(first[Int(pick)]) : .fraction(Double(Int64(bitPattern: bits)) / 1e6)
    }
  }
}
