/// Looks at many bytes in one step, for the readers and writers of lines.
///
/// These work on pointers, since a checked span has no loads wider than a byte: eight to sixteen bytes
/// a step is what makes a line's text cheaper than its fields. Each reads only the bytes it is given.
package enum WideBytes {
  @usableFromInline static let highBits: UInt64 = 0x8080_8080_8080_8080
  @usableFromInline static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The eight bytes at an address, the first in the lowest place.
  @inlinable @inline(__always)
  package static func word(_ address: UnsafeRawPointer) -> UInt64 {
    unsafe UInt64(littleEndian: address.loadUnaligned(as: UInt64.self))
  }

  /// Up to eight bytes at an address, the first in the lowest place and zeros after them.
  @inlinable
  package static func word(_ address: UnsafeRawPointer, count: Int) -> UInt64 {
    if count >= 8 { return unsafe word(address) }
    var word: UInt64 = 0
    var index = count
    while index > 0 {
      index -= 1
      word = unsafe word << 8 | UInt64(address.load(fromByteOffset: index, as: UInt8.self))
    }
    return word
  }

  /// A high bit for the first byte of a word that is no plain character of a JSON string.
  ///
  /// Those are quotes, backslashes, control characters and parts of UTF-8. Bits above the lowest that
  /// is set mean nothing.
  @inlinable @inline(__always)
  static func specialBits(_ word: UInt64) -> UInt64 {
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let controls = (word &- (ones &* 0x20)) & ~word
    let signs = ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
    return (signs | controls | word) & highBits
  }

  /// As above for four words; the type's own comparisons would go byte by byte.
  @inlinable @inline(__always)
  static func hasSpecial(_ words: SIMD4<UInt64>) -> Bool {
    let quotes = words ^ SIMD4(repeating: ones &* 0x22)
    let backslashes = words ^ SIMD4(repeating: ones &* 0x5C)
    let controls = (words &- SIMD4(repeating: ones &* 0x20)) & ~words
    let one = SIMD4(repeating: ones)
    let signs = ((quotes &- one) & ~quotes) | ((backslashes &- one) & ~backslashes)
    return hasHighBit(signs | controls | words)
  }

  @inlinable @inline(__always)
  static func hasHighBit(_ words: SIMD4<UInt64>) -> Bool {
    (words[0] | words[1] | words[2] | words[3]) & highBits != 0
  }

  /// The first position in `start..<end` whose byte is no plain character of a JSON string; `end`
  /// where all are plain.
  @inlinable
  package static func firstSpecial(
    _ base: UnsafeRawPointer, from start: Int, to end: Int
  ) -> Int {
    var index = start
    while index &+ 32 <= end {
      if unsafe hasSpecial((base + index).loadUnaligned(as: SIMD4<UInt64>.self)) { break }
      index &+= 32
    }
    while index &+ 8 <= end {
      let bits = unsafe specialBits(word(base + index))
      if bits != 0 { return index &+ bits.trailingZeroBitCount / 8 }
      index &+= 8
    }
    guard index < end else { return end }
    let bits = unsafe specialBits(word(base + index, count: end &- index))
    return Swift.min(index &+ bits.trailingZeroBitCount / 8, end)
  }

  /// Whether bytes are all ASCII.
  @inlinable
  package static func isASCII(_ base: UnsafeRawPointer, count: Int) -> Bool {
    var index = 0
    var seen = SIMD4<UInt64>(repeating: 0)
    while index &+ 32 <= count {
      seen |= unsafe (base + index).loadUnaligned(as: SIMD4<UInt64>.self)
      index &+= 32
    }
    var rest: UInt8 = 0
    while index < count {
      rest |= unsafe base.load(fromByteOffset: index, as: UInt8.self)
      index &+= 1
    }
    return rest < 0x80 && !hasHighBit(seen)
  }

  /// Whether bytes are all ASCII and none is a backslash, so that a log's text is what it says.
  @inlinable
  package static func isUnescapedASCII(_ base: UnsafeRawPointer, count: Int) -> Bool {
    var index = 0
    var seen = SIMD4<UInt64>(repeating: 0)
    let one = SIMD4(repeating: ones)
    while index &+ 32 <= count {
      let words = unsafe (base + index).loadUnaligned(as: SIMD4<UInt64>.self)
      let backslashes = words ^ SIMD4(repeating: ones &* 0x5C)
      seen |= words | ((backslashes &- one) & ~backslashes)
      index &+= 32
    }
    guard !hasHighBit(seen) else { return false }
    while index < count {
      let byte = unsafe base.load(fromByteOffset: index, as: UInt8.self)
      guard byte < 0x80, byte != 0x5C else { return false }
      index &+= 1
    }
    return true
  }
}

extension Span<UInt8> {
  /// The first position from `start` on whose byte is no plain character of a JSON string, or is no
  /// ASCII; the end where there is none.
  package func firstSpecial(from start: Int) -> Int {
    precondition(start >= 0 && start <= count, "\(start) is outside 0...\(count)")
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return start }
      return unsafe WideBytes.firstSpecial(base, from: start, to: bytes.count)
    }
  }
}
