import Bytes
import Consent
import Events

/// Judges the events of a unit, visitor by visitor, and counts what becomes of them.
struct UnitJudge {
  /// Where an event lies from now on.
  enum Place { case permitted, held, nowhere }

  /// What became of one event.
  struct Verdict {
    var place: Place
    /// Whether what lies at rest changes by it.
    var isChange: Bool
  }

  private let rules: BucketRules
  private var cells = CellCache()
  private let purposeCount: Int
  private var visitor = SubjectIndex.nobody
  private var visitorAtIntake = SubjectIndex.nobody
  /// The days of the visitor's events so far.
  private(set) var days: Set<Int> = []
  private var lastDay: Int?

  init(_ rules: BucketRules) {
    self.rules = rules
    purposeCount = rules.register.context.purposes.names.count
  }

  /// Begins with another visitor, by the first event.
  mutating func beginVisitor(_ row: EventRow, _ events: borrowing EventBatch) {
    let id = events.text.span.extracting(row.visitor.indices)
    visitor = rules.register.subject(for: id)
    visitorAtIntake = rules.atIntake?.subject(for: id) ?? visitor
    days.removeAll(keepingCapacity: true)
    lastDay = nil
  }

  /// Notes the day of an event of the visitor.
  mutating func note(day: Int) {
    guard day != lastDay else { return }
    days.insert(day)
    lastDay = day
  }

  /// Judges the visitor's event at a place of the batch, and makes it what lies at rest of it.
  mutating func judge(
    _ place: Int, _ origin: EventOrigin, _ events: inout EventBatch, _ result: inout BucketResult
  ) -> Verdict {
    let facts = rules.tokens.facts(of: place, in: events, visitor: visitor, rules.register)
    let name = events.rows[place].event
    let isStandard = EventName.isStandard(events.text.span.extracting(name.indices))
    let (judgement, held) = rules.register.judgeAndHold(facts, isStandard: isStandard)
    let cell = cells.cell(
      of: events.rows[place], in: events.text.span, sources: rules.sources.names.count)
    count(place, origin, judgement, isStandard, cell, events, &result)
    guard judgement.reason != nil else {
      result.kept.count(facts.start, judgement.purposes, in: cell)
      countOwn(facts, judgement, cell, &result)
      let isChange = rest(place, judgement, judgement.purposes, &events)
      return Verdict(place: .permitted, isChange: isChange || origin != .atRest)
    }
    guard let held else { return Verdict(place: .nowhere, isChange: true) }
    let isChange = rest(place, held, [], &events)
    return Verdict(place: .held, isChange: isChange || origin != .held)
  }

  /// Makes the event what lies at rest of it: without a customer who may not be known, by whose consent
  /// it is still judged.
  ///
  /// - Returns: whether that changes it.
  private func rest(
    _ place: Int, _ judgement: RowJudgement, _ purposes: PurposeSet, _ events: inout EventBatch
  ) -> Bool {
    var isChange = events.rows[place].purposes != purposes
    events.rows[place].purposes = purposes
    guard !judgement.mayIdentify else { return isChange }
    let (customer, traits) = (events.rows[place].customer, events.rows[place].traits)
    events.rows[place].customer = .none
    events.rows[place].traits = .none
    isChange = isChange || !customer.isEmpty || !traits.isEmpty
    guard !customer.isEmpty else { return isChange }
    let token = rules.tokens.token(of: events.text.span.extracting(customer.indices))
    events.rows[place].consentSubject = events.text.store(token.span)
    return true
  }

  /// Counts what became of the event among those that are permitted for some purpose.
  private func count(
    _ place: Int, _ origin: EventOrigin, _ judgement: RowJudgement, _ isStandard: Bool,
    _ cell: CoarseCell, _ events: borrowing EventBatch, _ result: inout BucketResult
  ) {
    let time = events.rows[place].time.start
    let reason = judgement.reason
    switch origin {
    case .atRest, .held:
      result.atRest.events += 1
      if let reason {
        result.atRest.dropped.count(time, reason, in: cell)
      } else {
        result.atRest.stayed += 1
      }
      if origin == .held { result.dropped.count(time, .restricted, in: cell, by: -1) }
      if let reason { result.dropped.count(time, reason, in: cell) }
    case .new:
      guard let atIntake = rules.atIntake else { return }
      let before = atIntake.judge(
        rules.tokens.facts(of: place, in: events, visitor: visitorAtIntake, atIntake),
        isStandard: isStandard
      ).reason
      guard before != reason else { return }
      if let before { result.droppedNew.count(time, before, in: cell, by: -1) }
      if let reason { result.droppedNew.count(time, reason, in: cell) }
    case .again: break
    }
  }

  /// Counts for each purpose that may not use a permitted event why not.
  private func countOwn(
    _ facts: RecordFacts, _ judgement: RowJudgement, _ cell: CoarseCell,
    _ result: inout BucketResult
  ) {
    guard judgement.purposes.rawValue.nonzeroBitCount < purposeCount else { return }
    for purpose in 0..<purposeCount where !judgement.purposes.contains(index: purpose) {
      guard let reason = rules.register.decide(facts, purpose: purpose) else { continue }
      result.ownDropped[purpose].count(facts.start, reason, in: cell)
    }
  }
}
