import Bytes
import Identity

extension StatementFields {
  /// Reads a line of the usual form at a glance, its fields being places in the line itself.
  ///
  /// The usual form has known keys once each, strings of printable ASCII without escapes for values,
  /// and times in UTC; between tokens stands at most one space. Anything else, and all that is wrong,
  /// is left to the reading of any JSON, so that there is one place that says why a line is rejected.
  ///
  /// - Returns: whether the line was read; where not, the fields are to be cleared.
  mutating func glance(_ line: Span<UInt8>) -> Bool {
    let raw = unsafe line.bytes
    var at = 1
    guard raw.byteCount > 2, raw.byte(at: 0) == 0x7B else { return false }
    while true {
      guard let key = raw.string(at: &at), raw.take(0x3A, at: &at),
        let value = raw.string(at: &at), glance(key, value, raw, line)
      else { return false }
      if raw.take(0x2C, at: &at) { continue }
      guard raw.take(0x7D, at: &at), at == raw.byteCount else { return false }
      return isWhole(line)
    }
  }

  /// Whether all that a statement needs is there; the same as the checks of the slow way.
  private mutating func isWhole(_ line: Span<UInt8>) -> Bool {
    guard has(.subject), has(.action), has(.at),
      !Placeholder.matches(line.extracting(subject.indices))
    else { return false }
    if !has(.appendedAt) { appendedAt = at }
    if action == .link {
      purpose = .none
      return has(.other) && !Placeholder.matches(line.extracting(other.indices))
    }
    other = .none
    return !purpose.isEmpty
  }

  @inline(__always)
  private mutating func glance(
    _ name: ByteRange, _ value: ByteRange, _ raw: RawSpan, _ line: Span<UInt8>
  ) -> Bool {
    guard let key = Key(raw, name), !has(key) else { return false }
    note(key)
    switch key {
    case .controller: controller = value
    case .subject: subject = value
    case .other: other = value
    case .purpose: purpose = value
    case .notice: notice = value
    case .method: method = value
    case .source: source = value
    case .action:
      guard let known = Statement.Action(glance: raw, value) else { return false }
      action = known
    case .at:
      guard let moment = Timestamp(glance: raw, value) else { return false }
      at = moment
    case .appendedAt:
      guard let moment = Timestamp(glance: raw, value) else { return false }
      appendedAt = moment
    default: return false
    }
    return true
  }
}

extension StatementFields.Key {
  /// The key of a name, by its length and its first and last eight bytes.
  @inline(__always)
  fileprivate init?(_ raw: RawSpan, _ name: ByteRange) {
    // The quote and the colon after a key, with the value's quotes, make eight bytes in the line.
    guard name.start + 8 <= raw.byteCount, name.count > 0 else { return nil }
    let word = raw.word(at: name.start)
    switch (name.count, name.count < 8 ? word & (1 << UInt64(name.count * 8) - 1) : word) {
    case (7, 0x0074_6365_6A62_7573): self = .subject
    case (7, 0x0065_736F_7072_7570): self = .purpose
    case (6, 0x0000_6E6F_6974_6361): self = .action
    case (2, 0x0000_0000_0000_7461): self = .at
    case (6, 0x0000_6563_6974_6F6E): self = .notice
    case (6, 0x0000_646F_6874_656D): self = .method
    case (6, 0x0000_6563_7275_6F73): self = .source
    case (5, 0x0000_0072_6568_746F): self = .other
    case (10, 0x6C6C_6F72_746E_6F63):
      guard raw.word(at: name.end - 8) == 0x7265_6C6C_6F72_746E else { return nil }
      self = .controller
    case (10, 0x6465_646E_6570_7061):
      guard raw.word(at: name.end - 8) == 0x7441_6465_646E_6570 else { return nil }
      self = .appendedAt
    default: return nil
    }
  }
}

extension Statement.Action {
  /// The commonest actions by their bytes.
  @inline(__always)
  fileprivate init?(glance raw: RawSpan, _ value: ByteRange) {
    guard value.start + 8 <= raw.byteCount else { return nil }
    let word = raw.word(at: value.start)
    switch value.count {
    case 5 where word & 0xFF_FFFF_FFFF == 0x74_6E61_7267: self = .grant
    case 8 where word == 0x7761_7264_6874_6977: self = .withdraw
    case 6 where word & 0xFFFF_FFFF_FFFF == 0x6573_7566_6572: self = .refuse
    case 4 where word & 0xFFFF_FFFF == 0x6B6E_696C: self = .link
    default: return nil
    }
  }
}

extension Timestamp {
  /// Reads a time of the form `2026-11-22T10:15:30Z`; nil for others, which may be times none the less.
  @inline(__always)
  fileprivate init?(glance raw: RawSpan, _ value: ByteRange) {
    guard value.count == 20 else { return nil }
    let start = value.start
    let date = raw.word(at: start)
    let time = raw.word(at: start + 8)
    let rest = raw.halfWord(at: start + 16)
    // Digits have the upper half 3 and none above 9; the other bytes are `-`, `T`, `:` and `Z`.
    let dateDigits = date & 0x00FF_FF00_FFFF_FFFF
    let timeDigits = time & 0xFFFF_00FF_FF00_FFFF
    let restDigits = rest & 0x00FF_FF00
    guard date & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000,
      time & 0x0000_FF00_00FF_0000 == 0x0000_3A00_0054_0000,
      rest & 0xFF00_00FF == 0x5A00_003A,
      isDigits(dateDigits, 0x0030_3000_3030_3030), isDigits(timeDigits, 0x3030_0030_3000_3030),
      isDigits(restDigits, 0x0030_3000)
    else { return nil }
    func pair(_ word: UInt64, _ place: UInt64) -> Int {
      let digits = word >> (place * 8)
      return Int(digits & 0xF) * 10 + Int(digits >> 8 & 0xF)
    }
    let hour = pair(time, 3)
    let minute = pair(time, 6)
    let second = pair(rest, 1)
    guard hour < 24, minute < 60, second < 60,
      let day = CivilDate(
        year: pair(date, 0) * 100 + pair(date, 2), month: pair(date, 5), day: pair(time, 0))
    else { return nil }
    let seconds = Int64(day.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    self.init(seconds: seconds)
  }
}

/// Whether the bytes of a word that stand where `zeros` has `0` are decimal digits.
@inline(__always)
private func isDigits(_ word: UInt64, _ zeros: UInt64) -> Bool {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let high = ones &* 0xF0
  return word & high == zeros && ((word ^ zeros) &+ ones &* 6) & high == 0
}

extension RawSpan {
  /// Passes over a byte, and a space before it.
  @inline(__always)
  fileprivate func take(_ wanted: UInt8, at: inout Int) -> Bool {
    if at < byteCount, byte(at: at) == 0x20 { at += 1 }
    guard at < byteCount, byte(at: at) == wanted else { return false }
    at += 1
    return true
  }

  /// Passes over a string of printable ASCII without escapes and gives its place between the quotes.
  @inline(__always)
  fileprivate func string(at: inout Int) -> ByteRange? {
    guard take(0x22, at: &at) else { return nil }
    let start = at
    while at + 8 <= byteCount {
      let word = word(at: at)
      let ends = marks(word)
      if ends != 0 {
        at += ends.trailingZeroBitCount / 8
        return end(start, &at)
      }
      at += 8
    }
    while at < byteCount, marks(UInt64(byte(at: at)) | 0x3030_3030_3030_3000) == 0 { at += 1 }
    return end(start, &at)
  }

  @inline(__always)
  private func end(_ start: Int, _ at: inout Int) -> ByteRange? {
    guard at < byteCount, byte(at: at) == 0x22 else { return nil }
    at += 1
    return ByteRange(start, at - 1)
  }

  /// A set top bit in each byte that is a quote, a backslash, no ASCII or a control character.
  ///
  /// A borrow may mark a byte after a marked one; the lowest mark is always right.
  @inline(__always)
  private func marks(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ ones &* 0x22
    let slashes = word ^ ones &* 0x5C
    return ((quotes &- ones) | (slashes &- ones) | (word &- ones &* 0x20) | word) & (ones &* 0x80)
  }
}
