import Bytes
import Compression

/// The labels of outcomes that are learned side by side: a line an example, a 0 or 1 an outcome.
///
/// Blanks, tabs and commas between columns are passed over, so `101`, `1 0 1` and `1,0,1` are alike.
struct LabelColumns {
  /// The most outcomes that fit side by side.
  static let maximumCount = 8

  /// How many outcomes each line has.
  private(set) var count = 0
  /// For each example its labels: bit k is that of the k-th column.
  private(set) var bits: [UInt8] = []
  private let name: String

  /// Reads a file, packed or plain.
  ///
  /// - Throws: ``StageFailure`` 65 naming the line, or `ReadError`.
  init(_ path: String) throws {
    let file = InputFile(path: path)
    name = file.name
    var splitter = LineSplitter()
    var found = (count: 0, bits: [UInt8]())
    let name = name
    let take = { (line: Span<UInt8>, number: Int) throws in
      var (columns, bits): (Int, UInt8) = (0, 0)
      for index in line.indices {
        switch line[index] {
        case 0x30, 0x31:
          guard columns < LabelColumns.maximumCount else { fallthrough }
          if line[index] == 0x31 { bits |= 1 << UInt8(columns) }
          columns += 1
        case 0x20, 0x09, 0x2C: break
        default:
          throw StageFailure(
            .badData,
            "\(name):\(number): up to \(LabelColumns.maximumCount) columns of 0 or 1 were expected")
        }
      }
      if found.count == 0 { found.count = columns }
      guard columns > 0, columns == found.count else {
        throw StageFailure(
          .badData,
          "\(name):\(number): \(columns) columns, where \(max(found.count, 1)) were expected as in the first line"
        )
      }
      found.bits.append(bits)
    }
    _ = try file.forEachBlock { try splitter.split($0, take) }
    try splitter.finish(take)
    (count, bits) = found
  }

  /// Makes sure that there is a line for each example.
  ///
  /// - Throws: ``StageFailure`` 65.
  func require(rows: Int) throws {
    guard rows == bits.count else {
      throw StageFailure(
        .badData, "\(name): \(bits.count) lines of labels were found for \(rows) examples")
    }
  }
}
