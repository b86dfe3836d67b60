/// Why consent does not cover a record, in the order in which reasons are given.
///
/// Where several apply, the first is given (consent rule 55). ``gpc`` and the other signals stand last:
/// they are given where all else would keep the record.
public enum DropReason: String, CaseIterable, Comparable, Sendable {
  /// The record belongs to another controller.
  case otherController = "other-controller"
  /// The record has no visitor, or one that stands for nobody.
  case noSubject = "no-subject"
  /// The record is later than the run.
  case futureRecord = "future-record"
  /// The person had everything up to a later moment erased.
  case erased
  /// The person has restricted use.
  case restricted
  /// The person has objected to a purpose that needs no grant.
  case objected
  /// The grant that held the record was withdrawn before the run.
  case withdrawnBeforeRun = "withdrawn-before-run"
  /// The grant that held the record grew older than allowed before the run.
  case expired
  /// The grant that held the record was given under a notice that no longer counts.
  case noticeOutdated = "notice-outdated"
  /// There are grants, and none holds the record.
  case outsideInterval = "outside-interval"
  /// There is no grant at all.
  case noConsent = "no-consent"
  /// The record carried Global Privacy Control, and nobody confirmed the conflict.
  case gpc
  /// The record carried a TC string that does not permit the purpose, or may not be relied on.
  case tcString = "tc-string"
  /// The record carried a state of Google's consent mode that denies the purpose.
  case consentMode = "consent-mode"
  /// The record carried Do Not Track.
  case dnt
  /// The record carried a flag, in a cookie or a field, that denies the purpose.
  case consentFlag = "consent-flag"

  /// The reason's place in the order, from 0.
  public var rank: Int {
    switch self {
    case .otherController: 0
    case .noSubject: 1
    case .futureRecord: 2
    case .erased: 3
    case .restricted: 4
    case .objected: 5
    case .withdrawnBeforeRun: 6
    case .expired: 7
    case .noticeOutdated: 8
    case .outsideInterval: 9
    case .noConsent: 10
    case .gpc: 11
    case .tcString: 12
    case .consentMode: 13
    case .dnt: 14
    case .consentFlag: 15
    }
  }

  /// Whether `a` is given before `b` where both apply.
  public static func < (a: DropReason, b: DropReason) -> Bool {
    a.rank < b.rank
  }
}
