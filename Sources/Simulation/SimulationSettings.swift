public import Bytes

/// What traffic to make up: the same settings give the same bytes on every machine.
public struct SimulationSettings: Hashable, Sendable {
  /// Settings that no traffic can be made from.
  public enum Problem: Error, Equatable, Sendable {
    /// The number of visitors lies outside of 1 to 100 million.
    case visitors(Int)
    /// The number of days lies outside of 1 to 366.
    case days(Int)
    /// The days go on past the year 2200, or begin before 1980.
    case start(CivilDate)
  }

  /// The seed of all that is random.
  public let seed: UInt64
  /// How many visitors the shop has.
  public let visitors: Int
  /// How many days of logs.
  public let days: Int
  /// The first day, in UTC.
  public let start: CivilDate

  /// The first day where none is asked for: 18 November 2026.
  public static let standardStart = CivilDate(dayNumber: 20_775)

  /// Checked settings.
  ///
  /// - Throws: ``Problem`` where a number is outside of what can be made.
  public init(
    seed: UInt64, visitors: Int, days: Int, start: CivilDate = standardStart
  ) throws(Problem) {
    guard (1...100_000_000).contains(visitors) else { throw .visitors(visitors) }
    guard (1...366).contains(days) else { throw .days(days) }
    guard (1980...2199).contains(start.year) else { throw .start(start) }
    self.seed = seed
    self.visitors = visitors
    self.days = days
    self.start = start
  }

  /// The calendar's day that lies `offset` days after the first.
  func date(_ offset: Int) -> CivilDate {
    CivilDate(dayNumber: start.dayNumber + offset)
  }

  /// The midnight with which a day begins, in milliseconds since 1970.
  func midnight(_ offset: Int) -> Int64 {
    Int64(start.dayNumber + offset) * 86_400_000
  }

  /// The last whole second of all days, in seconds since 1970: no statement is appended later.
  var lastSecond: Int64 {
    midnight(days) / 1000 - 1
  }
}

extension SimulationSettings.Problem: CustomStringConvertible {
  /// What was given, what is expected.
  public var description: String {
    switch self {
    case .visitors(let count): "visitors: \(count) given; 1 to 100000000 expected"
    case .days(let count): "days: \(count) given; 1 to 366 expected"
    case .start(let date): "start: \(date.isoDate) given; a day of 1980 to 2199 expected"
    }
  }
}
