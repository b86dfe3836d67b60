import Bytes
import Parquet
import Testing

@Suite("Parquet: what other writers use is refused by name")
struct RefusalTests {
  /// One column of truths: no dictionary, so that its data page comes first.
  private static let file: [UInt8] = {
    let schema = ParquetSchema([ParquetColumn("flag", .boolean, isNullable: true)])
    return Table(schema: schema, columns: [[.flag(true), .null, .flag(false)]]).file()
  }()

  private static let dates: [UInt8] = {
    let schema = ParquetSchema([ParquetColumn("day", .date)])
    return Table(schema: schema, columns: [[.number(1), .number(2)]]).file()
  }()

  /// The fault of a file in which one run of bytes, which must be there, is another.
  private static func fault(
    _ file: [UInt8] = RefusalTests.file, replacing old: [UInt8], by new: [UInt8]
  ) -> ParquetFault? {
    var changed = file
    guard let place = file.span.firstIndex(of: old.span) else {
      Issue.record("\(old) is not in the file")
      return nil
    }
    changed.replaceSubrange(place..<place + old.count, with: new)
    do throws(ParquetError) {
      _ = try cells(ParquetReader(changed))
      return nil
    } catch {
      #expect((0...changed.count).contains(error.offset))
      return error.fault
    }
  }

  private static let name = Array("flag".utf8)

  @Test("another codec")
  func codec() {
    let name = RefusalTests.name
    let fault = RefusalTests.fault(replacing: name + [0x15, 0x0C], by: name + [0x15, 0x02])
    #expect(fault == .unsupported(.codec(1)))
  }

  @Test("another version of pages, and other encodings of values and levels")
  func pages() {
    let page = RefusalTests.fault(
      replacing: Array("PAR1".utf8) + [0x15, 0], by: Array("PAR1".utf8) + [0x15, 6])
    #expect(page == .unsupported(.page(3)))
    let tail: [UInt8] = [0x15, 6, 0x15, 6, 0, 0]
    let values = RefusalTests.fault(replacing: [0x15, 0] + tail, by: [0x15, 14] + tail)
    #expect(values == .unsupported(.encoding(7)))
    let levels = RefusalTests.fault(replacing: tail, by: [0x15, 8] + tail.dropFirst(2))
    #expect(levels == .unsupported(.encoding(4)))
  }

  @Test("repeated columns, other types and other meanings")
  func schemas() {
    // A schema element: type, repetition, name.
    let name = [0x18, 4] + RefusalTests.name
    let repeated = RefusalTests.fault(replacing: [0x25, 2] + name, by: [0x25, 4] + name)
    #expect(repeated == .unsupported(.nested(column: 0)))
    let type = RefusalTests.fault(
      replacing: [0x15, 0, 0x25, 2] + name, by: [0x15, 6, 0x25, 2] + name)
    #expect(type == .unsupported(.type(3)))
    // A converted type, then the logical one.
    let meaning = RefusalTests.fault(
      RefusalTests.dates, replacing: [0x25, 12, 0x4C, 0x6C], by: [0x25, 12, 0x4C, 0x7C])
    #expect(meaning == .unsupported(.meaning(column: 0)))
  }

  @Test("an encrypted footer, other magic bytes, and no file at all")
  func magic() {
    let file = RefusalTests.file
    for (bytes, fault) in [
      (Array(file.dropLast()) + [0x45], ParquetFault.encrypted),
      (Array(file.dropLast()) + [0x32], .notParquet),
      ([0x51] + file.dropFirst(), .notParquet),
      ([], .notParquet), (Array("PAR1PAR1".utf8), .notParquet),
      (Array("PAR1".utf8) + [200, 0, 0, 0] + Array("PAR1".utf8), .badFooter(.footerLength)),
    ] {
      #expect(throws: (any Error).self) { try ParquetReader(bytes) }
      do throws(ParquetError) {
        _ = try ParquetReader(bytes)
      } catch {
        #expect(error.fault == fault)
      }
    }
  }

  @Test("a damaged page is found by its checksum")
  func checksum() throws {
    let texts = (0..<100).map { Cell.text("some text of number \($0 * 7919)") }
    var file = RoundTripTests.texts(texts).file()
    let place = try ParquetReader(file).footer.place(column: 0, rowGroup: 0)
    file[place.upperBound - 1] ^= 1
    let reader = try ParquetReader(file)
    do throws(ParquetError) {
      _ = try cells(reader)
      Issue.record("a damaged page was read")
    } catch {
      #expect(error.fault == .badFrame)
      #expect(place.contains(error.offset))
    }
  }

  @Test("more rows in a group than the limit")
  func limits() {
    #expect(throws: ParquetError.self) {
      try ParquetReader(
        RefusalTests.file, limits: ParquetLimits(maximumRowGroupRows: 2))
    }
  }
}
