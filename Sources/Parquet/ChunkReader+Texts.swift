import Bytes

/// The texts of a chunk before nulls are put between them.
struct DenseTexts {
  /// The dictionary's texts, or none.
  var dictionary: [ByteRange] = []
  /// The codes of the values that are coded.
  var codes: [UInt32] = []
  /// The values that are plain, after those that are coded.
  var plain: [ByteRange] = []
}

extension ChunkReader {
  /// Reads all texts of the chunk, whose bytes it appends to `text`.
  mutating func readTexts(into text: inout [UInt8]) throws(ParquetError) -> DenseTexts {
    var texts = DenseTexts()
    while try next() {
      if isDictionary {
        guard encoding == ValueEncoding.plain else { throw unsupportedEncoding() }
        try appendPlain(to: &texts.dictionary, text: &text)
      } else if encoding == ValueEncoding.plain {
        try appendPlain(to: &texts.plain, text: &text)
      } else if encoding == ValueEncoding.dictionary {
        // A chunk gives its dictionary up once and does not come back to it.
        guard texts.plain.isEmpty else { throw mismatch(.dictionary) }
        try appendCodes(to: &texts.codes, below: texts.dictionary.count)
      } else {
        throw unsupportedEncoding()
      }
    }
    return texts
  }

  /// Keeps the page's values whole, with the length before each, so that they are copied at once.
  private func appendPlain(
    to ranges: inout [ByteRange], text: inout [UInt8]
  ) throws(ParquetError) {
    let limit = Int(UInt32.max)
    guard contentBytes - valueStart <= limit - text.count else {
      let found = text.count + contentBytes - valueStart
      throw ParquetError(.tooLarge(.textBytes, found: found, limit: limit), at: pageOffset)
    }
    let values = page.span.extracting(valueStart..<contentBytes)
    // A value takes four bytes at least.
    guard valueCount <= values.count / 4 else { throw mismatch(.length) }
    ranges.reserveCapacity(ranges.count + valueCount)
    let base = text.count
    var position = 0
    for _ in 0..<valueCount {
      guard position + 4 <= values.count else { throw mismatch(.length) }
      let start = position + 4
      let count = plainLength(values, at: position)
      guard count <= values.count - start else { throw mismatch(.length) }
      position = start + count
      ranges.append(ByteRange(base + start, base + position))
    }
    guard position == values.count else { throw mismatch(.length) }
    text.append(values)
  }
}
