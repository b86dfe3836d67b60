import Bytes
import Events
public import Journeys

/// Tells each session's ``VisitorHistory`` on a walk over the sessions in order.
///
/// The order is by visitor and then by start, as a table holds them; one pass, no look back.
public struct HistoryWalk: Sendable {
  private let outcomeCount: Int
  private var visitor: ByteRange?
  private var history = VisitorHistory.none
  private var lastEnd = Timestamp.distantPast

  /// A walk that counts `outcomeCount` outcomes.
  public init(outcomeCount: Int) {
    self.outcomeCount = outcomeCount
  }

  /// The history of the next session, which then belongs to the one after's.
  ///
  /// A bot's session has a history but is no part of one.
  ///
  /// - Parameters:
  ///   - session: one of `table`'s, after the last in order.
  ///   - table: the same table at every step.
  public mutating func next(
    _ session: borrowing Session, in table: borrowing SessionTable
  ) -> VisitorHistory {
    let first = table.events.rows[session.rows.lowerBound]
    if !isCurrent(first.visitor, table) {
      visitor = first.visitor
      history = VisitorHistory(
        sessions: 0, events: 0, achievements: [Int](repeating: 0, count: outcomeCount))
    }
    if history.sessions > 0 {
      history.secondsSinceLast = Double(first.time.start.nanoseconds(since: lastEnd)) / 1e9
    }
    let current = history
    if session.bot.isEmpty { count(session, table) }
    return current
  }

  private func isCurrent(_ other: ByteRange, _ table: borrowing SessionTable) -> Bool {
    guard let visitor else { return false }
    let text = table.events.text.span
    return text.extracting(visitor.indices).isEqual(to: text.extracting(other.indices))
  }

  private mutating func count(_ session: borrowing Session, _ table: borrowing SessionTable) {
    history.sessions += 1
    history.events += session.rows.count
    for achievement in session.achievements where achievement.outcome < outcomeCount {
      history.achievements[achievement.outcome] += 1
    }
    lastEnd = table.events.rows[session.rows.upperBound - 1].time.start
  }
}
