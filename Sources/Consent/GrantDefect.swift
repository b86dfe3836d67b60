import Bytes
import Events

/// Why a statement that says it grants a use grants nothing.
///
/// It is kept all the same, as evidence of what was said; an invalid grant does not end a valid one
/// either (consent rules 10, 11, 13, 14, 17 and 53).
public enum GrantDefect: String, CaseIterable, Sendable {
  /// It names no controller, or another one.
  case otherController = "other-controller"
  /// It is for all purposes, so for none in particular.
  case allPurposes = "all-purposes"
  /// The controller has not declared its purpose.
  case undeclaredPurpose = "undeclared-purpose"
  /// It does not say under which version of the notice it was given.
  case noNotice = "no-notice"
  /// It does not say how it was given.
  case noMethod = "no-method"
  /// The way it was given shows no affirmative act.
  case methodNotAffirmative = "method-not-affirmative"
  /// It was asked for together with other matters.
  case bundled
  /// It was a condition of a service that does not need it.
  case conditional
  /// The box was ticked beforehand.
  case preTicked = "pre-ticked"
  /// It was taken from behaviour.
  case implied
  /// A child gave it without the authorisation that is needed.
  case childUnauthorised = "child-unauthorised"
  /// Its time lies further ahead of its append than clocks may differ.
  case aheadOfClock = "ahead-of-clock"
  /// It was given under a notice that no longer counted then.
  case noticeOutdated = "notice-outdated"
}

extension StatementRules {
  /// Why a grant is none; nil where it is one.
  func defect(of row: ConsentStatements.Row) -> GrantDefect? {
    let wording = wording(row)
    guard wording.controller == controller else { return .otherController }
    if wording.purpose == allPurposes { return .allPurposes }
    guard purposeIndex[Int(wording.purpose)] >= 0 else { return .undeclaredPurpose }
    guard wording.notice != 0 else { return .noNotice }
    guard wording.method != 0 else { return .noMethod }
    guard allowsMethod[Int(wording.method)] else { return .methodNotAffirmative }
    if !wording.marks.allowGrant { return defect(of: wording.marks) }
    if isAhead(row) { return .aheadOfClock }
    return grantStart(row) < noticeEnd(wording) ? nil : .noticeOutdated
  }

  private func defect(of marks: Statement.Marks) -> GrantDefect {
    let spoils: [(Statement.Marks, GrantDefect)] = [
      (.bundled, .bundled), (.conditional, .conditional), (.preTicked, .preTicked),
      (.implied, .implied),
    ]
    return spoils.first { marks.contains($0.0) }?.1 ?? .childUnauthorised
  }
}

/// Says of statements whether what they grant counts, under one policy.
public struct GrantReview: Sendable {
  private let rules: StatementRules

  /// A review of the statements that are in a table now.
  public init(
    _ statements: borrowing ConsentStatements, controller: String, policy: ConsentPolicy
  ) {
    let context = RunContext(controller: controller, asOf: .distantFuture)
    rules = StatementRules(policy, PurposeList(policy.purposes), context, statements)
  }

  /// Why a statement grants nothing; nil where it does, or is no grant.
  package func defect(of row: ConsentStatements.Row) -> GrantDefect? {
    rules.wording(row).action == .grant ? rules.defect(of: row) : nil
  }

  /// Why the statement at a place grants nothing; nil where it does, or is no grant.
  public func defect(at place: Int, of statements: borrowing ConsentStatements) -> GrantDefect? {
    defect(of: statements.rows[place])
  }
}
