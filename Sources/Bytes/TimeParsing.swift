extension RecordTime {
  /// Reads an RFC 3339 time that fills the bytes: `2026-11-22T10:15:30.123Z`.
  ///
  /// The date and the time may be parted by `T`, `t` or a space; the offset is `Z`, `z`, `±hh:mm`
  /// or `±hhmm`. A leap second (`:60`) counts as the next second. Digits past the ninth are dropped.
  public init?(rfc3339 bytes: Span<UInt8>) {
    guard bytes.count >= 20, let date = CivilDate(isoDate: bytes),
      bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20,
      let clock = ClockTime(bytes, at: 11)
    else { return nil }
    guard let offset = zoneOffset(bytes, at: clock.end) else { return nil }
    self.init(date: date, clock: clock, offsetSeconds: offset)
  }

  /// Reads a date and a time of day that are known to be in UTC: `2026-11-22 10:15:30`.
  public init?(utcDate date: Span<UInt8>, time: Span<UInt8>) {
    guard date.count == 10, let day = CivilDate(isoDate: date),
      let clock = ClockTime(time, at: 0), clock.end == time.count
    else { return nil }
    self.init(date: day, clock: clock, offsetSeconds: 0)
  }

  /// Reads the time of Apache's `%t` and nginx's `$time_local`, without brackets:
  /// `10/Oct/2000:13:55:36 -0700`.
  public init?(commonLog bytes: Span<UInt8>) {
    guard bytes.count == 26, bytes[2] == 0x2F, bytes[6] == 0x2F, bytes[11] == 0x3A,
      bytes[20] == 0x20,
      let day = bytes.twoDigits(at: 0), let month = monthNumber(bytes, at: 3),
      let year = bytes.fourDigits(at: 7),
      let date = CivilDate(year: year, month: month, day: day),
      let clock = ClockTime(bytes, at: 12), clock.end == 20,
      let offset = zoneOffset(bytes, at: 21)
    else { return nil }
    self.init(date: date, clock: clock, offsetSeconds: offset)
  }

  /// Reads seconds since the epoch with an optional fraction: `1703373474.8155608`.
  ///
  /// - Parameter scaleDigits: how many decimal places the unit lies below a second: 0 for seconds,
  ///   3 for milliseconds, 6 for microseconds.
  public init?(epoch bytes: Span<UInt8>, scaleDigits: Int = 0) {
    let point = bytes.firstIndex(of: 0x2E) ?? bytes.count
    guard let whole = bytes.extracting(0..<point).unsignedInteger(), whole < 1 << 62 else {
      return nil
    }
    var unit: Int64 = 1_000_000_000
    for _ in 0..<scaleDigits { unit /= 10 }
    var (nanoseconds, overflow) = Int64(whole).multipliedReportingOverflow(by: unit)
    var digits = scaleDigits
    if point < bytes.count {
      guard point + 1 < bytes.count else { return nil }
      for index in (point + 1)..<bytes.count {
        let digit = bytes[index] &- 0x30
        guard digit < 10 else { return nil }
        guard unit > 1 else { continue }
        unit /= 10
        digits += 1
        let (sum, carry) = nanoseconds.addingReportingOverflow(Int64(digit) * unit)
        nanoseconds = sum
        overflow = overflow || carry
      }
    }
    guard !overflow else { return nil }
    self.init(start: Timestamp(nanoseconds: nanoseconds), fractionDigits: UInt8(digits))
  }

  private init?(date: CivilDate, clock: ClockTime, offsetSeconds: Int) {
    let seconds = Int64(date.dayNumber) * 86_400 + Int64(clock.seconds - offsetSeconds)
    guard let start = Timestamp(seconds: seconds, nanoseconds: clock.nanoseconds) else {
      return nil
    }
    self.init(start: start, fractionDigits: clock.fractionDigits)
  }
}

extension CivilDate {
  /// Reads the day at the start of the bytes: `2026-11-22`.
  public init?(isoDate bytes: Span<UInt8>) {
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
      let year = bytes.fourDigits(at: 0), let month = bytes.twoDigits(at: 5),
      let day = bytes.twoDigits(at: 8)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Reads a day that is the whole text: `2026-11-22`.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 else { return nil }
    self.init(isoDate: bytes.span)
  }

  /// The day as `2026-11-22`.
  public var isoDate: String {
    var bytes: [UInt8] = []
    bytes.append(date: self)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// `10:15:30.123`, with the position after it.
private struct ClockTime {
  var seconds: Int
  var nanoseconds: Int64 = 0
  var fractionDigits: UInt8 = 0
  var end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard start + 8 <= bytes.count, bytes[start + 2] == 0x3A, bytes[start + 5] == 0x3A,
      let hour = bytes.twoDigits(at: start), hour < 24,
      let minute = bytes.twoDigits(at: start + 3), minute < 60,
      let second = bytes.twoDigits(at: start + 6), second <= 60
    else { return nil }
    seconds = hour * 3600 + minute * 60 + second
    end = start + 8
    guard end < bytes.count, bytes[end] == 0x2E || bytes[end] == 0x2C else { return }
    end += 1
    var unit: Int64 = 1_000_000_000
    let firstDigit = end
    while end < bytes.count, bytes[end] &- 0x30 < 10 {
      if unit > 1 {
        unit /= 10
        nanoseconds += Int64(bytes[end] - 0x30) * unit
        fractionDigits += 1
      }
      end += 1
    }
    guard end > firstDigit else { return nil }
  }
}

private func zoneOffset(_ bytes: Span<UInt8>, at start: Int) -> Int? {
  guard start < bytes.count else { return nil }
  if bytes[start] == 0x5A || bytes[start] == 0x7A { return start + 1 == bytes.count ? 0 : nil }
  guard bytes[start] == 0x2B || bytes[start] == 0x2D, let hours = bytes.twoDigits(at: start + 1)
  else { return nil }
  let minuteStart = start + 3 < bytes.count && bytes[start + 3] == 0x3A ? start + 4 : start + 3
  guard minuteStart + 2 == bytes.count, let minutes = bytes.twoDigits(at: minuteStart),
    hours < 24, minutes < 60
  else { return nil }
  let seconds = hours * 3600 + minutes * 60
  return bytes[start] == 0x2D ? -seconds : seconds
}

private func monthNumber(_ bytes: Span<UInt8>, at start: Int) -> Int? {
  let word =
    UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
  switch word {
  case 0x4A_616E: return 1
  case 0x46_6562: return 2
  case 0x4D_6172: return 3
  case 0x41_7072: return 4
  case 0x4D_6179: return 5
  case 0x4A_756E: return 6
  case 0x4A_756C: return 7
  case 0x41_7567: return 8
  case 0x53_6570: return 9
  case 0x4F_6374: return 10
  case 0x4E_6F76: return 11
  case 0x44_6563: return 12
  default: return nil
  }
}
