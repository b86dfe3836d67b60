import Foundation
import Parquet
import TestKit
import Testing

/// Files for other readers, and what they should find in them: `scripts/check-parquet` compares.
@Suite("Parquet: files for other readers")
struct ForeignReaderTests {
  private static let folder = ProcessInfo.processInfo.environment["SOJOURN_PARQUET_FILES"]

  /// A file's table as JSON: texts in hexadecimal, numbers as text, fractions as their bits.
  private struct Expected: Encodable {
    struct Column: Encodable {
      var name: String
      var type: String
      var isNullable: Bool
      var values: [String?]
    }

    var metadata: [String: String]
    var rowGroupRows: Int
    var columns: [Column]
  }

  @Test("random tables are written where SOJOURN_PARQUET_FILES says", .enabled(if: folder != nil))
  func write() throws {
    let folder = URL(fileURLWithPath: try #require(ForeignReaderTests.folder))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for seed in UInt64(0)..<40 {
      let rows = [1 << 17, 500, 64][Int(seed % 3)]
      let options = ParquetOptions(
        maximumRowGroupRows: rows, maximumPageBytes: seed % 2 == 0 ? 1 << 20 : 4096,
        maximumDictionaryBytes: seed % 5 == 0 ? 2000 : 1 << 20)
      try ForeignReaderTests.write(
        Table.random(seed: seed), "random-\(seed)", options, to: folder)
    }
    let long = [UInt8](repeating: 0x78, count: 3_000_000)
    let texts: [Cell] = [.text(long), .null, .text(""), .text("é"), .text(long)]
    try ForeignReaderTests.write(RoundTripTests.texts(texts), "long", ParquetOptions(), to: folder)
    let many = (0..<9000).map { Cell.text("text number \($0)") } + [.null]
    try ForeignReaderTests.write(RoundTripTests.texts(many), "plain", ParquetOptions(), to: folder)
    let odd: [Cell] = [.fraction(.nan), .fraction(-0.0), .fraction(0), .fraction(.infinity)]
    let schema = ParquetSchema([ParquetColumn("d", .double)])
    try ForeignReaderTests.write(
      Table(schema: schema, columns: [odd]), "not-a-number", ParquetOptions(), to: folder)
  }

  private static func write(
    _ table: Table, _ name: String, _ options: ParquetOptions, to folder: URL
  ) throws {
    try Data(table.file(options)).write(to: folder.appendingPathComponent("\(name).parquet"))
    var metadata: [String: String] = [:]
    for entry in table.schema.metadata { metadata[entry.key] = entry.value }
    let columns = zip(table.schema.columns, table.columns).map { column, cells in
      Expected.Column(
        name: column.name, type: column.type.rawValue, isNullable: column.isNullable,
        values: cells.map(text))
    }
    let expected = Expected(
      metadata: metadata, rowGroupRows: options.maximumRowGroupRows, columns: columns)
    try JSONEncoder().encode(expected).write(to: folder.appendingPathComponent("\(name).json"))
  }

  private static func text(_ cell: Cell) -> String? {
    switch cell {
    case .null: nil
    case .text(let bytes): bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case .number(let value): String(value)
    case .fraction(let bits): String(bits)
    case .flag(let flag): flag ? "1" : "0"
    }
  }
}
