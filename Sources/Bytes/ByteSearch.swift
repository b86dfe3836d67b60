#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension Span<UInt8> {
  /// The position of the first `byte` in `start..<end`, by `memchr`; nil when there is none.
  public func firstIndex(of byte: UInt8, from start: Int = 0, to end: Int) -> Int? {
    guard start < end else { return nil }
    precondition(start >= 0 && end <= count, "\(start)..<\(end) is outside 0..<\(count)")
    return unsafe withUnsafeBytes { buffer in
      guard
        let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// The position of the first `byte` from `start` to the end; nil when there is none.
  public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    firstIndex(of: byte, from: start, to: count)
  }

  /// Whether the bytes are exactly those of `other`.
  public func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard count > 0 else { return true }
    return unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        guard let a = mine.baseAddress, let b = theirs.baseAddress else { return true }
        return unsafe memcmp(a, b, mine.count) == 0
      }
    }
  }

  /// Whether the bytes are exactly those of a literal.
  public func isEqual(to literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    return hasPrefix(literal)
  }

  /// Whether the bytes begin with those of a literal.
  public func hasPrefix(_ literal: StaticString, at start: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard start + length <= count else { return false }
    guard length > 0 else { return true }
    return unsafe withUnsafeBytes { mine in
      guard let base = mine.baseAddress else { return false }
      return unsafe memcmp(base + start, literal.utf8Start, length) == 0
    }
  }

  /// Whether the bytes begin with those of `prefix`.
  public func hasPrefix(_ prefix: Span<UInt8>) -> Bool {
    prefix.count <= count && extracting(0..<prefix.count).isEqual(to: prefix)
  }

  /// Whether the bytes end with those of `suffix`.
  public func hasSuffix(_ suffix: Span<UInt8>) -> Bool {
    suffix.count <= count && extracting((count - suffix.count)..<count).isEqual(to: suffix)
  }

  /// The position where `needle` first stands at or after `start`; nil when it does not.
  ///
  /// Finds the needle's first byte by `memchr` and compares from there: O(count) for the needles of
  /// log lines, O(count · needle) at worst.
  public func firstIndex(of needle: Span<UInt8>, from start: Int = 0) -> Int? {
    guard needle.count > 0 else { return start <= count ? start : nil }
    var from = start
    let lastStart = count - needle.count
    while from <= lastStart, let at = firstIndex(of: needle[0], from: from, to: lastStart + 1) {
      if extracting(at..<(at + needle.count)).isEqual(to: needle) { return at }
      from = at + 1
    }
    return nil
  }

  /// Whether `needle` stands anywhere in the bytes.
  public func contains(_ needle: Span<UInt8>) -> Bool {
    firstIndex(of: needle) != nil
  }

  /// Whether a literal stands anywhere in the bytes.
  public func contains(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard length > 0 else { return true }
    let first = unsafe literal.utf8Start[0]
    var from = 0
    while from + length <= count,
      let at = firstIndex(of: first, from: from, to: count - length + 1)
    {
      if hasPrefix(literal, at: at) { return true }
      from = at + 1
    }
    return false
  }

  /// Byte-wise order: negative, zero or positive as in `memcmp`, the shorter first among equals.
  public func compare(to other: Span<UInt8>) -> Int {
    let shared = Swift.min(count, other.count)
    guard shared > 0 else { return count - other.count }
    let order = unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        guard let a = mine.baseAddress, let b = theirs.baseAddress else { return Int32(0) }
        return unsafe memcmp(a, b, shared)
      }
    }
    return order != 0 ? Int(order) : count - other.count
  }

  /// Whether the bytes equal a lower-case literal when ASCII letters are folded.
  public func isEqualIgnoringCase(to lowercased: StaticString) -> Bool {
    let length = lowercased.utf8CodeUnitCount
    guard count == length else { return false }
    for index in 0..<length {
      let byte = self[index]
      if unsafe asciiLowercased(byte) != lowercased.utf8Start[index] { return false }
    }
    return true
  }

  /// Whether the bytes are those of `other` when ASCII letters are folded.
  public func isEqualIgnoringCase(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where asciiLowercased(self[index]) != asciiLowercased(other[index]) {
      return false
    }
    return true
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  @inlinable
  public mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends the bytes of a literal.
  @inlinable
  public mutating func append(_ literal: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(
        start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends `bytes` and returns where they now stand.
  @inlinable
  public mutating func store(_ bytes: Span<UInt8>) -> ByteRange {
    guard bytes.count > 0 else { return .none }
    let start = count
    append(bytes)
    return ByteRange(start, count)
  }
}

/// A byte with an upper-case ASCII letter made lower-case.
@inlinable
public func asciiLowercased(_ byte: UInt8) -> UInt8 {
  byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
}

extension String {
  /// The text of a span, for edges and messages: bytes that are not UTF-8 become U+FFFD.
  public init(_ bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
