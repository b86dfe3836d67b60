import Bytes

/// A pseudonym as its 16 bytes, kept in two words.
@frozen
public struct Pseudonym: Hashable, Sendable {
  /// How many bytes a pseudonym has.
  public static let byteCount = 16

  /// Bytes 0 to 7, the first the lowest.
  public var first: UInt64
  /// Bytes 8 to 15, the first the lowest.
  public var second: UInt64

  /// A pseudonym by its words.
  @inlinable
  public init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// The pseudonym that stands at a place of some bytes.
  @inlinable
  public init(_ bytes: Span<UInt8>, at start: Int = 0) {
    precondition(start >= 0 && bytes.count - start >= 16, "no 16 bytes at \(start)")
    var first: UInt64 = 0
    var second: UInt64 = 0
    for place in (0..<8).reversed() {
      first = first << 8 | UInt64(bytes[start + place])
      second = second << 8 | UInt64(bytes[start + 8 + place])
    }
    self.init(first: first, second: second)
  }

  /// The pseudonym of its 32 lower-case hexadecimal digits; nil for anything else.
  public init?(text: Span<UInt8>) {
    guard text.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: 32, by: 2) {
      guard let high = Pseudonym.digit(text[place]), let low = Pseudonym.digit(text[place + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes.span)
  }

  /// The value of a digit; nil for a capital, since one pseudonym has one text.
  private static func digit(_ byte: UInt8) -> UInt8? {
    (0x41...0x46).contains(byte) ? nil : hexValue(byte)
  }

  /// The pseudonym's 16 bytes.
  public var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: first >> ($0 * 8)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: second >> ($0 * 8)) }
  }

  /// Appends the pseudonym as 32 hexadecimal digits.
  public func append(to text: inout [UInt8]) {
    let digits = (
      hexDigits(UInt32(truncatingIfNeeded: first)), hexDigits(UInt32(first >> 32)),
      hexDigits(UInt32(truncatingIfNeeded: second)), hexDigits(UInt32(second >> 32))
    )
    unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
  }

  /// The pseudonym as 32 hexadecimal digits.
  public var text: String {
    var digits: [UInt8] = []
    append(to: &digits)
    return String(decoding: digits, as: UTF8.self)
  }
}

extension Pseudonym: Comparable {
  /// Whether `a` comes before `b` in the order of their bytes.
  @inlinable
  public static func < (a: Pseudonym, b: Pseudonym) -> Bool {
    a.first != b.first
      ? a.first.byteSwapped < b.first.byteSwapped : a.second.byteSwapped < b.second.byteSwapped
  }
}
