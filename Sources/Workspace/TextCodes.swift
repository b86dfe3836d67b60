import Bytes
import Parquet

/// The codes of texts in a file's columns, by where they stand in a buffer: a text that many rows share
/// is looked at once.
struct TextCodes {
  /// How many texts of a column are known at the most, since the file's writer keeps them all.
  private static let maximumCount = 1 << 16

  private var columns: [OffsetMap<UInt32>] = []
  private var codes: [(code: ParquetCode, count: UInt32)] = []
  private var counts: [Int] = []
  private var text: UInt64 = 0

  /// Goes on with rows over another text, unless it is the same.
  mutating func begin(_ text: UInt64) {
    guard text != self.text else { return }
    self.text = text
    codes.removeAll(keepingCapacity: true)
    for column in columns.indices { columns[column].removeAll() }
  }

  /// The code of a text; nil where its column has too many texts to know.
  mutating func code(
    of range: ByteRange, in text: Span<UInt8>, _ column: Int, _ rows: inout ParquetWriter
  ) -> ParquetCode? {
    while columns.count <= column {
      columns.append(OffsetMap(empty: 0))
      counts.append(0)
    }
    if let number = columns[column][range.offset], codes[Int(number)].count == range.count {
      return codes[Int(number)].code
    }
    guard counts[column] < TextCodes.maximumCount else { return nil }
    counts[column] += 1
    let code = rows.intern(column, string: text.extracting(range.indices))
    columns[column][range.offset] = UInt32(codes.count)
    codes.append((code, range.count))
    return code
  }
}
