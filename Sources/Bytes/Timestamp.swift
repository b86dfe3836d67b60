/// A moment in UTC, in nanoseconds since 1970-01-01T00:00:00Z, from 1678 to 2261.
@frozen
public struct Timestamp: Comparable, Hashable, Sendable {
  /// Nanoseconds since the epoch.
  public var nanoseconds: Int64

  /// The earliest and the latest moment that can be held.
  public static let distantPast = Timestamp(nanoseconds: .min)
  /// The latest moment that can be held: an interval that has no end ends here.
  public static let distantFuture = Timestamp(nanoseconds: .max)

  /// A moment by its nanoseconds since the epoch.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A moment by its seconds since the epoch and a fraction; nil when it can't be held.
  @inlinable
  public init?(seconds: Int64, nanoseconds: Int64 = 0) {
    let borrowed: Int64 = seconds < 0 && nanoseconds > 0 ? 1 : 0
    let (product, overflow) = (seconds + borrowed).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(nanoseconds - borrowed * 1_000_000_000)
    guard !overflow, !carry else { return nil }
    self.nanoseconds = sum
  }

  /// Whether `a` comes earlier than `b`.
  @inlinable
  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  /// Whole seconds since the epoch, rounded down.
  @inlinable
  public var seconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The moment `interval` nanoseconds later, held within what can be held.
  @inlinable
  public func advanced(byNanoseconds interval: Int64) -> Timestamp {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(interval)
    return overflow
      ? (interval < 0 ? .distantPast : .distantFuture) : Timestamp(nanoseconds: sum)
  }

  /// Nanoseconds from `earlier` to this moment, held within what can be held.
  @inlinable
  public func nanoseconds(since earlier: Timestamp) -> Int64 {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow ? (self < earlier ? .min : .max) : difference
  }

  /// Days since 1970-01-01, in UTC.
  @inlinable
  public var dayNumber: Int {
    let seconds = self.seconds
    return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }
}

/// A time as a record gives it: a moment, and how finely it was written.
///
/// A time without a fraction has a resolution of one second, else of its last digit; it is printed
/// as it was written.
@frozen
public struct RecordTime: Hashable, Sendable {
  /// The first moment that the record's time may mean.
  public var start: Timestamp
  /// How many digits of a second's fraction were written, 0 to 9.
  public var fractionDigits: UInt8

  /// A time written with `fractionDigits` digits of a second.
  @inlinable
  public init(start: Timestamp, fractionDigits: UInt8) {
    precondition(fractionDigits <= 9, "\(fractionDigits) digits of a second; at most 9")
    self.start = start
    self.fractionDigits = fractionDigits
  }

  /// The length of time that the written digits leave open, in nanoseconds.
  @inlinable
  public var resolution: Int64 {
    var nanoseconds: Int64 = 1_000_000_000
    for _ in 0..<fractionDigits { nanoseconds /= 10 }
    return nanoseconds
  }

  /// The moment after the last that the record's time may mean.
  @inlinable
  public var end: Timestamp { start.advanced(byNanoseconds: resolution) }
}
