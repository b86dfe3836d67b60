public import Bytes
public import Events

extension ConsentRegister {
  /// The purposes for which something that an id does at a moment may be used, as places in ``purposes``.
  ///
  /// - Parameters:
  ///   - subject: the id.
  ///   - moment: when it is done; at most P.
  public func permitted(_ subject: SubjectIndex, at moment: Timestamp) -> PurposeSet {
    let record = RecordFacts(
      time: RecordTime(start: moment, fractionDigits: 9), visitor: subject)
    return context.purposes.names.indices.reduce(into: []) { permitted, purpose in
      if decide(record, purpose: purpose) == nil { permitted.insert(PurposeSet(index: purpose)) }
    }
  }

  /// Up to when everything of an id has been erased; nil where nothing has.
  public func erasedUntil(_ subject: SubjectIndex) -> Timestamp? {
    guard subject.isKnown else { return nil }
    let moment = denials[Int(coverage.denial(subject.number))].erasedUntil
    return moment > .distantPast ? moment : nil
  }
}
