import Bytes

extension [UInt8] {
  /// Appends the lowest 4 or 8 bytes of each number, lowest first.
  mutating func append(plain numbers: Span<Int64>, byteCount: Int) {
    if byteCount == 8 {
      // The processors that this is built for keep the lowest byte first, as the format does.
      let bytes = unsafe numbers.bytes
      return unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
    reserveCapacity(count + numbers.count * byteCount)
    for index in numbers.indices {
      append(littleEndian: UInt32(truncatingIfNeeded: numbers[index]))
    }
  }

  /// Appends the bits in `range`, eight a byte.
  mutating func append(plain flags: borrowing BitRuns, in range: Range<Int>) {
    for index in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let count = Swift.min(64, range.upperBound - index)
      let word = flags.word(at: index) & lowBits(count)
      for byte in 0..<(count + 7) / 8 {
        append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte)))
      }
    }
  }
}
