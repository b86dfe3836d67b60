import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("The published scenarios")
struct CaseTests {
  @Test(
    "every record of the scenario is kept, or dropped for the reason given",
    .enabled(if: Case.path != nil, "shared vectors are not here"), arguments: try Case.all())
  func scenario(_ scenario: Case) throws {
    let register = try register(scenario)
    for record in scenario.records {
      let ids = record.subjects.map { register.subject(for: Array($0.utf8).span) }
      let facts = RecordFacts(
        time: try #require(RecordTime(record.t)), visitor: ids.first ?? .nobody,
        customer: ids.count > 1 ? ids[1] : .nobody,
        signals: Signals(gpc: Signals.isGPC(Array((record.secGPC ?? "").utf8).span)),
        isForeign: record.controller != scenario.controller)
      let reason = register.decide(facts, purpose: 0)
      #expect((reason == nil) == record.keep, "\(scenario.id), record \(record.id)")
      #expect(reason?.rawValue == record.reason, "\(scenario.id), record \(record.id)")
    }
  }

  @Test(
    "the scenario read as events of a batch is judged the same",
    .enabled(if: Case.path != nil, "shared vectors are not here"), arguments: try Case.all())
  func scenarioAsEvents(_ scenario: Case) throws {
    let register = try register(scenario)
    for record in scenario.records {
      var batch = EventBatch(purposes: register.context.purposes)
      try batch.append(ndjson: line(record).span)
      let judgement = register.judge(batch.rows[0], in: batch)
      #expect(judgement.reason?.rawValue == record.reason, "\(scenario.id), record \(record.id)")
      #expect(judgement.purposes == (record.keep ? PurposeSet(index: 0) : []))
    }
  }

  @Test(
    "all 49 scenarios are here",
    .enabled(if: Case.path != nil, "shared vectors are not here"))
  func count() throws {
    #expect(try Case.all().count == 49)
  }

  private func register(_ scenario: Case) throws -> ConsentRegister {
    var statements = ConsentStatements()
    for line in scenario.ledger { try statements.append(ndjson: line.span) }
    for link in scenario.links {
      statements.appendLink(
        Array(link.a.utf8).span, Array(link.b.utf8).span, at: try Make.time(link.at))
    }
    let context = RunContext(
      controller: scenario.controller, purposes: PurposeList([scenario.purpose]),
      asOf: try Make.time(scenario.asOf), knownAt: .time(try Make.time(scenario.knownAt)))
    return try ConsentRegister(statements, context: context, policy: scenario.config)
  }

  private func line(_ record: Case.Record) -> [UInt8] {
    var line = "{\"time\":\"\(record.t)\",\"event\":\"page_viewed\""
    line += ",\"controller\":\"\(record.controller)\""
    line += ",\"visitor\":\"\(record.subjects.first ?? "")\""
    if record.subjects.count > 1 { line += ",\"customer\":\"\(record.subjects[1])\"" }
    if let gpc = record.secGPC { line += ",\"consent\":{\"gpc\":\"\(gpc)\"}" }
    return Array((line + "}").utf8)
  }
}
