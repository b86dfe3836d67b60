import Bytes
import Events

/// What a known statement that is no grant does, once the policy has been applied to it.
struct StatementEffect {
  enum Kind { case nothing, end, withdrawal, objection, erasure, restriction, lifting }

  var kind = Kind.nothing
  /// When it takes effect.
  var moment = Timestamp.distantPast
  /// The purposes that it reaches.
  var purposes: PurposeSet = []

  static let none = StatementEffect()
}

/// A policy made ready for judging statements: names by number, times in nanoseconds.
struct StatementRules {
  let controller: UInt32?
  let purposeIndex: [Int8]
  let allPurposes: UInt32?
  let allowsMethod: [Bool]
  /// For each name the moment from which its version of the notice is needed.
  private let noticeDate: [Timestamp]
  private let noticeDates: [Timestamp]
  let every: PurposeSet
  private let tolerance: Int64
  private let grantLag: Int64
  private let maximumAge: Int64?
  private let wordings: [Wording]

  private static let day: Int64 = 86_400_000_000_000

  init(
    _ policy: ConsentPolicy, _ purposes: PurposeList, _ context: RunContext,
    _ statements: borrowing ConsentStatements
  ) {
    let names = statements.names
    wordings = statements.wordings.all
    func number(_ name: String) -> UInt32? { names.number(of: Array(name.utf8).span) }
    controller = number(context.controller)
    var purposeIndex = [Int8](repeating: -1, count: names.count)
    for (index, name) in purposes.names.enumerated() {
      if let number = number(name) { purposeIndex[Int(number)] = Int8(index) }
    }
    var allowsMethod = [Bool](repeating: false, count: names.count)
    for method in ConsentPolicy.standardMethods + policy.methods {
      if let number = number(method), number != 0 { allowsMethod[Int(number)] = true }
    }
    var noticeDate = [Timestamp](repeating: .distantPast, count: names.count)
    for (version, moment) in policy.noticeRequiredFrom {
      if let number = number(version) { noticeDate[Int(number)] = moment }
    }
    self.purposeIndex = purposeIndex
    self.allowsMethod = allowsMethod
    self.noticeDate = noticeDate
    noticeDates = policy.noticeRequiredFrom.values.sorted()
    allPurposes = number(Statement.allPurposes)
    every = PurposeSet(
      rawValue: purposes.names.count == 64 ? .max : 1 << UInt64(purposes.names.count) - 1)
    tolerance = Int64(policy.clockToleranceMinutes) * 60_000_000_000
    grantLag = Int64(policy.grantLagDays) * StatementRules.day
    maximumAge = policy.maxAgeDays.map { Int64($0) * StatementRules.day }
  }

  /// Whether a statement was said to the run's controller, or names none.
  func isOurs(_ wording: Wording) -> Bool {
    wording.controller == controller || wording.controller == 0
  }

  func wording(_ row: ConsentStatements.Row) -> Wording { wordings[Int(row.wording)] }

  func effect(of row: ConsentStatements.Row) -> StatementEffect {
    let wording = wording(row)
    guard isOurs(wording) else { return .none }
    switch wording.action {
    case .grant, .link: return .none
    // Whoever refuses after a grant has taken it back; before one, a refusal ends nothing.
    case .refuse: return denial(.end, row, wording)
    case .withdraw: return denial(.withdrawal, row, wording)
    case .object: return denial(.objection, row, wording)
    case .restrict: return denial(.restriction, row, wording)
    case .erase:
      // An erasure is of the person: a record can't be erased for one purpose and kept for another.
      return StatementEffect(kind: .erasure, moment: denialMoment(row), purposes: every)
    case .unrestrict:
      guard !isAhead(row) else { return .none }
      return StatementEffect(kind: .lifting, moment: row.at, purposes: reach(wording))
    }
  }

  /// What a grant gives; nil where it is none: not demonstrable, not freely given, from a clock that
  /// was ahead, or under a notice that no longer counted.
  func grantMoment(_ row: ConsentStatements.Row, asOf: Timestamp) -> GrantMoment? {
    let wording = wording(row)
    guard wording.action == .grant, defect(of: row) == nil else { return nil }
    let start = grantStart(row)
    return GrantMoment(
      purpose: Int(purposeIndex[Int(wording.purpose)]), start: start,
      expiry: maximumAge.map(start.advanced(byNanoseconds:)) ?? .distantFuture,
      noticeEnd: noticeEnd(wording),
      isConfirmed: start <= asOf && wording.marks.contains(.confirmedGPC))
  }

  /// The moment from which a grant counts: its own, or its append where that came too late.
  func grantStart(_ row: ConsentStatements.Row) -> Timestamp {
    row.appendedAt.nanoseconds(since: row.at) > grantLag ? row.appendedAt : row.at
  }

  /// The moment from which a statement that limits use counts: its own, or its append where its
  /// clock was ahead.
  func denialMoment(_ row: ConsentStatements.Row) -> Timestamp {
    isAhead(row) ? row.appendedAt : row.at
  }

  /// Up to when a grant's notice is enough: the first moment that needs a later one.
  func noticeEnd(_ wording: Wording) -> Timestamp {
    guard !noticeDates.isEmpty else { return .distantFuture }
    let own = noticeDate[Int(wording.notice)]
    return noticeDates.first { $0 > own } ?? .distantFuture
  }

  private func denial(
    _ kind: StatementEffect.Kind, _ row: ConsentStatements.Row, _ wording: Wording
  ) -> StatementEffect {
    StatementEffect(kind: kind, moment: denialMoment(row), purposes: reach(wording))
  }

  private func reach(_ wording: Wording) -> PurposeSet {
    if wording.purpose == allPurposes { return every }
    let purpose = purposeIndex[Int(wording.purpose)]
    return purpose < 0 ? [] : PurposeSet(index: Int(purpose))
  }

  func isAhead(_ row: ConsentStatements.Row) -> Bool {
    row.at.nanoseconds(since: row.appendedAt) > tolerance
  }
}
