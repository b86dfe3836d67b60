import Bytes

/// Walks one segment of a TC string bit by bit: each character is six bits, the highest first.
///
/// The bits are taken from the characters as they stand, not from whole bytes that they would decode to:
/// a segment may end after any character. Allocates nothing; the caller passes the same text to every
/// call.
struct SixBitCursor {
  /// The segment's place among the segments, for errors.
  let segment: Int
  /// Where the segment's characters lie in the text, without padding.
  let characters: Range<Int>
  /// The next bit, from 0.
  var position = 0

  var bitCount: Int { characters.count * 6 }

  /// A cursor at the start of a segment, whose characters must all be base64url's.
  ///
  /// Padding (`=` up to the next multiple of four) may follow them, as some encoders write it.
  ///
  /// - Parameters:
  ///   - segment: its place among the segments.
  ///   - whole: where it lies in the text.
  ///   - text: the TC string.
  init(segment: Int, _ whole: Range<Int>, _ text: Span<UInt8>) throws(TCStringError) {
    guard !whole.isEmpty else { throw TCStringError(.emptySegment, segment: segment) }
    var end = whole.upperBound
    while end > whole.lowerBound, text[end - 1] == 0x3D { end -= 1 }
    let padding = whole.upperBound - end
    if padding > 2 || padding > 0 && whole.count % 4 != 0 { end = whole.upperBound }
    self.segment = segment
    characters = whole.lowerBound..<end
    for place in characters where SixBitCursor.value(of: text[place]) > 63 {
      throw TCStringError(.notBase64URL, segment: segment, bit: (place - whole.lowerBound) * 6)
    }
  }

  /// Reads the next bits, at most 58, as a number.
  mutating func number(
    _ count: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> UInt64 {
    let start = position
    let end = start + count
    guard end <= bitCount else { throw fault(.truncated(field)) }
    guard count > 0 else { return 0 }
    var value: UInt64 = 0
    for place in (start / 6)...((end - 1) / 6) {
      value = value << 6 | UInt64(SixBitCursor.value(of: text[characters.lowerBound + place]) & 63)
    }
    position = end
    let unused = 5 - (end - 1) % 6
    return value >> UInt64(unused) & (1 << UInt64(count) - 1)
  }

  mutating func integer(
    _ count: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> Int {
    Int(truncatingIfNeeded: try number(count, field, text))
  }

  mutating func flag(_ field: TCField, _ text: Span<UInt8>) throws(TCStringError) -> Bool {
    try number(1, field, text) == 1
  }

  /// Reads one bit for each id from 1 on, at most 63.
  mutating func ids(
    _ count: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> TCIDSet {
    let first = Swift.min(count, 32)
    let rest = count - first
    guard position + count <= bitCount else { throw fault(.truncated(field)) }
    let high = try number(first, field, text)
    let low = try number(rest, field, text)
    guard count > 0 else { return [] }
    return TCIDSet(rawValue: (high << UInt64(rest) | low) << UInt64(64 - count))
  }

  /// Passes over bits.
  mutating func skip(_ count: Int, _ field: TCField) throws(TCStringError) {
    guard position + count <= bitCount else { throw fault(.truncated(field)) }
    position += count
  }

  func fault(_ problem: TCStringError.Problem) -> TCStringError {
    TCStringError(problem, segment: segment, bit: position)
  }

  /// The six bits of a character; 255 for one that is none of base64url's.
  @inline(__always)
  static func value(of character: UInt8) -> UInt8 {
    switch character {
    case 0x41...0x5A: character &- 0x41
    case 0x61...0x7A: character &- 0x61 &+ 26
    case 0x30...0x39: character &- 0x30 &+ 52
    case 0x2D: 62
    case 0x5F: 63
    default: 255
    }
  }
}
