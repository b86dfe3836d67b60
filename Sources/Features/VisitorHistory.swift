/// What a visitor did in sessions that ended before a session starts.
///
/// Only of sessions in the same table, and so within the same consent.
public struct VisitorHistory: Equatable, Sendable, Codable {
  /// How many sessions there were.
  public var sessions: Int
  /// How many events they had.
  public var events: Int
  /// How often each outcome was achieved in them, in the order of ``FeatureSpec/outcomes``.
  public var achievements: [Int]
  /// Seconds from the end of the last of them to the session's start; nil where there was none.
  public var secondsSinceLast: Double?

  /// No earlier session.
  public static let none = VisitorHistory(sessions: 0, events: 0, achievements: [])

  /// A history by its counts.
  public init(
    sessions: Int, events: Int, achievements: [Int], secondsSinceLast: Double? = nil
  ) {
    self.sessions = sessions
    self.events = events
    self.achievements = achievements
    self.secondsSinceLast = secondsSinceLast
  }
}
