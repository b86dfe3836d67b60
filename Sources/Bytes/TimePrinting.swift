extension [UInt8] {
  /// Appends a day as `2026-11-22`.
  public mutating func append(date: CivilDate) {
    append(decimal: date.year, minimumDigits: 4)
    append(0x2D)
    append(decimal: date.month, minimumDigits: 2)
    append(0x2D)
    append(decimal: date.day, minimumDigits: 2)
  }

  /// Appends a time in UTC with as many digits of a second as it was written with.
  public mutating func append(time: RecordTime) {
    let seconds = time.start.seconds
    let day = time.start.dayNumber
    let secondOfDay = Int(seconds - Int64(day) * 86_400)
    append(date: CivilDate(dayNumber: day))
    append(0x54)
    append(decimal: secondOfDay / 3600, minimumDigits: 2)
    append(0x3A)
    append(decimal: secondOfDay / 60 % 60, minimumDigits: 2)
    append(0x3A)
    append(decimal: secondOfDay % 60, minimumDigits: 2)
    if time.fractionDigits > 0 {
      append(0x2E)
      let nanoseconds = time.start.nanoseconds &- seconds &* 1_000_000_000
      append(
        decimal: nanoseconds / time.resolution, minimumDigits: Int(time.fractionDigits))
    }
    append(0x5A)
  }
}

extension RecordTime: CustomStringConvertible {
  /// The time as RFC 3339 in UTC.
  public var description: String {
    var bytes: [UInt8] = []
    bytes.append(time: self)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads an RFC 3339 time, or a day, which means its midnight in UTC.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.count == 10 {
      self.init(utcDate: bytes.span, time: Array("00:00:00".utf8).span)
    } else {
      self.init(rfc3339: bytes.span)
    }
  }
}

extension Timestamp: CustomStringConvertible {
  /// The moment as RFC 3339 in UTC, with no fraction where it has none, else milliseconds, else all
  /// nine digits.
  public var description: String {
    let digits: UInt8 =
      nanoseconds % 1_000_000_000 == 0 ? 0 : nanoseconds % 1_000_000 == 0 ? 3 : 9
    return RecordTime(start: self, fractionDigits: digits).description
  }

  /// Reads an RFC 3339 time, or a day, which means its midnight in UTC.
  public init?(_ text: String) {
    guard let time = RecordTime(text) else { return nil }
    self = time.start
  }
}
