import Bytes
import Parquet
import TestKit
import Testing

@Suite("Parquet: texts that were made to collide")
struct CollisionTests {
  /// Texts of 16 bytes whose second half cancels the hash of the first, so that all have the same hash.
  private static func colliding(_ count: Int) -> [Cell] {
    var generator = SeededGenerator(seed: 5)
    return (0..<count).map { _ in
      let first = generator.next()
      let start = UInt64(16) &* 0x9E37_79B9_7F4A_7C15
      let product = (start ^ first).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      let words = [first, product.high ^ product.low]
      return .text(words.flatMap { word in (0..<8).map { UInt8(word >> UInt64(8 * $0) & 255) } })
    }
  }

  @Test("their dictionary is given up, that of other texts is kept")
  func givenUp() throws {
    let others = (0..<2000).map { Cell.text("text number \($0)") }
    for (cells, expected) in [(CollisionTests.colliding(2000), 4000), (others, 2000)] {
      let twice = cells + cells
      let reader = try ParquetReader(RoundTripTests.texts(twice).file())
      #expect(try ParquetTests.cells(reader) == [twice])
      var text: [UInt8] = []
      #expect(try reader.codes(column: 0, rowGroup: 0, into: &text).texts.count == expected)
    }
  }
}
