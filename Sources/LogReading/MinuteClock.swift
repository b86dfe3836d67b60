import Bytes

/// Reads times of the common log that mostly lie in the same minute as the one before.
///
/// A line's time is new in its seconds alone until the minute is over, so the calendar is asked once a
/// minute.
struct MinuteClock: Sendable {
  /// How many bytes a time has: `10/Oct/2000:13:55:36 -0700`.
  static let byteCount = 26
  /// The place of the seconds in the last of the words below, which begins with them.
  private static let secondBits: UInt64 = 0xFFFF

  private var start = Timestamp.distantPast
  /// The day, the minute, and the offset of the last time; before the first an offset that none has.
  private var day: UInt64 = 0
  private var hour: UInt64 = 0
  private var minute: UInt64 = 0
  private var zone = UInt64.max

  /// The time at the start of 26 bytes; nil where only the calendar can tell, or it is none.
  @inline(__always)
  mutating func time(_ address: UnsafeRawPointer) -> RecordTime? {
    let end = unsafe WideBytes.word(address + 18)
    let isSame =
      unsafe WideBytes.word(address) == day
      && WideBytes.word(address + 8) == hour && WideBytes.word(address + 10) == minute
      && end & ~MinuteClock.secondBits == zone
    guard isSame else { return nil }
    let tens = (end & 0xFF) &- 0x30
    let ones = (end >> 8 & 0xFF) &- 0x30
    guard tens < 6, ones < 10 else { return nil }
    let nanoseconds = Int64(tens &* 10 &+ ones) &* 1_000_000_000
    return RecordTime(
      start: Timestamp(nanoseconds: start.nanoseconds &+ nanoseconds), fractionDigits: 0)
  }

  /// Reads a time by the calendar and keeps its minute.
  mutating func readAnew(_ bytes: Span<UInt8>) -> RecordTime? {
    guard let time = RecordTime(commonLog: bytes) else { return nil }
    let moment = time.start.nanoseconds
    // A minute at the ends of time would not hold all its seconds.
    guard moment.magnitude < 9_000_000_000_000_000_000,
      let second = bytes.twoDigits(at: 18), second < 60
    else { return time }
    start = Timestamp(nanoseconds: moment - Int64(second) * 1_000_000_000)
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      day = unsafe WideBytes.word(base)
      hour = unsafe WideBytes.word(base + 8)
      minute = unsafe WideBytes.word(base + 10)
      zone = unsafe WideBytes.word(base + 18) & ~MinuteClock.secondBits
    }
    return time
  }
}
