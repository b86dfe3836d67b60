import Bytes

/// What one interval, or several joined by links, means to records of one id and purpose.
///
/// An entry holds a record when it starts no later than the record and ends no earlier. A slot's
/// entries, those of one id and purpose, lie in order of kind, then start.
struct CoverageEntry {
  /// The kinds, in the order of their reasons.
  enum Kind: UInt8 {
    /// An interval that also holds the moment of the run.
    case granted
    /// Such an interval in which the conflict with GPC was confirmed.
    case confirmed
    case withdrawn, expired, noticeOutdated
    /// A sign that there is an interval, and that it can't hold a record that is still in question.
    case elsewhere
    /// No interval: `start` is the last end of grants up to the run, `end` the first after it.
    case limits
  }

  var start: Timestamp
  var end: Timestamp
  var kind: Kind
  /// Whether it came by a link, so that records before `start` know nothing of it.
  var isPassed = false
  /// The place of its purpose.
  var purpose: UInt8 = 0

  init(_ kind: Kind, _ start: Timestamp, _ end: Timestamp, isPassed: Bool = false) {
    self.kind = kind
    self.start = start
    self.end = end
    self.isPassed = isPassed
  }

  init(_ interval: GrantedInterval, asOf: Timestamp) {
    start = interval.start
    end = interval.end
    if interval.start > asOf {
      kind = .elsewhere
    } else if interval.end > asOf {
      kind = interval.isConfirmed ? .confirmed : .granted
    } else {
      switch interval.ending {
      case .withdrawn: kind = .withdrawn
      case .expired: kind = .expired
      case .noticeOutdated: kind = .noticeOutdated
      case .erased: kind = .elsewhere
      }
    }
  }

  func isOrdered(before other: CoverageEntry) -> Bool {
    kind != other.kind ? kind.rawValue < other.kind.rawValue : start < other.start
  }
}

/// How far the intervals of one id cover one record, best first.
enum Coverage: UInt8 {
  case confirmed, granted, withdrawn, expired, noticeOutdated, outside, none

  init(_ kind: CoverageEntry.Kind) {
    switch kind {
    case .confirmed: self = .confirmed
    case .granted: self = .granted
    case .withdrawn: self = .withdrawn
    case .expired: self = .expired
    case .noticeOutdated: self = .noticeOutdated
    case .elsewhere, .limits: self = .outside
    }
  }

  var isGranted: Bool { rawValue <= Coverage.granted.rawValue }

  var reason: DropReason? {
    switch self {
    case .confirmed, .granted: nil
    case .withdrawn: .withdrawnBeforeRun
    case .expired: .expired
    case .noticeOutdated: .noticeOutdated
    case .outside: .outsideInterval
    case .none: .noConsent
    }
  }
}
