import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("Runs that knew less")
struct EarlierRunTests {
  static let seeds = (0..<20).map { UInt64($0) * 7_000_003 + 5 }

  /// A table of a ledger's statements and links.
  private func table(_ ledger: RandomLedger, _ kept: [Bool]? = nil) throws -> ConsentStatements {
    var table = ConsentStatements()
    for (place, statement) in ledger.statements.enumerated() where kept?[place] ?? true {
      try table.append(statement)
    }
    for link in ledger.links { table.appendLink(link.a.span, link.b.span, at: link.at) }
    return table
  }

  private func decide(
    _ register: ConsentRegister, _ record: ReferenceConsent.Record
  ) throws -> DropReason? {
    try register.decide(
      record.ids.map { String(decoding: $0, as: UTF8.self) }, at: record.time.start,
      digits: record.time.fractionDigits, purpose: record.purpose, gpc: record.gpc)
  }

  @Test(
    "consent 5: statements that a run did not know are as if they were not there", arguments: seeds)
  func knowing(seed: UInt64) throws {
    for step in 0..<200 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      var random = SeededGenerator(seed: seed &+ UInt64(step))
      let known = ledger.statements.map { _ in Bool.random(using: &random) }
      let partly = try ConsentRegister(
        table(ledger), context: ledger.context, policy: ledger.policy, knowing: { known[$0] })
      let alone = try ConsentRegister(
        table(ledger, known), context: ledger.context, policy: ledger.policy)
      for _ in 0..<8 {
        let record = ledger.record()
        #expect(
          try decide(partly, record) == decide(alone, record), "seed \(seed &+ UInt64(step))")
      }
    }
  }

  @Test("what new statements permit lies at or after the earliest lift", arguments: seeds)
  func lift(seed: UInt64) throws {
    for step in 0..<400 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      var random = SeededGenerator(seed: seed &+ UInt64(step))
      let known = ledger.statements.map { _ in Bool.random(using: &random) }
      let all = try table(ledger)
      var context = ledger.context
      context.knownAt = .time(.distantFuture)
      let after = try ConsentRegister(all, context: context, policy: ledger.policy)
      let earlier = min(context.asOf, Make.day(Int.random(in: 7...10, using: &random)))
      let lift = try all.earliestLift(
        context: context, policy: ledger.policy, since: earlier, among: { !known[$0] })
      context.asOf = earlier
      let before = try ConsentRegister(
        all, context: context, policy: ledger.policy, knowing: { known[$0] })
      for _ in 0..<16 {
        let record = ledger.record()
        guard record.time.start <= context.asOf, record.time.start < lift ?? .distantFuture,
          let reason = try decide(before, record), reason != .restricted
        else { continue }
        #expect(
          try decide(after, record) != nil,
          "seed \(seed &+ UInt64(step)): \(record) was \(reason), lift \(String(describing: lift))")
      }
    }
  }

  @Test(
    "a grant lifts from its start, or from its append when late; a denial lifts nothing",
    arguments: [
      (Make.grant(at: Make.day(5)), Make.day(5)),
      (Make.grant(at: Make.day(5), appended: Make.day(15)), Make.day(15)),
      (Make.grant("a", "undeclared", at: Make.day(5)), nil),
      (Make.say(.withdraw, at: Make.day(5)), nil), (Make.say(.erase, at: Make.day(5)), nil),
      (Make.say(.unrestrict, at: Make.day(5)), nil), (Make.say(.refuse, at: Make.day(5)), nil),
      (Make.link("a", "b", at: Make.day(6)), Make.day(6)),
    ] as [(Statement, Timestamp?)])
  func kinds(_ statement: Statement, _ expected: Timestamp?) throws {
    #expect(try lift(by: statement) == expected)
    var table = ConsentStatements()
    try table.append(statement)
    #expect(
      try table.earliestLift(
        context: Make.context(), policy: ConsentPolicy(), since: Make.day(12),
        among: { _ in false }) == nil)
  }

  /// The lift by a statement after a grant on day 1 for a run on day 12.
  private func lift(by statement: Statement, maxAgeDays: Int? = nil) throws -> Timestamp? {
    var policy = ConsentPolicy()
    policy.maxAgeDays = maxAgeDays
    var table = ConsentStatements()
    try table.append(Make.grant(at: Make.day(1)))
    try table.append(statement)
    return try table.earliestLift(
      context: Make.context(), policy: policy, since: Make.day(12), among: { $0 == 1 })
  }

  @Test(
    "consent 7, 18: a grant reaches back to what it renews where that had lapsed before the run",
    arguments: [
      (5, 6, true),  // Lapsed on day 7, between the renewal and the run.
      (5, 30, false),  // Not yet lapsed at the run.
      (8, 6, false),  // Lapsed on day 7, before the grant: a new interval.
      (13, 11, false),  // Made after the run.
    ] as [(day: Int, maxAgeDays: Int, reachesBack: Bool)])
  func renewals(_ day: Int, _ maxAgeDays: Int, _ reachesBack: Bool) throws {
    #expect(
      try lift(by: Make.grant(at: Make.day(day)), maxAgeDays: maxAgeDays)
        == (reachesBack ? .distantPast : Make.day(day)))
  }

  @Test("consent 24: what a restriction alone drops is held, and judged as if it were lifted")
  func held() throws {
    let statements = [
      Make.grant(at: Make.day(2)), Make.say(.restrict, at: Make.day(4)),
      Make.grant("b", at: Make.day(2)),
    ]
    let register = try Make.register(statements, Make.context(purposes: ["sales", "marketing"]))
    func judged(_ id: String, _ day: Int) -> RowJudgement? {
      register.judgeWereRestrictionLifted(
        RecordFacts(
          time: RecordTime(start: Make.day(day), fractionDigits: 0),
          visitor: register.subject(for: Array(id.utf8).span)), isStandard: true)
    }
    let held = try #require(judged("a", 3))
    #expect(held.reason == nil)
    #expect(held.purposes == PurposeSet(index: 0))
    #expect(judged("a", 1) == nil)
    #expect(judged("b", 3) == nil)
    #expect(judged("c", 3) == nil)
  }
}
