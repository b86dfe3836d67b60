import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A format made ready for its ordinary lines: fields that end where the byte after them first stands.
///
/// It takes the lines that hold no surprise, most of any log, in one walk, and knows when it must not:
/// such a line is left to the reader that follows the format's every rule, so both say the same of
/// every line that this one takes.
struct QuickLine: Sendable {
  /// The fields that ordinary lines are made events of.
  enum Slot: UInt8, Sendable {
    case ignored, host, user, request, referrer, agent, cookie, visitor, status, bytes, time
  }

  /// One field and the text after it.
  struct Step: Sendable {
    var slot: Slot
    var isQuoted: Bool
    var isVisitor: Bool
    /// Up to eight bytes after the field, the first in the lowest place; none at the line's end.
    var literal: UInt64
    var literalCount: Int
  }

  /// What may follow the last step.
  enum Ending: Sendable {
    case nothing
    /// The line's end or a space, and then anything.
    case anything
    /// As above, but a field in quotes is the cookies.
    case cookie
  }

  /// What was found on one line.
  struct Captured {
    var ranges = InlineArray<8, ByteRange>(repeating: .none)
    var time = RecordTime(start: .distantPast, fractionDigits: 0)
    var status: UInt16 = 0
    var bytes: Int64 = -1
    /// Where the line was read.
    var source: Int32 = -1
    var line: UInt32 = 0

    subscript(slot: Slot) -> ByteRange {
      get { ranges[Int(slot.rawValue & 7)] }
      set { ranges[Int(slot.rawValue & 7)] = newValue }
    }
  }

  /// Empty for a format that has no ordinary lines of this kind.
  let steps: [Step]
  let ending: Ending
  /// Whether only status and size stand between the request and the agent, so that all may be
  /// copied at once.
  let isContiguous: Bool

  /// The form that takes no line.
  static let none = QuickLine(steps: [], ending: .nothing)

  init(steps: [Step], ending: Ending) {
    self.steps = steps
    self.ending = ending
    let first = steps.firstIndex { $0.slot == .request } ?? 0
    let last = steps.lastIndex { $0.slot == .referrer || $0.slot == .agent } ?? 0
    isContiguous =
      first < last
      && steps[first...last].allSatisfy {
        switch $0.slot {
        case .request, .status, .bytes, .referrer, .agent: true
        default: false
        }
      }
  }

  /// Finds the fields of a line; false where the line is not an ordinary one.
  func capture(
    _ line: Span<UInt8>, _ clock: inout MinuteClock, into captured: inout Captured
  ) -> Bool {
    unsafe line.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var position = 0
      let steps = self.steps.span
      for index in steps.indices {
        let step = steps[index]
        guard
          let end = unsafe QuickLine.end(
            of: step, base, position..<bytes.count, &clock, &captured),
          unsafe hasLiteral(of: step, base, at: end, bytes.count)
        else { return false }
        let range = ByteRange(offset: UInt32(position), count: UInt32(end &- position))
        if step.slot.rawValue < 8 { captured[step.slot] = range }
        if step.isVisitor { captured[.visitor] = range }
        position = end &+ step.literalCount
      }
      guard ending == .nothing || captured.hasPlainOrigin(line) else { return false }
      return unsafe takeEnding(base, at: position, bytes.count, &captured)
    }
  }

  @inline(__always)
  private static func end(
    of step: Step, _ base: UnsafeRawPointer, _ rest: Range<Int>, _ clock: inout MinuteClock,
    _ captured: inout Captured
  ) -> Int? {
    let (start, count) = (rest.lowerBound, rest.upperBound)
    switch step.slot {
    case .time:
      let end = start &+ MinuteClock.byteCount
      guard end <= count else { return nil }
      if let time = unsafe clock.time(base + start) {
        captured.time = time
        return end
      }
      let bytes = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
      guard let time = unsafe clock.readAnew(Span(_unsafeBytes: bytes)) else { return nil }
      captured.time = time
      return end
    case .status:
      guard let number = unsafe Number(base, from: start, count), number.end - start <= 3 else {
        return nil
      }
      captured.status = UInt16(truncatingIfNeeded: Swift.max(number.value, 0))
      return number.end
    case .bytes:
      guard let number = unsafe Number(base, from: start, count) else { return nil }
      captured.bytes = number.value
      return number.end
    default:
      guard step.literalCount > 0 else { return count }
      let byte = Int32(truncatingIfNeeded: step.literal & 0xFF)
      guard let found = unsafe memchr(base + start, byte, count &- start) else { return nil }
      let end = unsafe UnsafeRawPointer(found) - base
      guard step.isQuoted, end > start else { return end }
      return unsafe base.load(fromByteOffset: end &- 1, as: UInt8.self) == 0x5C ? nil : end
    }
  }

  @inline(__always)
  private func hasLiteral(
    of step: Step, _ base: UnsafeRawPointer, at end: Int, _ count: Int
  ) -> Bool {
    let after = end &+ step.literalCount
    guard after <= count else { return false }
    if end &+ 8 <= count {
      let word = unsafe WideBytes.word(base + end)
      let unused = UInt64(64 &- 8 &* step.literalCount)
      return step.literalCount == 0 || (word ^ step.literal) << unused == 0
    }
    return unsafe WideBytes.word(base + end, count: step.literalCount) == step.literal
  }

  private func takeEnding(
    _ base: UnsafeRawPointer, at position: Int, _ count: Int, _ captured: inout Captured
  ) -> Bool {
    guard position < count else { return true }
    guard ending != .nothing,
      unsafe base.load(fromByteOffset: position, as: UInt8.self) == 0x20
    else { return false }
    let start = position + 2
    guard ending == .cookie, start <= count,
      unsafe base.load(fromByteOffset: position + 1, as: UInt8.self) == 0x22
    else { return true }
    guard let found = unsafe memchr(base + start, 0x22, count - start) else { return false }
    let end = unsafe UnsafeRawPointer(found) - base
    let isEscaped = unsafe base.load(fromByteOffset: end - 1, as: UInt8.self) == 0x5C
    let isLast = end + 1 == count
    guard !isEscaped,
      unsafe isLast || base.load(fromByteOffset: end + 1, as: UInt8.self) == 0x20
    else { return false }
    captured[.cookie] = ByteRange(start, end)
    return true
  }

  /// Up to 18 digits, or `-` for none.
  private struct Number {
    var value: Int64 = 0
    var end: Int

    @inline(__always)
    init?(_ base: UnsafeRawPointer, from start: Int, _ count: Int) {
      end = start
      let limit = Swift.min(count, start &+ 18)
      while end < limit {
        let digit = unsafe base.load(fromByteOffset: end, as: UInt8.self) &- 0x30
        guard digit < 10 else { break }
        value = value &* 10 &+ Int64(digit)
        end &+= 1
      }
      guard end == start else { return }
      guard start < count, unsafe base.load(fromByteOffset: start, as: UInt8.self) == 0x2D else {
        return nil
      }
      value = -1
      end &+= 1
    }
  }
}

extension QuickLine.Captured {
  /// Whether a common line's host is there and no bracket stands before that of the time.
  fileprivate func hasPlainOrigin(_ line: Span<UInt8>) -> Bool {
    let logname = self[.ignored]
    let user = self[.user]
    return self[.host].count > 0 && line[logname.start] != 0x5B && line[user.start] != 0x5B
  }
}
