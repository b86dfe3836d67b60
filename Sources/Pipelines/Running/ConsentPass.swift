import Bytes
import Consent
import Events

/// Events that are permitted for some purpose, and what remains of the others.
struct PermittedEvents: Sendable {
  /// The permitted events as they may lie at rest: with their purposes on them, and without a
  /// customer that may not be known.
  var events: EventBatch
  /// The same events as they were judged, for judging them again.
  var asJudged: [EventRow]
  /// Events in, out and dropped by reason.
  var report: StageReport
  /// The dropped events by day, purpose and reason.
  var tally: DropTally
}

/// Decides consent in a run: right after parsing for all purposes, and again for each purpose's output.
struct ConsentPass {
  private let policy: ConsentPolicy
  private let context: RunContext
  private let statements: ConsentStatements

  /// A pass over the events of a run, which link a visitor and a customer where they may.
  ///
  /// - Throws: ``StageFailure`` 78 where the policy can't be meant.
  init(
    policy: ConsentPolicy, context: RunContext, statements: ConsentStatements,
    linking events: borrowing EventBatch
  ) throws {
    self.policy = policy
    self.context = context
    var linked = statements
    do {
      try linked.appendLinks(of: events, context: context, policy: policy)
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
    self.statements = linked
  }

  /// Judges events for all purposes of the run.
  ///
  /// - Throws: ``StageFailure`` 70 where the counts do not balance.
  func permitted(_ events: consuming EventBatch) throws -> PermittedEvents {
    try judge(
      events.rows, text: events.text, for: context, stage: "consent",
      countedAs: Statement.allPurposes)
  }

  /// The events that are permitted for one purpose, judged anew for it alone.
  ///
  /// - Throws: ``StageFailure`` 70 where the counts do not balance.
  func permitted(
    for purpose: String, of permitted: borrowing PermittedEvents
  ) throws -> PermittedEvents {
    var alone = context
    alone.purposes = PurposeList([purpose])
    return try judge(
      permitted.asJudged, text: permitted.events.text, for: alone, stage: "consent/\(purpose)",
      countedAs: purpose)
  }

  private func judge(
    _ rows: [EventRow], text: [UInt8], for context: RunContext, stage: String,
    countedAs purpose: String
  ) throws -> PermittedEvents {
    let register: ConsentRegister
    do {
      register = try ConsentRegister(statements, context: context, policy: policy)
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
    var events = EventBatch(purposes: register.purposes)
    events.text = text
    var asJudged: [EventRow] = []
    var report = StageReport(stage: stage)
    report.in = rows.count
    var tally = DropTally()
    for row in rows {
      let judgement = register.judge(row, in: events)
      if let reason = judgement.reason {
        tally.count(row.time.start, reason, purpose: purpose, controller: context.controller)
        continue
      }
      var kept = row
      judgement.apply(to: &kept)
      events.rows.append(kept)
      asJudged.append(row)
    }
    report.out = events.rows.count
    report.dropped = tally.counts
    try report.requireBalance()
    return PermittedEvents(events: events, asJudged: asJudged, report: report, tally: tally)
  }
}

extension DropTally {
  /// Counts by reason, exact.
  var counts: [String: Int] {
    Dictionary(uniqueKeysWithValues: byReason.map { ($0.reason.rawValue, $0.count) })
  }

  /// Counts by reason in the form that may leave the workspace: small ones are merged.
  var publishedByReason: [String: Int] {
    var counts: [String: Int] = [:]
    for line in published() {
      counts["dropped.\(line.reason?.rawValue ?? "other")", default: 0] += line.count
    }
    return counts
  }
}
