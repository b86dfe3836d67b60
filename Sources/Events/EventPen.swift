import Bytes

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Writes an event whose text is plain ASCII into room that was made for all of it.
///
/// A text that would need an escape, or is not ASCII, ends the writing: ``isPlain`` is false then and
/// what was written is of no use. The room must hold the sum of all texts and ``fixedRoom`` bytes.
@unsafe
struct EventPen {
  /// More than all keys, numbers and signs of an event take.
  static let fixedRoom = 512
  private let first: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer
  private let text: UnsafeRawPointer
  private(set) var isPlain = true

  init(at place: UnsafeMutableRawPointer, text: UnsafeRawPointer) {
    unsafe first = place
    unsafe next = place
    unsafe self.text = text
  }

  /// How many bytes were written.
  var count: Int { unsafe next - first }

  @inline(__always)
  mutating func write(_ literal: StaticString) {
    let count = literal.utf8CodeUnitCount
    unsafe memcpy(next, literal.utf8Start, count)
    unsafe next += count
  }

  @inline(__always)
  mutating func write(byte: UInt8) {
    unsafe next.storeBytes(of: byte, as: UInt8.self)
    unsafe next += 1
  }

  /// Writes a text between quotes that are written by others.
  mutating func write(_ base: UnsafeRawPointer, count: Int) {
    let special = unsafe WideBytes.firstSpecial(base, from: 0, to: count)
    if special < count { unsafe isPlain = false }
    unsafe memcpy(next, base, count)
    unsafe next += count
  }

  mutating func write(_ range: ByteRange) {
    unsafe write(text + range.start, count: Int(range.count))
  }

  /// Writes a string as it stands, between quotes that are written by others.
  mutating func write(string: String) {
    let done: Void? = unsafe string.utf8.withContiguousStorageIfAvailable { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe write(UnsafeRawPointer(base), count: bytes.count)
    }
    if done == nil { unsafe isPlain = false }
  }

  /// Writes a key and a text; nothing where the text is empty.
  @inline(__always)
  mutating func member(_ key: StaticString, _ range: ByteRange) {
    guard !range.isEmpty else { return }
    unsafe write(key)
    unsafe write(range)
    unsafe write(byte: 0x22)
  }

  /// Writes a key and a JSON value as it stands; nothing where there is none.
  mutating func raw(_ key: StaticString, _ range: ByteRange) {
    guard !range.isEmpty else { return }
    unsafe write(key)
    unsafe memcpy(next, text + range.start, Int(range.count))
    unsafe next += Int(range.count)
  }

  /// Writes a number of up to 19 digits.
  mutating func write(decimal value: UInt64) {
    var digits = 1
    var limit: UInt64 = 10
    while value >= limit, digits < 19 {
      digits &+= 1
      limit = limit &* 10
    }
    unsafe write(decimal: value, digits: digits)
  }

  /// Writes the last `digits` digits of a number.
  mutating func write(decimal value: UInt64, digits: Int) {
    var rest = value
    var index = digits
    while index > 0 {
      index &-= 1
      let digit = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
      unsafe next.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
      rest /= 10
    }
    unsafe next += digits
  }

  /// Writes a time as `[UInt8].append(time:)` does; its year has four digits.
  mutating func write(time: RecordTime) {
    let seconds = time.start.seconds
    let day = time.start.dayNumber
    let date = CivilDate(dayNumber: day)
    let second = UInt64(truncatingIfNeeded: seconds &- Int64(day) &* 86_400)
    unsafe write(decimal: UInt64(date.year), digits: 4)
    unsafe write(byte: 0x2D)
    unsafe write(decimal: UInt64(date.month), digits: 2)
    unsafe write(byte: 0x2D)
    unsafe write(decimal: UInt64(date.day), digits: 2)
    unsafe write(byte: 0x54)
    unsafe write(decimal: second / 3600, digits: 2)
    unsafe write(byte: 0x3A)
    unsafe write(decimal: second / 60 % 60, digits: 2)
    unsafe write(byte: 0x3A)
    unsafe write(decimal: second % 60, digits: 2)
    if time.fractionDigits > 0 {
      unsafe write(byte: 0x2E)
      let nanoseconds = time.start.nanoseconds &- seconds &* 1_000_000_000
      unsafe write(
        decimal: UInt64(nanoseconds / time.resolution), digits: Int(time.fractionDigits))
    }
    unsafe write(byte: 0x5A)
  }
}
