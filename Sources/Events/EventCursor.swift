import Bytes

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Where in a line an event is being read, and which part of the line its fields lie in.
///
/// It holds an address, so that words of eight and sixteen bytes can be looked at; each step checks
/// that it stays in the line.
@unsafe
struct EventCursor {
  private let base: UnsafeRawPointer
  let count: Int
  private(set) var position = 0
  private(set) var start = 0
  private(set) var end = 0

  init(_ base: UnsafeRawPointer, _ count: Int) {
    unsafe self.base = base
    unsafe self.count = count
  }

  var isAtEnd: Bool { unsafe position >= count }

  /// The byte at the position, which must lie in the line.
  var byte: UInt8 { unsafe base.load(fromByteOffset: position, as: UInt8.self) }

  mutating func step() -> Bool {
    unsafe position &+= 1
    return unsafe position < count
  }

  /// Steps over an opening brace or a comma and the quote before a key; false where the line ends
  /// within the longest key.
  @inline(__always)
  mutating func openKey() -> Bool {
    guard unsafe position &+ 16 < count,
      unsafe base.load(fromByteOffset: position &+ 1, as: UInt8.self) == 0x22
    else { return false }
    unsafe position &+= 2
    return true
  }

  /// Steps over a literal where it stands at the position.
  @inline(__always)
  mutating func skip(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard unsafe position &+ length <= count,
      unsafe memcmp(base + position, literal.utf8Start, length) == 0
    else { return false }
    unsafe position &+= length
    return unsafe position < count
  }

  /// The place of a plain string's text, whose opening quote was stepped over; steps over its closing
  /// quote.
  mutating func text() -> ByteRange? {
    let first = unsafe position
    let quote = unsafe WideBytes.firstSpecial(base, from: first, to: count)
    guard unsafe quote < count, unsafe base.load(fromByteOffset: quote, as: UInt8.self) == 0x22
    else { return nil }
    unsafe position = quote &+ 1
    return first == quote ? ByteRange.none : ByteRange(first, quote)
  }

  /// Takes a string's text as a field.
  mutating func take(_ field: inout ByteRange) -> Bool {
    guard let range = unsafe text() else { return false }
    field = range
    guard !range.isEmpty else { return true }
    if unsafe end == 0 { unsafe start = range.start }
    unsafe end = range.end
    return true
  }

  /// A whole number of up to 18 digits, without zeros in front.
  mutating func number() -> Int64? {
    let first = unsafe position
    var value: Int64 = 0
    while unsafe position < count && position &- first < 19 {
      let digit = unsafe byte &- 0x30
      guard digit < 10 else { break }
      value = value &* 10 &+ Int64(digit)
      unsafe position &+= 1
    }
    let digits = unsafe position - first
    guard digits > 0, digits < 19,
      unsafe digits == 1 || base.load(fromByteOffset: first, as: UInt8.self) != 0x30,
      unsafe !isAtEnd, unsafe byte == 0x2C || byte == 0x7D
    else { return nil }
    return value
  }
}
