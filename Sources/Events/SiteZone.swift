public import Bytes

/// A time zone as data: offsets from UTC and when each begins, so that no zone database is asked
/// where days and hours are computed.
public struct SiteZone: Hashable, Sendable {
  /// From a moment on, local time is UTC plus an offset.
  public struct Transition: Hashable, Sendable {
    /// When the offset begins.
    public var from: Timestamp
    /// Seconds east of UTC.
    public var offsetSeconds: Int

    /// An offset that begins at `from`.
    public init(from: Timestamp, offsetSeconds: Int) {
      self.from = from
      self.offsetSeconds = offsetSeconds
    }
  }

  /// The zone's name, such as `Europe/Dublin`.
  public let name: String
  /// The offsets in order of time; the first holds for all time before the second.
  public let transitions: [Transition]

  /// Coordinated universal time.
  public static let utc = SiteZone(
    name: "UTC", transitions: [Transition(from: .distantPast, offsetSeconds: 0)])

  /// A zone by its transitions, which must not be empty.
  public init(name: String, transitions: [Transition]) {
    precondition(!transitions.isEmpty, "the zone \(name) has no offset")
    self.name = name
    self.transitions = transitions.sorted { $0.from < $1.from }
  }

  /// Seconds east of UTC at a moment, in O(log transitions).
  public func offsetSeconds(at moment: Timestamp) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].from <= moment { low = middle + 1 } else { high = middle }
    }
    return transitions[Swift.max(low - 1, 0)].offsetSeconds
  }

  /// The moment's local clock as if it were UTC: its day, hour and weekday are the site's.
  public func local(_ moment: Timestamp) -> Timestamp {
    moment.advanced(byNanoseconds: Int64(offsetSeconds(at: moment)) * 1_000_000_000)
  }
}
