import Bytes
import Parquet
import TestKit
import Testing

@Suite("Parquet: what is written is read")
struct RoundTripTests {
  @Test("random schemas and rows, however they are cut", arguments: 0..<120)
  func random(seed: UInt64) throws {
    let table = Table.random(seed: seed)
    for options in RoundTripTests.cuts(seed) {
      let reader = try ParquetReader(table.file(options))
      #expect(reader.schema == table.schema, "seed \(seed)")
      #expect(reader.rowCount == table.rowCount, "seed \(seed)")
      #expect(try cells(reader) == table.columns, "seed \(seed), \(options)")
    }
  }

  private static func cuts(_ seed: UInt64) -> [ParquetOptions] {
    let groups = 1 + Int(seed * 37 % 900)
    return [
      ParquetOptions(),
      ParquetOptions(zstdLevel: 3, maximumRowGroupRows: groups, maximumPageBytes: 64),
      ParquetOptions(maximumPageBytes: 1000, maximumDictionaryBytes: 200),
    ]
  }

  @Test("an empty table is a file that holds its schema")
  func empty() throws {
    let schema = ParquetSchema(
      [ParquetColumn("a", .string), ParquetColumn("b", .json, isNullable: true)],
      metadata: [ParquetMetadata(key: "k", value: "")])
    let reader = try ParquetReader(Table(schema: schema, columns: [[], []]).file())
    #expect(reader.schema == schema)
    #expect(reader.rowCount == 0)
    #expect(reader.rowGroups.isEmpty)
    #expect(reader.footer.creator == "sojourn")
  }

  @Test("nulls are told from empty texts")
  func nullsAndEmptyTexts() throws {
    let reader = try ParquetReader(
      RoundTripTests.texts([.null, .text(""), .null, .text("")]).file())
    var text: [UInt8] = []
    let strings = try reader.strings(column: 0, rowGroup: 0, into: &text)
    #expect((0..<4).map { strings.nulls[$0] } == [true, false, true, false])
    #expect(strings.values.allSatisfy { $0.isEmpty })
    #expect(strings[0] == nil)
    #expect(strings[1]?.count == 0)
    #expect(strings.nulls.count == 2)
  }

  @Test("texts of megabytes have pages of their own")
  func longTexts() throws {
    let long = [UInt8](repeating: 0x61, count: 3_000_000)
    let other = Array(long.reversed()) + [0x62]
    let cells: [Cell] = [.text("a"), .text(long), .null, .text(other), .text(""), .text(long)]
    let table = RoundTripTests.texts(cells)
    #expect(try ParquetTests.cells(ParquetReader(table.file())) == [cells])
    let roomy = ParquetOptions(maximumDictionaryBytes: 1 << 23)
    #expect(try ParquetTests.cells(ParquetReader(table.file(roomy))) == [cells])
  }

  @Test(
    "a dictionary that outgrows its limit, or does not pay, is given up", arguments: [5000, 20_000])
  func overflow(count: Int) throws {
    let cells = (0..<count).map { Cell.text("text number \($0 % (count - 1000))") }
    let table = RoundTripTests.texts(cells)
    for bytes in [0, 100, 50_000, 1 << 20] {
      let options = ParquetOptions(maximumDictionaryBytes: bytes)
      let file = table.file(options)
      let reader = try ParquetReader(file)
      #expect(try ParquetTests.cells(reader) == [cells], "\(bytes) bytes")
      #expect(file == table.fileInBatches(options), "\(bytes) bytes")
    }
  }

  @Test("codes name each distinct text once")
  func codes() throws {
    let cells: [Cell] = (0..<1000).map { $0 % 10 == 9 ? .null : .text("v\($0 % 7)") }
    let reader = try ParquetReader(RoundTripTests.texts(cells).file())
    var text: [UInt8] = []
    let found = try reader.codes(column: 0, rowGroup: 0, into: &text)
    #expect(found.texts.count == 7)
    for (row, cell) in cells.enumerated() {
      let read = found.codes[row].map { Cell.text(Array(text[found.texts[Int($0)].indices])) }
      #expect(read ?? .null == cell)
    }
  }

  @Test("not-a-number keeps its bits")
  func notANumber() throws {
    let cells: [Cell] = [
      .fraction(.nan), .fraction(bits: 0xFFF8_0000_0000_0001), .fraction(-0.0), .null,
      .fraction(.greatestFiniteMagnitude),
    ]
    let schema = ParquetSchema([ParquetColumn("d", .double, isNullable: true)])
    let table = Table(schema: schema, columns: [cells])
    let reader = try ParquetReader(table.file())
    #expect(try ParquetTests.cells(reader) == [cells])
    #expect(reader.footer.statistics(column: 0, rowGroup: 0).minimum == nil)
  }

  @Test("a footer and the bytes of one column are enough to read it")
  func byRanges() throws {
    let table = Table.random(seed: 12)
    let file = table.file(ParquetOptions(maximumRowGroupRows: 100))
    let needed = try ParquetFooter.byteCount(
      lastBytes: Array(file.suffix(ParquetFooter.endBytes)), fileSize: file.count)
    let footer = try ParquetFooter(tail: Array(file.suffix(needed)), fileSize: file.count)
    #expect(footer == (try ParquetReader(file).footer))
    for (group, rows) in footer.rowGroups.enumerated() {
      for (column, found) in footer.schema.columns.enumerated() where found.type == .string {
        let chunk = Array(file[footer.place(column: column, rowGroup: group)])
        var text: [UInt8] = []
        let strings = try footer.strings(
          column: column, rowGroup: group, in: chunk, at: 0..<chunk.count, into: &text)
        #expect(strings.values.count == rows.rowCount)
      }
    }
  }

  static func texts(_ cells: [Cell]) -> Table {
    let schema = ParquetSchema([ParquetColumn("text", .string, isNullable: true)])
    return Table(schema: schema, columns: [cells])
  }
}
