public import Bytes

/// The number of an id in a ``ConsentRegister``.
@frozen
public struct SubjectIndex: Hashable, Sendable {
  let number: UInt32

  /// A placeholder, or no id at all.
  public static let nobody = SubjectIndex(number: .max)
  /// An id of which the register knows nothing.
  public static let unknown = SubjectIndex(number: .max - 1)

  init(number: UInt32) { self.number = number }

  var isKnown: Bool { number < SubjectIndex.unknown.number }
}

/// What a decision needs to know of a record.
public struct RecordFacts: Sendable {
  /// The first moment that the record's time may mean.
  public var start: Timestamp
  /// The moment after the last that it may mean.
  public var end: Timestamp
  /// The visitor.
  public var visitor: SubjectIndex
  /// The known person, where the record names one.
  public var customer: SubjectIndex
  /// What the signals that it carried deny.
  public var signals: Signals
  /// Whether it belongs to another controller than the run's.
  public var isForeign: Bool

  /// A record of a time and its ids.
  public init(
    time: RecordTime, visitor: SubjectIndex, customer: SubjectIndex = .nobody,
    signals: Signals = Signals(), isForeign: Bool = false
  ) {
    start = time.start
    end = time.end
    self.visitor = visitor
    self.customer = customer
    self.signals = signals
    self.isForeign = isForeign
  }
}
