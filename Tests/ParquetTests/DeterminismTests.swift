import Parquet
import Testing

@Suite("Parquet: the same rows give the same bytes")
struct DeterminismTests {
  @Test("row by row or in batches, by text or by code", arguments: 0..<60)
  func batches(seed: UInt64) {
    let table = Table.random(seed: seed)
    for options in [
      ParquetOptions(), ParquetOptions(maximumRowGroupRows: 100, maximumDictionaryBytes: 900),
    ] {
      let file = table.file(options)
      #expect(file == table.file(options), "seed \(seed)")
      #expect(file == table.fileInBatches(options), "seed \(seed)")
    }
  }

  @Test("the content is the same at every zstd level")
  func content() {
    let table = Table.random(seed: 3)
    let contents = [Int32(1), 9].map { level in
      var writer = ParquetWriter(
        schema: table.schema, options: ParquetOptions(zstdLevel: level, keepsContent: true))
      for row in 0..<200 {
        for column in table.columns.indices {
          table.append(
            Table.value(table.schema.columns[column].type, UInt64(row % 9)), to: column, of: &writer
          )
        }
        writer.endRow()
      }
      writer.finish()
      let content = writer.takeContent()
      #expect(!content.isEmpty)
      return content
    }
    #expect(contents[0] == contents[1])
  }

  @Test("a long run of one value, or of nulls, takes a few bytes")
  func runs() {
    let schema = ParquetSchema([ParquetColumn("a", .string, isNullable: true)])
    for cell in [Cell.null, .text("always")] {
      let table = Table(schema: schema, columns: [[Cell](repeating: cell, count: 100_000)])
      #expect(table.file().count < 400)
    }
  }
}
