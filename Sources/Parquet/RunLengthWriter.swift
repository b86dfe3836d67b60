import Bytes

// The hybrid of runs and packed bits: https://github.com/apache/parquet-format/blob/master/Encodings.md
// (RLE). A run is `count << 1` and the value; packed values are `groups of eight << 1 | 1` and their bits.

extension [UInt8] {
  /// Appends the bits in `range` as the hybrid of width 1, as definition levels are written.
  mutating func append(levels bits: borrowing BitRuns, in range: Range<Int>) {
    if bits.isUniform {
      guard !range.isEmpty else { return }
      append(varint: UInt64(range.count) << 1)
      return append(bits.setCount == 0 ? 0 : 1)
    }
    var packed: [UInt8] = []
    var runBits: UInt64 = 0
    var runCount = 0
    for index in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let count = Swift.min(64, range.upperBound - index)
      let all = lowBits(count)
      let word = bits.word(at: index) & all
      let isRun = word == 0 || word == all
      if runCount > 0, !isRun || (word == 0) != (runBits == 0) {
        append(run: runBits == 0 ? 0 : 1, count: runCount, byteCount: 1)
        runCount = 0
      }
      if isRun {
        flush(packed: &packed, width: 1)
        runBits = word
        runCount += count
      } else {
        for byte in 0..<(count + 7) / 8 {
          packed.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte)))
        }
      }
    }
    flush(packed: &packed, width: 1)
    if runCount > 0 { append(run: runBits == 0 ? 0 : 1, count: runCount, byteCount: 1) }
  }

  /// Appends codes below `1 << width` as the hybrid.
  ///
  /// A run is written as one where that takes fewer bytes than its packed bits; a group of eight packed
  /// values may take the first of a run with it.
  mutating func append(codes: Span<UInt32>, width: Int) {
    let byteCount = (width + 7) / 8
    let shortestRun = Swift.max(2, (8 * (byteCount + 2) + width - 1) / width)
    var packed: [UInt8] = []
    var index = 0
    while index < codes.count {
      let value = codes[index]
      var end = index + 1
      while end < codes.count, codes[end] == value { end += 1 }
      if end - index >= shortestRun {
        flush(packed: &packed, width: width)
        append(run: value, count: end - index, byteCount: byteCount)
        index = end
      } else {
        packed.append(groupOf: codes, from: index, width: width)
        index += 8
      }
    }
    flush(packed: &packed, width: width)
  }

  private mutating func append(run value: UInt32, count: Int, byteCount: Int) {
    append(varint: UInt64(count) << 1)
    for byte in 0..<byteCount {
      append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)))
    }
  }

  private mutating func flush(packed: inout [UInt8], width: Int) {
    guard !packed.isEmpty else { return }
    append(varint: UInt64(packed.count / width) << 1 | 1)
    append(packed.span)
    packed.removeAll(keepingCapacity: true)
  }

  /// Appends the bits of eight codes, zeros in place of those past the end.
  private mutating func append(groupOf codes: Span<UInt32>, from start: Int, width: Int) {
    var bits: UInt64 = 0
    var bitCount = 0
    for index in start..<start + 8 {
      let code = index < codes.count ? codes[index] : 0
      bits |= UInt64(code) << UInt64(bitCount)
      bitCount += width
      while bitCount >= 8 {
        append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        bitCount -= 8
      }
    }
  }
}
