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
