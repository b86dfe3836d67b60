import Bytes
public import Events

/// Journeys: events in order by visitor, and the sessions that they form.
public struct SessionTable: Sendable {
  /// The events, by visitor's bytes and then in canonical order.
  public var events: EventBatch
  /// The sessions, by visitor's bytes and then by start.
  public var sessions: [Session]

  /// A table of sessions over `events`.
  public init(events: EventBatch, sessions: [Session]) {
    self.events = events
    self.sessions = sessions
  }
}

extension SessionTable {
  /// Appends the sessions of another table, whose visitors come after this one's, with their events.
  ///
  /// Of the other table's text only what its events and sessions have is copied: tables over a part of
  /// a text that others share can be joined one by one.
  public mutating func append(_ other: SessionTable) {
    guard !sessions.isEmpty else { return self = other }
    let shift = events.rows.count
    let source = other.events.text.span
    var texts = CopiedTexts()
    events.join(other.events, copying: &texts)
    sessions.reserveCapacity(sessions.count + other.sessions.count)
    for session in other.sessions {
      var moved = session
      moved.rows = (session.rows.lowerBound + shift)..<(session.rows.upperBound + shift)
      moved.bot = texts.copy(session.bot, of: source, to: &events.text)
      for place in moved.achievements.indices {
        moved.achievements[place].row += shift
        moved.achievements[place].value = texts.copy(
          moved.achievements[place].value, of: source, to: &events.text)
      }
      sessions.append(moved)
    }
  }
}
