import Bytes

/// The secret of hash tables, new in every process.
///
/// Ids may be chosen by strangers, who must not be able to make them collide: words of the input are
/// mixed with secret words and multiplied, and both halves of the 128-bit product folded together.
/// That takes a third of the time of SipHash. No result depends on it, since tables number strings in
/// order of their coming.
struct HashSeed: Sendable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64

  /// The seed of this process.
  static let ofProcess = HashSeed()

  private init() {
    var generator = SystemRandomNumberGenerator()
    first = generator.next()
    second = generator.next()
    third = generator.next()
  }

  /// The hash of bytes; its upper half is as good as the lower.
  @inline(__always)
  func hash(_ bytes: Span<UInt8>) -> UInt64 {
    let raw = unsafe bytes.bytes
    let count = raw.byteCount
    var state = first ^ UInt64(truncatingIfNeeded: count)
    guard count > 16 else {
      let (low, high) = HashSeed.short(raw, count)
      return fold(fold(low ^ second, high ^ state), third ^ state)
    }
    var at = 0
    while at + 16 < count {
      state = fold(raw.word(at: at) ^ second, raw.word(at: at + 8) ^ state)
      at += 16
    }
    // The last 16 bytes, some of them for the second time.
    state = fold(raw.word(at: count - 16) ^ third, raw.word(at: count - 8) ^ state)
    return fold(state ^ second, third ^ first)
  }

  /// The hash of four words.
  func hash(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt64 {
    let state = fold(a ^ second, b ^ first)
    return fold(fold(c ^ third, d ^ state), state ^ second)
  }

  /// Up to 16 bytes as two words, some bytes twice.
  @inline(__always)
  private static func short(_ raw: RawSpan, _ count: Int) -> (UInt64, UInt64) {
    if count >= 8 { return (raw.word(at: 0), raw.word(at: count - 8)) }
    if count >= 4 { return (raw.halfWord(at: 0), raw.halfWord(at: count - 4)) }
    var word: UInt64 = 0
    for index in 0..<count { word = word << 8 | UInt64(raw.byte(at: index)) }
    return (word, 0)
  }

  @inline(__always)
  private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

extension RawSpan {
  /// The eight bytes at a place as one little-endian word; checked against the span's end.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The four bytes at a place.
  @inline(__always)
  func halfWord(at offset: Int) -> UInt64 {
    UInt64(
      UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  /// The byte at a place.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
  }
}

extension Span<UInt8> {
  /// Whether two short runs of bytes are the same; for long ones a call of `memcmp` is as good.
  @inline(__always)
  func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let a = unsafe bytes
    let b = unsafe other.bytes
    guard count >= 8 else {
      for index in 0..<count where a.byte(at: index) != b.byte(at: index) { return false }
      return true
    }
    var at = 0
    while at + 8 < count {
      if a.word(at: at) != b.word(at: at) { return false }
      at += 8
    }
    return a.word(at: count - 8) == b.word(at: count - 8)
  }
}
