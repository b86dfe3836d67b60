/// Why an event is in no session.
public enum SessionDrop: String, CaseIterable, Sendable {
  /// It has no visitor, or a placeholder for one.
  case noVisitor = "no-visitor"
  /// Another event has the same id.
  case duplicate
  /// It lies in a bot's session, and the rules leave those out.
  case bot
}

/// What became of the events that were given to a ``Sessionizer``.
public struct SessionTally: Equatable, Sendable {
  /// The events that came in.
  public var input = 0
  /// The events that lie in sessions.
  public var kept = 0
  /// The dropped events that had no visitor.
  public var noVisitor = 0
  /// The dropped events whose id another event has.
  public var duplicates = 0
  /// The dropped events of bots.
  public var bots = 0
  /// The sessions.
  public var sessions = 0
  /// The sessions to which an event may still come.
  public var open = 0
  /// The sessions that carry a bot's reason.
  public var botSessions = 0
  /// How many sessions begin where a limit or a split cut the one before, by ``SessionCut/allCases``.
  public var cuts = [Int](repeating: 0, count: SessionCut.allCases.count)
  /// How many times two neighbours in one session lie on two days of the site: what a split at
  /// midnight would add to the sessions.
  public var midnightsInside = 0

  /// A tally of nothing.
  public init() {}

  /// How many events were dropped for a reason.
  public func dropped(_ reason: SessionDrop) -> Int {
    switch reason {
    case .noVisitor: noVisitor
    case .duplicate: duplicates
    case .bot: bots
    }
  }

  /// Whether every event that came in is kept or dropped for a reason.
  public var isBalanced: Bool {
    input == kept + SessionDrop.allCases.reduce(0) { $0 + dropped($1) }
  }

  /// Adds what another part of the same run counted.
  public mutating func add(_ other: SessionTally) {
    input += other.input
    kept += other.kept
    noVisitor += other.noVisitor
    duplicates += other.duplicates
    bots += other.bots
    sessions += other.sessions
    open += other.open
    botSessions += other.botSessions
    for index in cuts.indices { cuts[index] += other.cuts[index] }
    midnightsInside += other.midnightsInside
  }
}
