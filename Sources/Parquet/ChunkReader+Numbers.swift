import Bytes

extension ChunkReader {
  /// Reads all numbers of the chunk, of 4 or 8 bytes each; those of 4 bytes keep their sign.
  mutating func readNumbers(byteCount: Int) throws(ParquetError) -> [Int64] {
    var dictionary: [Int64] = []
    var numbers: [Int64] = []
    var codes: [UInt32] = []
    while try next() {
      if isDictionary {
        guard encoding == ValueEncoding.plain else { throw unsupportedEncoding() }
        try appendPlain(to: &dictionary, byteCount: byteCount)
      } else if encoding == ValueEncoding.plain {
        try appendPlain(to: &numbers, byteCount: byteCount)
      } else if encoding == ValueEncoding.dictionary {
        codes.removeAll(keepingCapacity: true)
        try appendCodes(to: &codes, below: dictionary.count)
        numbers.reserveCapacity(numbers.count + codes.count)
        for code in codes { numbers.append(dictionary[Int(code)]) }
      } else {
        throw unsupportedEncoding()
      }
    }
    return numbers
  }

  private func appendPlain(to numbers: inout [Int64], byteCount: Int) throws(ParquetError) {
    guard valueCount * byteCount == contentBytes - valueStart else { throw mismatch(.length) }
    let bytes = unsafe page.span.bytes
    numbers.reserveCapacity(numbers.count + valueCount)
    // The loads check their bounds; they are marked unsafe for types whose bits may be no value.
    if byteCount == 8 {
      for index in 0..<valueCount {
        numbers.append(
          unsafe bytes.unsafeLoadUnaligned(
            fromByteOffset: valueStart + 8 * index, as: Int64.self))
      }
    } else {
      for index in 0..<valueCount {
        let value = unsafe bytes.unsafeLoadUnaligned(
          fromByteOffset: valueStart + 4 * index, as: Int32.self)
        numbers.append(Int64(value))
      }
    }
  }

  /// Reads all truths of the chunk.
  mutating func readFlags() throws(ParquetError) -> [Bool] {
    var flags: [Bool] = []
    while try next() {
      guard !isDictionary else { throw mismatch(.dictionary) }
      guard encoding == ValueEncoding.plain else { throw unsupportedEncoding() }
      guard (valueCount + 7) / 8 == contentBytes - valueStart else { throw mismatch(.length) }
      for index in 0..<valueCount {
        flags.append(page[valueStart + index / 8] >> UInt8(index % 8) & 1 == 1)
      }
    }
    return flags
  }
}
