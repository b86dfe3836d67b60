import Bytes
public import Events

/// What consent says of one event, for all purposes that the run asks for.
public struct RowJudgement: Hashable, Sendable {
  /// The purposes for which the event may be used, as places in ``ConsentRegister/purposes``; none
  /// where it is dropped.
  public var purposes: PurposeSet
  /// Why it is dropped; nil where it stays.
  public var reason: DropReason?
  /// Whether the customer's id and the traits may stay on it.
  public var mayIdentify: Bool

  /// Writes the judgement on an event that stays: its purposes, and no customer or traits where
  /// those may not stay.
  ///
  /// The batch's purposes must be those of the register's run.
  public func apply(to row: inout EventRow) {
    row.purposes = purposes
    guard !mayIdentify else { return }
    row.customer = .none
    row.traits = .none
  }
}

extension ConsentRegister {
  /// What a decision needs to know of an event.
  public func facts(of row: EventRow, in batch: borrowing EventBatch) -> RecordFacts {
    facts(
      of: row, in: batch, visitor: subject(for: batch.text.span.extracting(row.visitor.indices)))
  }

  /// What decisions need to know of many events, their visitors looked up together.
  ///
  /// Twice as fast as one by one where there are millions of ids; see
  /// ``subjects(for:in:into:)``. About a thousand events at once are best, so that what was looked up
  /// is still at hand when they are judged.
  ///
  /// - Parameters:
  ///   - rows: places of events in the batch.
  ///   - batch: the events.
  ///   - facts: takes what is known, in the order of `rows`, in place of what it holds.
  public func facts(
    of rows: Range<Int>, in batch: borrowing EventBatch, into facts: inout [RecordFacts]
  ) {
    facts.removeAll(keepingCapacity: true)
    var ids: [ByteRange] = []
    ids.reserveCapacity(rows.count)
    for place in rows { ids.append(batch.rows[place].visitor) }
    var visitors: [SubjectIndex] = []
    subjects(for: ids.span, in: batch.text.span, into: &visitors)
    for place in rows {
      let visitor = visitors[place - rows.lowerBound]
      facts.append(self.facts(of: batch.rows[place], in: batch, visitor: visitor))
    }
  }

  @inline(__always)
  private func facts(
    of row: EventRow, in batch: borrowing EventBatch, visitor: SubjectIndex
  ) -> RecordFacts {
    let text = batch.text.span
    let customer =
      row.customer.isEmpty
      ? SubjectIndex.nobody : subject(for: text.extracting(row.customer.indices))
    return facts(of: row, in: text, visitor: visitor, customer: customer)
  }

  /// What a decision needs to know of an event whose ids have been looked up.
  ///
  /// - Parameter text: what the event's places point into.
  public func facts(
    of row: EventRow, in text: Span<UInt8>, visitor: SubjectIndex, customer: SubjectIndex
  ) -> RecordFacts {
    RecordFacts(
      time: row.time, visitor: visitor, customer: customer,
      signals: signals(of: row, in: text),
      isForeign: isForeign(text.extracting(row.controller.indices)))
  }

  @inline(__always)
  private func signals(of row: EventRow, in text: Span<UInt8>) -> Signals {
    signalRules.isEmpty
      ? Signals(consent: text.extracting(row.consent.indices))
      : signalRules.signals(of: row, in: text)
  }

  private func isForeign(_ named: Span<UInt8>) -> Bool {
    guard named.count > 0 else { return false }
    let own = controller
    return !named.isEqual(to: own.span)
  }

  /// Judges an event for all purposes asked for, and by the gate of its kind.
  ///
  /// Page views and the tracker's other own events pass the gate `track`, recorded events `record`. A
  /// gate that names a purpose drops the event, for that purpose's reason, where the purpose is not
  /// permitted. Where no purpose asked for remains, the first reason in the order of
  /// ``DropReason`` is given.
  public func judge(_ row: EventRow, in batch: borrowing EventBatch) -> RowJudgement {
    let isStandard = EventName.isStandard(batch.text.span.extracting(row.event.indices))
    return judge(facts(of: row, in: batch), isStandard: isStandard)
  }

  /// Judges all events of a batch, each as ``judge(_:in:)`` does, at least cost.
  ///
  /// - Parameters:
  ///   - batch: the events.
  ///   - body: takes an event's place in the batch and what is said of it, in the batch's order.
  public func judgeEach(
    in batch: borrowing EventBatch, _ body: (Int, RowJudgement) throws -> Void
  ) rethrows {
    var facts: [RecordFacts] = []
    var begin = 0
    while begin < batch.rows.count {
      let end = Swift.min(begin + ConsentRegister.judgedAtOnce, batch.rows.count)
      self.facts(of: begin..<end, in: batch, into: &facts)
      for place in begin..<end {
        let name = batch.text.span.extracting(batch.rows[place].event.indices)
        let isStandard = EventName.isStandard(name)
        try body(place, judge(facts[place - begin], isStandard: isStandard))
      }
      begin = end
    }
  }

  private static let judgedAtOnce = 1_024

  /// Judges a record for all purposes asked for; see ``judge(_:in:)``.
  public func judge(_ record: RecordFacts, isStandard: Bool) -> RowJudgement {
    judge(record, isStandard: isStandard, waiving: [])
  }

  /// What would be said of a record that a restriction alone drops, were it lifted; nil for others.
  ///
  /// Restricted data are kept stored and used by no run until the restriction is lifted (consent rule
  /// 24): a record with an answer here is to be held, one without is dropped for good. Asks nothing
  /// more of a record that is kept or dropped for another reason.
  public func judgeWereRestrictionLifted(
    _ record: RecordFacts, isStandard: Bool
  ) -> RowJudgement? {
    guard judge(record, isStandard: isStandard).reason == .restricted else { return nil }
    let lifted = judge(record, isStandard: isStandard, waiving: .restriction)
    return lifted.reason == nil ? lifted : nil
  }

  /// Whether a record may be permitted once its visitor and its customer are linked at its time.
  ///
  /// Linking adds denials and ends. So what is denied now, or covered by no grant of either id, stays
  /// so; what is covered may still be stopped by the link.
  func mayPermitOnceLinked(_ row: EventRow, in batch: borrowing EventBatch) -> Bool {
    let isStandard = EventName.isStandard(batch.text.span.extracting(row.event.indices))
    let found = judge(facts(of: row, in: batch), isStandard: isStandard, waiving: .narrowing)
    return found.reason == nil && found.mayIdentify
  }

  @inline(__always)
  private func judge(
    _ record: RecordFacts, isStandard: Bool, waiving waiver: Waiver
  ) -> RowJudgement {
    if let gate = isStandard ? track : self.record,
      let reason = decide(record, purpose: gate, waiving: waiver)
    {
      return RowJudgement(purposes: [], reason: reason, mayIdentify: false)
    }
    var kept: PurposeSet = []
    var first: DropReason?
    for purpose in context.purposes.names.indices {
      if let reason = decide(record, purpose: purpose, waiving: waiver) {
        first = Swift.min(first ?? reason, reason)
      } else {
        kept.insert(PurposeSet(index: purpose))
      }
    }
    guard !kept.isEmpty else {
      return RowJudgement(purposes: [], reason: first ?? .noConsent, mayIdentify: false)
    }
    let mayIdentify =
      identify.map { decide(record, purpose: $0, waiving: waiver) == nil } ?? true
    return RowJudgement(purposes: kept, reason: nil, mayIdentify: mayIdentify)
  }
}
