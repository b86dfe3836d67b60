public import Bytes

/// How much of the consent ledger a run knew: K.
public enum LedgerPosition: Hashable, Sendable {
  /// The statements appended up to and at this moment.
  case time(Timestamp)
  /// The first so many statements, in order of their append.
  case size(Int)
}

/// What a run is: one value, given to every stage by the same flags.
///
/// The clock is never read inside the logic; the moment at which data are used comes from here.
public struct RunContext: Hashable, Sendable {
  /// The organisation whose site it is; nothing ever crosses controllers.
  public var controller: String
  /// The purposes that the controller has declared.
  public var purposes: PurposeList
  /// P: the moment at which the data are used.
  public var asOf: Timestamp
  /// K: the part of the ledger that is known.
  public var knownAt: LedgerPosition
  /// The night's day; nil where the run is over everything.
  public var day: CivilDate?
  /// Up to where nights have been published; nil before the first.
  public var mark: Timestamp?

  /// A run of `controller` as of `asOf`, which knows the ledger up to then unless told otherwise.
  public init(
    controller: String, purposes: PurposeList = .standard, asOf: Timestamp,
    knownAt: LedgerPosition? = nil, day: CivilDate? = nil, mark: Timestamp? = nil
  ) {
    self.controller = controller
    self.purposes = purposes
    self.asOf = asOf
    self.knownAt = knownAt ?? .time(asOf)
    self.day = day
    self.mark = mark
  }
}
