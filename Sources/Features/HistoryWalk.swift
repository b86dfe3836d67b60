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

  /// The history of the next session; the session then belongs to the next one's.
  ///
  /// - Parameters:
  ///   - session: one of `table`'s, at or after the last in order.
  ///   - table: the same table at every step.
  public mutating func next(
    _ session: borrowing Session, in table: borrowing SessionTable
  ) -> VisitorHistory {
    let text = table.events.text.span
    let first = table.events.rows[session.rows.lowerBound]
    let isSame =
      visitor.map {
        text.extracting($0.indices).isEqual(to: text.extracting(first.visitor.indices))
      } ?? false
    if !isSame {
      visitor = first.visitor
      history = VisitorHistory(
        sessions: 0, events: 0, achievements: [Int](repeating: 0, count: outcomeCount))
    } else {
      history.secondsSinceLast = Double(first.time.start.nanoseconds(since: lastEnd)) / 1e9
    }
    let current = history
    history.sessions += 1
    history.events += session.rows.count
    for achievement in session.achievements where achievement.outcome < outcomeCount {
      history.achievements[achievement.outcome] += 1
    }
    lastEnd = table.events.rows[session.rows.upperBound - 1].time.start
    return current
  }
}
