public import Events
import Bytes

/// Groups events into sessions: the same table for any order in which the events come.
///
/// Events without a visitor and duplicates are dropped and counted, the rest is put in order by
/// visitor and time, and cut where a gap is over the timeout or a limit is reached. Everything is
/// computed anew from the events, so a late event that lies within the timeout of two sessions makes
/// them one, which keeps the earlier one's id.
public struct Sessionizer: Sendable {
  /// The rules in force.
  public var rules: SessionRules

  /// A sessionizer by `rules`.
  public init(rules: SessionRules = SessionRules()) {
    self.rules = rules
  }

  /// The sessions of a batch's events and what became of each event.
  ///
  /// O(n) for events in order, O(n log m) else, with m the most events of one visitor.
  ///
  /// - Parameter presorted: whether the events are said to come by visitor's bytes and in canonical
  ///   order, as in a table; where that is not so they are sorted after all.
  public func sessions(
    of events: consuming EventBatch, presorted: Bool = false
  ) -> (table: SessionTable, tally: SessionTally) {
    var tally = SessionTally()
    tally.input = events.rows.count
    if rules.bots != .keep { events.flagBots() }
    let order = VisitorOrder(events, presorted: presorted)
    tally.noVisitor = order.withoutVisitor
    tally.duplicates = order.duplicates
    events.rows.permute(order.places, rest: order.dropped)
    return cut(events, tally)
  }

  /// The sessions of events that have a visitor each and are in order, as ``EventBatch/sortByVisitor()``
  /// puts them, with bots flagged.
  ///
  /// Of one visitor's events with the same id the first in order is kept. O(n).
  public func sessions(
    ofOrdered events: consuming EventBatch
  ) -> (table: SessionTable, tally: SessionTally) {
    var tally = SessionTally()
    tally.input = events.rows.count
    events.dropRepeats()
    tally.duplicates = tally.input - events.rows.count
    return cut(events, tally)
  }

  private func cut(
    _ events: consuming EventBatch, _ before: SessionTally
  ) -> (table: SessionTable, tally: SessionTally) {
    var tally = before
    var table = SessionTable(events: events, sessions: [])
    table.sessions = table.cut(by: rules, &tally)
    if rules.bots == .drop { table.removeBots(&tally) }
    tally.count(table)
    return (table, tally)
  }
}

extension SessionTable {
  /// Cuts the ordered events into sessions.
  fileprivate func cut(by rules: SessionRules, _ tally: inout SessionTally) -> [Session] {
    let text = events.text.span
    var ids = SessionIDMaker()
    var cutter = SessionCutter(rules)
    var made: [Session] = []
    var first = 0
    var cut: SessionCut?
    for place in events.rows.indices {
      let row = events.rows[place]
      var verdict = SessionCutter.Verdict.begins
      if place > 0, text.isSame(events.rows[place - 1].visitor, row.visitor) {
        verdict = cutter.next(row, text)
      } else {
        cutter.begin(row, text)
      }
      guard verdict != .joins, place > 0 else { continue }
      made.append(session(first..<place, cut, rules, &ids))
      first = place
      cut = if case .cuts(let reason) = verdict { reason } else { nil }
    }
    if first < events.rows.count {
      made.append(session(first..<events.rows.count, cut, rules, &ids))
    }
    tally.midnightsInside = cutter.midnightsInside
    return made
  }

  private func session(
    _ rows: Range<Int>, _ cut: SessionCut?, _ rules: SessionRules, _ ids: inout SessionIDMaker
  ) -> Session {
    let end = events.rows[rows.upperBound - 1].time.start
    var session = Session(
      id: ids.id(of: events.rows[rows.lowerBound], in: events), rows: rows, cut: cut,
      isOpen: rules.isOpen(end: end))
    if rules.bots != .keep {
      session.bot = events.rows[rows].first { !$0.bot.isEmpty }?.bot ?? .none
    }
    return session
  }

  /// Leaves out the sessions of bots with their events.
  fileprivate mutating func removeBots(_ tally: inout SessionTally) {
    var kept = 0
    var people: [Session] = []
    for session in sessions {
      guard session.bot.isEmpty else {
        tally.bots += session.rows.count
        continue
      }
      var moved = session
      moved.rows = kept..<(kept + session.rows.count)
      for (offset, place) in session.rows.enumerated() {
        events.rows[kept + offset] = events.rows[place]
      }
      kept += session.rows.count
      people.append(moved)
    }
    events.rows.removeLast(events.rows.count - kept)
    sessions = people
  }
}

extension SessionTally {
  fileprivate mutating func count(_ table: SessionTable) {
    kept = table.events.rows.count
    sessions = table.sessions.count
    for session in table.sessions {
      if session.isOpen { open += 1 }
      if !session.bot.isEmpty { botSessions += 1 }
      if let cut = session.cut, let place = SessionCut.allCases.firstIndex(of: cut) {
        cuts[place] += 1
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether two places hold the same bytes.
  func isSame(_ a: ByteRange, _ b: ByteRange) -> Bool {
    a == b || extracting(a.indices).isEqual(to: extracting(b.indices))
  }
}

extension [EventRow] {
  /// Puts the rows at `places` first, in that order, and takes out those at `rest`.
  ///
  /// Follows the permutation's cycles in place, so that a large batch is not held twice.
  mutating func permute(_ places: [UInt32], rest: [UInt32]) {
    var source = places
    source.append(contentsOf: rest)
    for start in source.indices where source[start] != UInt32(start) {
      let saved = self[start]
      var hole = start
      while source[hole] != UInt32(start) {
        let from = Int(source[hole])
        self[hole] = self[from]
        source[hole] = UInt32(hole)
        hole = from
      }
      self[hole] = saved
      source[hole] = UInt32(hole)
    }
    removeLast(rest.count)
  }
}
