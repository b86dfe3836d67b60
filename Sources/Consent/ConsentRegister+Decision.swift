import Bytes
import Events

/// What a decision leaves out of account, for questions of what would be.
struct Waiver: OptionSet {
  let rawValue: UInt8

  /// Restrictions that are in force.
  static let restriction = Waiver(rawValue: 1)
  /// The ends that one id of a record has said, where the other id's grant covers it.
  static let narrowing = Waiver(rawValue: 2)
}

extension ConsentRegister {
  /// Why a record may not be used for a purpose; nil where it may.
  ///
  /// Where several reasons apply the first in the order of ``DropReason`` is given. A record with a
  /// visitor and a customer is judged for both: a denial of either stops it, a grant of either covers
  /// it unless the other's has ended since. Allocates nothing.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - purpose: a place in ``purposes``.
  public func decide(_ record: RecordFacts, purpose: Int) -> DropReason? {
    decide(record, purpose: purpose, waiving: [])
  }

  @inline(__always)
  func decide(_ record: RecordFacts, purpose: Int, waiving waiver: Waiver) -> DropReason? {
    if let reason = unusable(record) { return reason }
    if let reason = denied(record, purpose, waiver) { return reason }
    let isLegitimate = legitimate.contains(index: purpose)
    let found = isLegitimate ? .granted : cover(record, purpose, waiver)
    if let reason = found.reason { return reason }
    guard record.signals.isHeard else { return nil }
    let isConflict = record.signals.gpc && gpcDenies.contains(index: purpose)
    // A confirmed conflict with GPC says nothing of the other signals.
    if isConflict, found != .confirmed { return .gpc }
    return record.signals.denials.reason(purpose)
  }

  private func unusable(_ record: RecordFacts) -> DropReason? {
    if record.isForeign { return .otherController }
    if record.visitor == .nobody { return .noSubject }
    return record.start > context.asOf ? .futureRecord : nil
  }

  private func denied(
    _ record: RecordFacts, _ purpose: Int, _ waiver: Waiver
  ) -> DropReason? {
    let first = denial(record.visitor)
    let second = denial(record.customer)
    guard first | second != 0 else { return nil }
    let a = denials[Int(first)]
    let b = denials[Int(second)]
    if first != 0, record.start <= a.erasedUntil { return .erased }
    if second != 0, record.start <= b.erasedUntil { return .erased }
    if a.restricted.union(b.restricted).contains(index: purpose), !waiver.contains(.restriction) {
      return .restricted
    }
    if a.objected.union(b.objected).contains(index: purpose) { return .objected }
    return nil
  }

  private func denial(_ subject: SubjectIndex) -> UInt32 {
    subject.isKnown ? coverage.denial(subject.number) : 0
  }

  private func cover(_ record: RecordFacts, _ purpose: Int, _ waiver: Waiver) -> Coverage {
    let visitor = group(record.visitor, at: record.start)
    let own = cover(visitor, record, purpose)
    guard record.customer.isKnown else { return own }
    let customer = group(record.customer, at: record.start)
    guard customer != visitor else { return own }
    let other = cover(customer, record, purpose)
    if own.isGranted, other.isGranted || waiver.contains(.narrowing) { return min(own, other) }
    if other.isGranted, waiver.contains(.narrowing) { return other }
    if own.isGranted {
      return narrow(own, of: record.visitor, by: record.customer, record, purpose)
    }
    if other.isGranted {
      return narrow(other, of: record.customer, by: record.visitor, record, purpose)
    }
    return min(own, other)
  }

  private func min(_ a: Coverage, _ b: Coverage) -> Coverage {
    a.rawValue <= b.rawValue ? a : b
  }

  private func cover(_ subject: SubjectIndex, _ record: RecordFacts, _ purpose: Int) -> Coverage {
    guard subject.isKnown else { return .none }
    return coverage.coverage(subject.number, purpose, record.start, record.end)
  }

  /// What is left of one id's grant when the record also names another id, not linked to it at that
  /// time, that has no grant there.
  ///
  /// An end said by the other counts for both, and of grants only the id's own can have come after it.
  private func narrow(
    _ found: Coverage, of subject: SubjectIndex, by other: SubjectIndex, _ record: RecordFacts,
    _ purpose: Int
  ) -> Coverage {
    guard other.isKnown else { return found }
    let all = group(subject, at: .distantFuture)
    let others = group(other, at: .distantFuture)
    guard all != others, let limits = coverage.limits(others.number, purpose) else { return found }
    if record.end > limits.end { return .outside }
    guard limits.start > .distantPast else { return found }
    let time = record.start..<record.end
    if coverage.hasGrant(subject.number, purpose, after: limits.start, time) { return found }
    return record.end <= limits.start ? .withdrawn : .outside
  }

  /// The id whose slot holds what the group of `subject` had granted at a moment.
  private func group(_ subject: SubjectIndex, at moment: Timestamp) -> SubjectIndex {
    guard !links.isEmpty, subject.isKnown else { return subject }
    var at = subject.number
    while links[Int(at)].parent != at, links[Int(at)].joined <= moment {
      at = links[Int(at)].parent
    }
    return SubjectIndex(number: at)
  }
}
