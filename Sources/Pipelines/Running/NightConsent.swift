import Bytes
import Consent
import Events
import Identity
import Journeys
import Workspace

/// The consent of a night: statements, and the links that events make.
struct NightConsent: Sendable {
  let policy: ConsentPolicy
  let context: RunContext
  /// The statements, without links that events make.
  let statements: ConsentStatements

  /// A register, with what was linked by events.
  struct Linked: Sendable {
    var register: ConsentRegister
    var statements: ConsentStatements

    /// SHA-256 over the links that events make.
    var linksDigest: String {
      var digest = ContentDigest()
      for record in statements.linkRecords {
        digest.update(record.span)
        digest.update([0x0A].span)
      }
      return digest.finish()
    }
  }

  /// The register with the links that events make, where they may.
  ///
  /// - Parameter candidates: all events that name a visitor and a customer.
  /// - Throws: ``StageFailure`` 78 where the policy can't be meant.
  func linked(by candidates: borrowing EventBatch) throws -> Linked {
    do {
      var linked = statements
      try linked.appendLinks(of: candidates, context: context, policy: policy)
      let register = try ConsentRegister(linked, context: context, policy: policy)
      return Linked(register: register, statements: linked)
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
  }

  /// The events at rest that name a visitor and a customer, those that a restriction holds back too:
  /// whether they may link is judged anew.
  ///
  /// - Throws: ``WorkspaceError`` where a table can't be read, ``StageFailure`` where they are too many.
  static func candidates(atRest tables: [TableFile], in workspace: String) throws -> EventBatch {
    var batch = EventBatch()
    for table in tables
    where table.path.hasPrefix("tables/events/") || table.path.hasPrefix("held/") {
      try EventTable.readIdentified("\(workspace)/\(table.path)", into: &batch)
      try TextLimit.check(bytes: batch.text.count)
    }
    return batch
  }
}

extension ConsentRegister {
  /// Judges a record, and how it would be judged were no restriction in force where that alone holds it
  /// back: then it is stored, and used by no run until the restriction is lifted (consent rule 24).
  func judgeAndHold(
    _ record: RecordFacts, isStandard: Bool
  ) -> (judgement: RowJudgement, held: RowJudgement?) {
    let judgement = judge(record, isStandard: isStandard)
    guard judgement.reason == .restricted else { return (judgement, nil) }
    return (judgement, judgeWereRestrictionLifted(record, isStandard: isStandard))
  }
}
