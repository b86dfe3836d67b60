import Parquet
import TestKit
import Testing

@Suite("Parquet: pages whose checksums are right")
struct PageContentTests {
  /// A table of one column, and its file made by hand from the writer's content.
  private static func table(seed: UInt64) -> (table: Table, file: HandMadeFile) {
    var table = Table.random(seed: seed)
    table.schema.columns = [table.schema.columns[0]]
    table.columns = [table.columns[0]]
    if table.columns[0].isEmpty { return PageContentTests.table(seed: seed + 1000) }
    var writer = ParquetWriter(
      schema: table.schema, options: ParquetOptions(maximumPageBytes: 4096, keepsContent: true))
    for cell in table.columns[0] {
      table.append(cell, to: 0, of: &writer)
      writer.endRow()
    }
    writer.finish()
    let pages = HandMadeFile.pages(of: writer.takeContent())
    return (
      table,
      HandMadeFile(column: table.schema.columns[0], rows: table.rowCount, pages: pages)
    )
  }

  @Test("the writer's content in a file made by hand is read", arguments: 0..<60)
  func handMade(seed: UInt64) throws {
    let (table, file) = PageContentTests.table(seed: seed)
    #expect(try cells(ParquetReader(file.bytes)) == table.columns, "seed \(seed)")
  }

  @Test(
    "levels, dictionaries, codes and values that were changed crash nothing", arguments: 0..<120)
  func mutations(seed: UInt64) {
    let (_, file) = PageContentTests.table(seed: seed)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var changed = file
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        PageContentTests.mutate(&changed, using: &generator)
      }
      HostileTests.read(changed.bytes)
    }
  }

  private static func mutate(
    _ file: inout HandMadeFile, using generator: inout SeededGenerator
  ) {
    let index = Int.random(in: 0..<file.pages.count, using: &generator)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: file.pages[index].rows = Int.random(in: 0...file.rows + 9, using: &generator)
    case 1: file.pages.remove(at: index)
    case 2: file.pages[index].content.removeLast(min(file.pages[index].content.count, 3))
    case 3: file.pages[index].content += [1, 2, 3]
    case 4: file.rows = Int.random(in: 0...file.rows + 99, using: &generator)
    default:
      // The first bytes hold lengths, widths and runs.
      let count = file.pages[index].content.count
      guard count > 0 else { return }
      let bound = Bool.random(using: &generator) ? min(count, 16) : count
      let place = Int.random(in: 0..<bound, using: &generator)
      file.pages[index].content[place] = UInt8.random(in: 0...255, using: &generator)
    }
    if file.pages.isEmpty { file.pages = [.init(kind: 0, rows: 0, content: [])] }
  }
}
