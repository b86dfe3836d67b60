/// Who consents against who comes: what was seen, kept and dropped for each purpose, in the form that may
/// leave the workspace (consent rule 28).
///
/// Each list of a purpose parts the same events, so nothing but their total, which is told, is known by
/// two of them: small counts that ``SmallCounts`` has merged in one list can't be had by subtracting
/// another.
public struct ConsentReport: Encodable, Equatable, Sendable {
  /// The events of one line.
  package struct Line: Encodable, Equatable, Sendable {
    /// The day, in UTC; nil where the line tells of all, or holds what was merged.
    package var day: String?
    /// The source; nil where it is not known, the line tells of all, or holds what was merged.
    package var source: String?
    /// The line's coarse cell, such as `mobile` or `search`; nil where it tells of none alone.
    package var cell: String?
    /// Whether the line holds small ones that were merged, with others so that none can be told.
    package var isMerged = true
    /// How many were seen: judged, and not too late.
    package var seen = 0
    /// How many the purpose may use.
    package var kept = 0
    /// How many it may not use.
    package var dropped = 0
    /// Why, small counts merged into `other`; nil in lists that do not say.
    package var byReason: [String: Int]?

    /// A line of merged ones, with none so far.
    package init() {}

    /// The part of the events seen that the purpose may use; 0 where there are none.
    package var share: Double { seen > 0 ? Double(kept) / Double(seen) : 0 }

    /// Adds the counts of another line.
    mutating func add(_ other: Line) {
      seen += other.seen
      kept += other.kept
      dropped += other.dropped
      for (reason, count) in other.byReason ?? [:] {
        byReason = byReason ?? [:]
        byReason?[reason, default: 0] += count
      }
    }

    /// Counts events.
    mutating func count(_ number: Int, _ reason: String?) {
      seen += number
      if let reason {
        dropped += number
        if byReason != nil { byReason?[reason, default: 0] += number }
      } else {
        kept += number
      }
    }
  }

  /// What there is to say of one purpose.
  package struct Purpose: Encodable, Equatable, Sendable {
    /// The purpose.
    package var purpose: String
    /// How many events it may use.
    package var kept = 0
    /// All events; nil where so few were dropped that how many may not be told.
    package var all: Line?
    /// By day and source.
    package var days: [Line] = []
    /// People against bots.
    package var makers: [Line] = []
    /// People's devices.
    package var devices: [Line] = []
    /// How people came to the page.
    package var referrers: [Line] = []
    /// Whether `devices` and `referrers` hold bots too, since how many were dropped of people or bots may
    /// not be told.
    package var isWithBots = false
    /// The cells of which a model learns too little.
    package var slices: [ConsentSlice] = []
  }

  /// The form of this document.
  package var schemaVersion = 1
  /// The organisation whose site it is.
  package var controller: String
  /// The run that counted.
  package var run: String
  /// P of that run.
  package var asOf: String
  /// The first day of which something is told; nil where there is none.
  package var firstDay: String?
  /// The last such day.
  package var lastDay: String?
  /// Counts of dropped events that are less are merged.
  package var threshold = SmallCounts.threshold
  /// The purposes in the order in which they were declared, or that were asked for.
  package var purposes: [Purpose] = []
}
