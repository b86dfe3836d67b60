import Bytes
import Consent
import Events

/// Events that are permitted for some purpose, and what remains of the others.
struct PermittedEvents: Sendable {
  /// The permitted events, with their purposes on them.
  var events: EventBatch
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

  /// A pass over the events of a run.
  ///
  /// Events that name a visitor and a customer link both, where the statements alone permit that; all
  /// events are then judged with these links, so that the order of events plays no part.
  ///
  /// - Throws: ``StageFailure`` 78 where the policy can't be meant.
  init(
    policy: ConsentPolicy, context: RunContext, statements: ConsentStatements,
    linking events: borrowing EventBatch
  ) throws {
    self.policy = policy
    self.context = context
    let register = try ConsentPass.register(statements, context, policy)
    var linked = statements
    linked.appendLinks(of: events, by: register)
    self.statements = linked
  }

  /// Judges events for all purposes of the run.
  ///
  /// - Throws: ``StageFailure`` 70 where the counts do not balance.
  func permitted(_ events: consuming EventBatch) throws -> PermittedEvents {
    let register = try ConsentPass.register(statements, context, policy)
    var report = StageReport(stage: "consent")
    report.in = events.rows.count
    var tally = DropTally()
    var kept: [EventRow] = []
    for row in events.rows {
      let judgement = register.judge(row, in: events)
      if let reason = judgement.reason {
        tally.count(row.time.start, reason, controller: context.controller)
        continue
      }
      var permitted = row
      judgement.apply(to: &permitted)
      kept.append(permitted)
    }
    events.rows = kept
    events.purposes = register.purposes
    report.out = kept.count
    for (reason, count) in tally.byReason { report.dropped[reason.rawValue] = count }
    try report.requireBalance()
    return PermittedEvents(events: events, report: report, tally: tally)
  }

  /// The events that are permitted for one purpose, judged anew for it alone.
  ///
  /// An event that was not permitted for the purpose when it was stored stays out: what it then
  /// carried of a customer may be gone.
  func events(
    for purpose: String, from permitted: borrowing EventBatch
  ) throws -> EventBatch {
    var alone = context
    alone.purposes = PurposeList([purpose])
    let register = try ConsentPass.register(statements, alone, policy)
    var events = EventBatch(purposes: register.purposes)
    guard let place = permitted.purposes.index(of: purpose) else { return events }
    events.text = permitted.text
    for row in permitted.rows where row.purposes.contains(index: place) {
      let judgement = register.judge(row, in: permitted)
      guard judgement.reason == nil else { continue }
      var kept = row
      judgement.apply(to: &kept)
      events.rows.append(kept)
    }
    return events
  }

  private static func register(
    _ statements: borrowing ConsentStatements, _ context: RunContext, _ policy: ConsentPolicy
  ) throws -> ConsentRegister {
    do {
      return try ConsentRegister(statements, context: context, policy: policy)
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
  }
}

extension DropTally {
  /// Counts by reason in the form that may leave the workspace: small ones are merged.
  var publishedByReason: [String: Int] {
    var counts: [String: Int] = [:]
    for line in published() {
      counts["dropped.\(line.reason?.rawValue ?? "other")", default: 0] += line.count
    }
    return counts
  }
}
