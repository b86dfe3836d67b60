import Parquet
import Testing

@Suite("Parquet: statistics")
struct StatisticsTests {
  @Test("bounds and null counts are those of the values", arguments: 0..<40)
  func bounds(seed: UInt64) throws {
    let table = Table.random(seed: seed)
    let reader = try ParquetReader(table.file(ParquetOptions(maximumRowGroupRows: 500)))
    for group in reader.rowGroups.indices {
      let first = group * 500
      for (index, column) in table.schema.columns.enumerated() {
        let cells = table.columns[index][first..<min(first + 500, table.rowCount)]
        let found = reader.footer.statistics(column: index, rowGroup: group)
        #expect(found.nullCount == cells.count { $0 == .null }, "seed \(seed)")
        let values = cells.filter { $0 != .null }.sorted { StatisticsTests.isLess($0, $1) }
        #expect(
          found.minimum
            == values.first.flatMap { StatisticsTests.value($0, column.type, low: true) }
            || StatisticsTests.isLong(values), "seed \(seed)")
        #expect(
          found.maximum
            == values.last.flatMap { StatisticsTests.value($0, column.type, low: false) }
            || StatisticsTests.isLong(values), "seed \(seed)")
      }
    }
  }

  @Test("texts longer than 64 bytes have no bounds, those of 64 have")
  func longTexts() throws {
    for count in [64, 65] {
      let text = [UInt8](repeating: 0x7A, count: count)
      let reader = try ParquetReader(RoundTripTests.texts([.text("a"), .text(text)]).file())
      let found = reader.footer.statistics(column: 0, rowGroup: 0)
      #expect(found.minimum == (count == 64 ? .text([0x61]) : nil))
      #expect(found.maximum == (count == 64 ? .text(text) : nil))
    }
  }

  private static func isLong(_ cells: [Cell]) -> Bool {
    let ends = [cells.first, cells.last]
    return ends.contains {
      guard case .text(let bytes) = $0 else { return false }
      return bytes.count > 64
    }
  }

  private static func isLess(_ left: Cell, _ right: Cell) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
    case (.number(let left), .number(let right)): left < right
    case (.fraction(let left), .fraction(let right)):
      Double(bitPattern: left) < Double(bitPattern: right)
    case (.flag(let left), .flag(let right)): !left && right
    default: false
    }
  }

  private static func value(_ cell: Cell, _ type: ParquetType, low: Bool) -> ParquetValue? {
    switch (cell, type) {
    case (.text(let bytes), _): .text(bytes)
    case (.number(let number), .int32), (.number(let number), .date): .int32(Int32(number))
    case (.number(let number), _): .int64(number)
    case (.fraction(let bits), _): .double(Double(bitPattern: bits))
    case (.flag(let flag), _): .boolean(flag)
    case (.null, _): nil
    }
  }
}
