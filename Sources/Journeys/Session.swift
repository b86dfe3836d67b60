public import Bytes

/// A session's id: a pure function of its visitor and its first event.
public struct SessionID: Hashable, Sendable {
  /// The id's upper and lower halves.
  public let high: UInt64
  /// The lower half.
  public let low: UInt64

  /// An id by its halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// Why a session ended although its visitor went on: the next one is marked with it.
public enum SessionCut: String, Sendable, CaseIterable {
  /// The session before reached the maximum length.
  case maximumLength = "maximum-length"
  /// The session before reached the maximum number of events.
  case maximumEvents = "maximum-events"
  /// The session before reached midnight in the site's zone.
  case midnight
  /// A new campaign began.
  case campaign
  /// Another login began.
  case login
}

/// An outcome that a session reached, or for outcomes matched by absence the session's end.
public struct Achievement: Equatable, Sendable {
  /// The place of the outcome in the table's definitions.
  public var outcome: Int
  /// The place of the event that completed the pattern, in the table's rows.
  public var row: Int
  /// The associated value, in the table's text; none where there is none.
  public var value: ByteRange

  /// The outcome at place `outcome`, completed by the event at place `row`.
  public init(outcome: Int, row: Int, value: ByteRange = .none) {
    self.outcome = outcome
    self.row = row
    self.value = value
  }
}

/// A run of one visitor's events with no gap over the timeout, as places in its table's events.
public struct Session: Sendable {
  /// Pure function of the visitor and the first event.
  public var id: SessionID
  /// The events' places in ``SessionTable/events``, in canonical order; never empty.
  public var rows: Range<Int>
  /// Why the visitor's session before was cut, where this one goes on with it.
  public var cut: SessionCut?
  /// Whether an event may still join: P is not more than the timeout after the end.
  public var isOpen: Bool
  /// The reason for which the visitor is taken for a bot, in the table's text; none for people.
  public var bot = ByteRange.none
  /// The outcomes that were reached, by their place in the definitions, each at most once.
  public var achievements: [Achievement]

  /// A session over `rows`.
  public init(
    id: SessionID, rows: Range<Int>, cut: SessionCut? = nil, isOpen: Bool = false,
    achievements: [Achievement] = []
  ) {
    precondition(!rows.isEmpty, "a session without events")
    self.id = id
    self.rows = rows
    self.cut = cut
    self.isOpen = isOpen
    self.achievements = achievements
  }
}
