/// Reads the hybrid of runs and packed bits (Encodings.md, RLE) from a page.
///
/// The page ends with eight bytes more than its content, so that a packed value is one load.
struct RunLengthReader {
  private var position: Int
  private let end: Int
  private let width: Int

  /// How many bytes a page needs after its content.
  static let slackBytes = 8

  /// A reader of values of `width` bits, at most 32, that lie in `range` of a page.
  init(in range: Range<Int>, width: Int) {
    position = range.lowerBound
    end = range.upperBound
    self.width = width
  }

  /// One run, or packed values.
  enum Part {
    case run(value: UInt32, count: Int)
    /// Packed values from a byte of the page on; the last ones may be padding.
    case packed(start: Int, count: Int)
  }

  /// The next part; nil where the bytes make none, which includes their end.
  mutating func next(in page: Span<UInt8>) -> Part? {
    guard let header = varint(in: page) else { return nil }
    let count = Int(header >> 1)
    guard count > 0 else { return nil }
    if header & 1 == 0 {
      let byteCount = (width + 7) / 8
      guard byteCount <= end - position else { return nil }
      var value: UInt32 = 0
      for byte in 0..<byteCount { value |= UInt32(page[position + byte]) << UInt32(8 * byte) }
      position += byteCount
      return .run(value: value, count: count)
    }
    let start = position
    // Eight values take as many bytes as each takes bits.
    guard width == 0 || count <= (end - position) / width else { return nil }
    position += count * width
    return .packed(start: start, count: count * 8)
  }

  private mutating func varint(in page: Span<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for shift in stride(from: UInt32(0), through: 28, by: 7) {
      guard position < end else { return nil }
      let byte = page[position]
      position += 1
      value |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}

extension BitRuns {
  /// Appends `count` levels of width 1; false where the bytes hold fewer.
  mutating func append(levelsIn range: Range<Int>, of page: Span<UInt8>, count: Int) -> Bool {
    var reader = RunLengthReader(in: range, width: 1)
    var left = count
    while left > 0 {
      switch reader.next(in: page) {
      case nil: return false
      case .run(let value, let runCount):
        guard value <= 1, runCount <= left else { return false }
        append(value == 1, count: runCount)
        left -= runCount
      case .packed(let start, let packedCount):
        let taken = min(packedCount, left)
        let bytes = unsafe page.bytes
        for index in stride(from: 0, to: taken, by: 64) {
          // The load checks its bounds; the slack makes sure that they hold.
          let word = unsafe bytes.unsafeLoadUnaligned(
            fromByteOffset: start + index / 8, as: UInt64.self)
          let bitCount = min(64, taken - index)
          append(word: word & lowBits(bitCount), count: bitCount)
        }
        left -= taken
      }
    }
    return true
  }
}

extension [UInt32] {
  /// Appends `count` codes; false where the bytes hold fewer.
  mutating func append(
    codesIn range: Range<Int>, of page: Span<UInt8>, width: Int, count: Int
  ) -> Bool {
    var reader = RunLengthReader(in: range, width: width)
    let mask = UInt64(lowBits(width))
    var left = count
    while left > 0 {
      switch reader.next(in: page) {
      case nil: return false
      case .run(let value, let runCount):
        guard runCount <= left else { return false }
        append(contentsOf: repeatElement(value, count: runCount))
        left -= runCount
      case .packed(let start, let packedCount):
        let taken = Swift.min(packedCount, left)
        let bytes = unsafe page.bytes
        var bit = start * 8
        for _ in 0..<taken {
          // The load checks its bounds; the slack makes sure that they hold.
          let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)
          append(UInt32(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask))
          bit += width
        }
        left -= taken
      }
    }
    return true
  }
}
