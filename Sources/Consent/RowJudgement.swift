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
    let text = batch.text.span
    let named = text.extracting(row.controller.indices)
    return RecordFacts(
      time: row.time, visitor: subject(for: text.extracting(row.visitor.indices)),
      customer: row.customer.isEmpty
        ? .nobody : subject(for: text.extracting(row.customer.indices)),
      signals: Signals(consent: text.extracting(row.consent.indices)),
      isForeign: named.count > 0 && !named.isEqual(to: controller.span))
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

  /// Judges a record for all purposes asked for; see ``judge(_:in:)``.
  public func judge(_ record: RecordFacts, isStandard: Bool) -> RowJudgement {
    if let gate = isStandard ? track : self.record,
      let reason = decide(record, purpose: gate)
    {
      return RowJudgement(purposes: [], reason: reason, mayIdentify: false)
    }
    var kept: PurposeSet = []
    var first: DropReason?
    for purpose in context.purposes.names.indices {
      if let reason = decide(record, purpose: purpose) {
        first = Swift.min(first ?? reason, reason)
      } else {
        kept.insert(PurposeSet(index: purpose))
      }
    }
    guard !kept.isEmpty else {
      return RowJudgement(purposes: [], reason: first ?? .noConsent, mayIdentify: false)
    }
    let mayIdentify = identify.map { decide(record, purpose: $0) == nil } ?? true
    return RowJudgement(purposes: kept, reason: nil, mayIdentify: mayIdentify)
  }
}
