import Bytes
import Consent
import Events
import Journeys
import Workspace

/// The events of a range of visitors, from loading to their rows in every table.
struct BucketUnit {
  private var events: EventBatch
  private var origins: [EventOrigin]
  /// Events that a restriction alone holds back.
  private var held: [EventRow] = []
  /// The days on which an event has come, gone or changed.
  private var changedDays: Set<Int> = []
  /// For each purpose the days on which a session has been closed by time alone.
  private var closedDays: [Set<Int>]
  private var tables: [SessionTable] = []

  /// Tells the events' text from all others; see ``TextPool/identity``.
  private let textIdentity: UInt64

  init(
    _ source: BucketSource, _ range: Range<Int>, _ rules: BucketRules, _ texts: inout BucketTexts
  ) throws {
    textIdentity = texts.pool.identity
    (events, origins) = try source.load(
      range, purposes: rules.register.purposes, sources: rules.sources, &texts)
    if let places = events.sortByVisitor() {
      origins = places.map { [origins] in origins[Int($0)] }
    }
    closedDays = Array(repeating: [], count: rules.outcomes.count)
  }

  /// Judges each event anew, keeps what is permitted and tells what has changed.
  mutating func judge(_ rules: BucketRules, _ result: inout BucketResult) {
    var judge = UnitJudge(rules)
    var kept = 0
    var begin = 0
    // What is taken off an event may change its place among those of one moment.
    var hasLostCustomer = false
    while begin < events.rows.count {
      let end = events.endOfVisitor(from: begin)
      judge.beginVisitor(events.rows[begin], events)
      var hasChanged = false
      for place in begin..<end {
        let hadCustomer = !events.rows[place].customer.isEmpty
        judge.note(day: events.rows[place].time.start.dayNumber)
        let verdict = judge.judge(place, origins[place], &events, &result)
        hasChanged = hasChanged || verdict.isChange
        switch verdict.place {
        case .permitted:
          hasLostCustomer = hasLostCustomer || (hadCustomer && events.rows[place].customer.isEmpty)
          if kept != place { events.rows[kept] = events.rows[place] }
          kept += 1
        case .held: held.append(events.rows[place])
        case .nowhere: break
        }
      }
      if hasChanged { changedDays.formUnion(judge.days) }
      begin = end
    }
    events.rows.removeLast(events.rows.count - kept)
    if hasLostCustomer { events.sortByVisitor() }
    result.permitted += kept
  }

  /// Forms each purpose's sessions from the events that it may use.
  mutating func formSessions(_ rules: BucketRules, _ result: inout BucketResult) {
    guard rules.makesSessions else { return }
    let sessionizer = Sessionizer(rules: rules.sessions)
    for (purpose, outcomes) in rules.outcomes.enumerated() {
      var (table, tally) = sessionizer.sessions(ofOrdered: events.part(for: purpose))
      outcomes.match(&table)
      result.sessions[purpose].add(tally)
      for session in table.sessions {
        for achievement in session.achievements {
          result.reached[purpose][achievement.outcome] += 1
        }
        guard let earlier = rules.earlierAsOf else { continue }
        let end = table.events.rows[session.rows.upperBound - 1].time.start
        if rules.sessions.isOpen(end: end, at: earlier) != session.isOpen {
          let start = table.events.rows[session.rows.lowerBound].time.start
          closedDays[purpose].insert(start.dayNumber)
        }
      }
      tables.append(table)
    }
  }

  /// Writes the rows of all tables, and hands the sessions on where they are asked for.
  mutating func write(
    _ rules: BucketRules, _ writer: inout BucketWriter, _ result: inout BucketResult
  ) throws {
    writer.note(changedDays: changedDays, closedDays: closedDays)
    try writer.writeEvents(events, textIdentity, to: "tables/events")
    if !held.isEmpty {
      var heldEvents = EventBatch(purposes: events.purposes)
      heldEvents.text = events.text
      heldEvents.sources = events.sources
      heldEvents.rows = held
      try writer.writeEvents(heldEvents, textIdentity, to: "held")
    }
    for (purpose, table) in tables.enumerated() {
      try writer.writeSessions(
        table, textIdentity, purpose: purpose, outcomes: rules.outcomes[purpose])
      if rules.keepsSessions { result.journeys[purpose].append(table) }
    }
    tables = []
  }

  /// Gives the events' texts back when all has been written.
  mutating func giveBack(_ texts: inout BucketTexts) {
    swap(&events.text, &texts.pool.bytes)
    swap(&events.rows, &texts.rows)
    texts.rows.removeAll(keepingCapacity: true)
  }
}

extension EventBatch {
  /// The place after the last of the events of the visitor whose first stands at `place`.
  fileprivate func endOfVisitor(from place: Int) -> Int {
    let visitor = text.span.extracting(rows[place].visitor.indices)
    var end = place + 1
    while end < rows.count,
      rows[end].visitor == rows[place].visitor
        || text.span.extracting(rows[end].visitor.indices).isEqual(to: visitor)
    {
      end += 1
    }
    return end
  }

  /// The events that a purpose may use, over the same text.
  fileprivate func part(for purpose: Int) -> EventBatch {
    var part = EventBatch(purposes: purposes)
    part.text = text
    part.sources = sources
    if rows.allSatisfy({ $0.purposes.contains(index: purpose) }) {
      part.rows = rows
      return part
    }
    part.rows.reserveCapacity(rows.count)
    for row in rows where row.purposes.contains(index: purpose) { part.rows.append(row) }
    return part
  }
}
