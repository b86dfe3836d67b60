public import Bytes
public import Events

extension ConsentStatements {
  /// From which moment on records that an earlier run dropped may be permitted by statements that it
  /// did not know; nil where none of them can permit anything.
  ///
  /// Records before that moment stay dropped, so that a run need not read them again. The answer is
  /// careful: it may name an earlier moment than needed, never a later one. A grant lifts from its
  /// start; it reaches back where it confirms a conflict with GPC, or where it was made before the
  /// earlier run and so may renew an interval that had lapsed by then (a maximum age, a notice that is
  /// required). A link lifts from its time. A denial
  /// lifts nothing, unless its clock was ahead: then it may be an earlier copy of one that was known,
  /// and end grants sooner, before later ones. The end of a restriction is not looked at, since records
  /// that it alone stops are held (see ``ConsentRegister/judgeWereRestrictionLifted(_:isStandard:)``).
  ///
  /// What time alone lifts lies after the earlier run, and is not looked at either. Nor are links that
  /// events make (``appendLinks(of:context:policy:)``): where a statement takes away one that the
  /// earlier run made, ids are no longer stopped by one another, at any time. O(statements).
  ///
  /// - Parameters:
  ///   - context: the run that knows all statements.
  ///   - policy: what the controller has settled, the same in both runs.
  ///   - earlier: P of the earlier run.
  ///   - isNew: whether the earlier run did not know the statement at a place, in the order in which
  ///     statements were added.
  /// - Throws: ``ConsentPolicyError`` where the policy can't be meant or the run asks for a purpose
  ///   that is not declared.
  public func earliestLift(
    context: RunContext, policy: ConsentPolicy, since earlier: Timestamp,
    among isNew: (Int) -> Bool
  ) throws(ConsentPolicyError) -> Timestamp? {
    try policy.validate()
    try policy.permit(context.purposes)
    let purposes = PurposeList(context.purposes.names + policy.purposes)
    let rules = StatementRules(policy, purposes, context, self)
    let mayRenew = policy.maxAgeDays != nil || !policy.noticeRequiredFrom.isEmpty
    var earliest: Timestamp?
    var renewed: [UInt32: Timestamp] = [:]
    for place in rows.indices where isNew(place) {
      guard let lift = lift(rows[place], rules, asOf: context.asOf) else { continue }
      earliest = Swift.min(earliest ?? lift, lift)
      if lift == .distantPast { return lift }
      guard mayRenew, lift <= earlier, wordings[rows[place].wording].action == .grant else {
        continue
      }
      let subject = rows[place].subject
      renewed[subject] = Swift.min(renewed[subject] ?? lift, lift)
    }
    return hasLapsed(renewed, by: earlier, rules, asOf: context.asOf) ? .distantPast : earliest
  }

  /// Whether an interval of one of the ids may have lapsed between the moment at which it was renewed
  /// and the earlier run; an id that is linked to others is taken for one of which it has.
  private func hasLapsed(
    _ renewed: [UInt32: Timestamp], by earlier: Timestamp, _ rules: StatementRules, asOf: Timestamp
  ) -> Bool {
    guard !renewed.isEmpty else { return false }
    for link in numberedLinks() where renewed[link.a] != nil || renewed[link.b] != nil {
      return true
    }
    for row in rows {
      let wording = wordings[row.wording]
      if wording.action == .link, renewed[row.subject] != nil || renewed[wording.other] != nil {
        return true
      }
      guard wording.action == .grant, let from = renewed[row.subject],
        let grant = rules.grantMoment(row, asOf: asOf)
      else { continue }
      let lapse = Swift.min(grant.expiry, grant.noticeEnd)
      if lapse >= from, lapse <= earlier { return true }
    }
    return false
  }

  private func lift(_ row: Row, _ rules: StatementRules, asOf: Timestamp) -> Timestamp? {
    let wording = wordings[row.wording]
    guard rules.isOurs(wording) else { return nil }
    switch wording.action {
    case .grant:
      guard let grant = rules.grantMoment(row, asOf: asOf) else { return nil }
      return wording.marks.contains(.confirmedGPC) ? .distantPast : grant.start
    case .link: return row.at
    case .refuse, .withdraw, .object, .erase:
      return rules.isAhead(row) ? rules.denialMoment(row) : nil
    case .restrict, .unrestrict: return nil
    }
  }
}
