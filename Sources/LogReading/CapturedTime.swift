import Bytes

extension CapturedFields {
  /// The time that was captured, as finely as it was written.
  ///
  /// A time written in parts without an offset is taken as UTC.
  func recordTime(
    _ form: LogTemplate.TimeForm, in text: Span<UInt8>, scratch: inout [UInt8]
  ) throws(RejectReason) -> RecordTime {
    let range = self[.time]
    let bytes = text.extracting(range.indices)
    let time: RecordTime?
    switch form {
    case .parts: time = try timeOfParts(text, &scratch)
    case .dateAndClock:
      if !text.isAbsent(range) {
        time = RecordTime(anyForm: bytes)
      } else {
        guard !text.isAbsent(self[.date]), !text.isAbsent(self[.clock]) else { throw .noTime }
        time = RecordTime(
          utcDate: text.extracting(self[.date].indices),
          time: text.extracting(self[.clock].indices))
      }
    default:
      guard !text.isAbsent(range) else { throw .noTime }
      switch form {
      case .commonLog: time = RecordTime(commonLog: bytes)
      case .rfc3339: time = RecordTime(rfc3339: bytes)
      case .epoch(let digits): time = epochTime(bytes, scaleDigits: digits, text, &scratch)
      default: time = RecordTime(anyForm: bytes)
      }
    }
    guard let time else { throw .badTime }
    return time
  }

  /// Seconds since the epoch, with the fraction that a field of its own may give.
  private func epochTime(
    _ bytes: Span<UInt8>, scaleDigits: Int, _ text: Span<UInt8>, _ scratch: inout [UInt8]
  ) -> RecordTime? {
    guard scaleDigits == 0, !self[.fraction].isEmpty else {
      return RecordTime(epoch: bytes, scaleDigits: scaleDigits)
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(bytes)
    scratch.append(0x2E)
    scratch.append(text.extracting(self[.fraction].indices))
    return RecordTime(epoch: scratch.span)
  }

  /// Puts the parts together as an RFC 3339 time.
  private func timeOfParts(
    _ text: Span<UInt8>, _ scratch: inout [UInt8]
  ) throws(RejectReason) -> RecordTime? {
    scratch.removeAll(keepingCapacity: true)
    if self[.year].isEmpty {
      guard let year = text.twoDigits(at: self[.shortYear].start) else { return nil }
      scratch.append(year < 69 ? "20" : "19")
      scratch.append(text.extracting(self[.shortYear].indices))
    } else {
      scratch.append(text.extracting(self[.year].indices))
    }
    scratch.append(0x2D)
    if self[.month].isEmpty {
      guard let month = monthNumber(text.extracting(self[.monthName].indices)) else { return nil }
      scratch.append(decimal: month, minimumDigits: 2)
    } else {
      scratch.append(text.extracting(self[.month].indices))
    }
    scratch.append(0x2D)
    let day = self[.day]
    if text[day.start] == 0x20 {
      scratch.append(0x30)
      scratch.append(text[day.start + 1])
    } else {
      scratch.append(text.extracting(day.indices))
    }
    appendClock(text, &scratch)
    return RecordTime(rfc3339: scratch.span)
  }

  private func appendClock(_ text: Span<UInt8>, _ scratch: inout [UInt8]) {
    scratch.append(0x54)
    scratch.append(text.extracting(self[.hour].indices))
    scratch.append(0x3A)
    scratch.append(text.extracting(self[.minute].indices))
    scratch.append(0x3A)
    if self[.second].isEmpty {
      scratch.append("00")
    } else {
      scratch.append(text.extracting(self[.second].indices))
    }
    if !self[.fraction].isEmpty {
      scratch.append(0x2E)
      scratch.append(text.extracting(self[.fraction].indices))
    }
    if self[.zone].isEmpty {
      scratch.append(0x5A)
    } else {
      scratch.append(text.extracting(self[.zone].indices))
    }
  }

  private func monthNumber(_ name: Span<UInt8>) -> Int? {
    let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    var all: UInt64 = 0
    for index in name.indices { all = all << 8 | UInt64(name[index]) }
    for month in 0..<12 {
      var word: UInt64 = 0
      for offset in 0..<3 { unsafe word = word << 8 | UInt64(names.utf8Start[month * 3 + offset]) }
      if word == all { return month + 1 }
    }
    return nil
  }
}

extension RecordTime {
  /// Reads a time in any form that JSON logs use: RFC 3339, the common log's, or a number of
  /// seconds, milliseconds, microseconds or nanoseconds since the epoch.
  ///
  /// A number's unit is told by its whole digits: seconds have up to 11 until the year 5138.
  init?(anyForm bytes: Span<UInt8>) {
    let point = bytes.firstIndex(of: 0x2E) ?? bytes.count
    if bytes.extracting(0..<point).unsignedInteger() != nil {
      let scaleDigits =
        switch point {
        case ...11: 0
        case ...14: 3
        case ...17: 6
        default: 9
        }
      self.init(epoch: bytes, scaleDigits: scaleDigits)
    } else if let time = RecordTime(rfc3339: bytes) {
      self = time
    } else {
      self.init(commonLog: bytes)
    }
  }
}
