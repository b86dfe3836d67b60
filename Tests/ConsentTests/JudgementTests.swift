import Bytes
import Consent
import Events
import Testing

@Suite("Events judged for all purposes, gates and tallies")
struct JudgementTests {
  private func batch(_ lines: String...) throws -> EventBatch {
    var batch = EventBatch(purposes: .standard)
    for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
    return batch
  }

  private static let view =
    #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed","customer":"u","#
    + #""traits":{"mail":"x"}}"#
  private static let recorded =
    #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"product_seen"}"#

  private let ledger = [
    Make.grant("a", "sales", at: Make.day(1)), Make.grant("a", "support", at: Make.day(1)),
  ]

  @Test("consent 49: an event is given the purposes for which it is permitted")
  func purposes() throws {
    let batch = try batch(Self.view)
    let judgement = try Make.register(ledger).judge(batch.rows[0], in: batch)
    #expect(PurposeList.standard.names(of: judgement.purposes) == ["support", "sales"])
    #expect(judgement.reason == nil)
  }

  @Test("consent 49 and 55: an event for which none remains has the first reason among them")
  func firstReason() throws {
    let batch = try batch(Self.recorded)
    let register = try Make.register([
      Make.grant("a", "sales", at: Make.day(1)), Make.say(.withdraw, at: Make.day(8)),
    ])
    let judgement = register.judge(batch.rows[0], in: batch)
    #expect(judgement.purposes.isEmpty)
    #expect(judgement.reason == .withdrawnBeforeRun)
  }

  @Test("consent 50: each kind of event passes its own gate")
  func gates() throws {
    let batch = try batch(Self.view, Self.recorded)
    var policy = ConsentPolicy()
    policy.record = .purpose("marketing")
    let register = try Make.register(ledger, Make.context(), policy)
    #expect(register.judge(batch.rows[0], in: batch).reason == nil)
    #expect(register.judge(batch.rows[1], in: batch).reason == .noConsent)
    policy.record = .any
    policy.track = .purpose("marketing")
    let other = try Make.register(ledger, Make.context(), policy)
    #expect(other.judge(batch.rows[0], in: batch).reason == .noConsent)
    #expect(other.judge(batch.rows[1], in: batch).reason == nil)
  }

  @Test("consent 50: a gate may need a purpose that the run does not ask for")
  func gateOutsideRun() throws {
    let batch = try batch(Self.recorded)
    var policy = ConsentPolicy()
    policy.record = .purpose("support")
    let context = Make.context(purposes: ["sales"])
    let judgement = try Make.register(ledger, context, policy).judge(batch.rows[0], in: batch)
    #expect(judgement.purposes == PurposeSet(index: 0))
    let without = try Make.register([ledger[0]], context, policy)
    #expect(without.judge(batch.rows[0], in: batch).reason == .noConsent)
  }

  @Test("consent 50: without leave to identify the event stays, customer and traits go")
  func identify() throws {
    let batch = try batch(Self.view)
    var policy = ConsentPolicy()
    policy.identify = .purpose("marketing")
    let register = try Make.register(ledger, Make.context(), policy)
    let judgement = register.judge(batch.rows[0], in: batch)
    #expect(judgement.reason == nil && !judgement.mayIdentify)
    var row = batch.rows[0]
    judgement.apply(to: &row)
    #expect(row.customer.isEmpty && row.traits.isEmpty)
    #expect(row.purposes == judgement.purposes)
    policy.identify = .purpose("sales")
    let permitted = try Make.register(ledger, Make.context(), policy)
    #expect(permitted.judge(batch.rows[0], in: batch).mayIdentify)
  }

  @Test("consent 54: an event with visitor and customer links them, if it may be identified")
  func eventLinks() throws {
    let batch = try batch(Self.view)
    for (gate, expected) in [(ConsentPolicy.Gate.purpose("sales"), 1), (.purpose("marketing"), 0)] {
      var policy = ConsentPolicy()
      policy.identify = gate
      var table = ConsentStatements()
      for statement in ledger { try table.append(statement) }
      try table.appendLinks(of: batch, context: Make.context(), policy: policy)
      #expect(table.linkCount == expected)
      let second = try ConsentRegister(table, context: Make.context(), policy: policy)
      let reason: DropReason? = expected == 1 ? nil : .noConsent
      #expect(try second.decide(["u"], at: Make.day(5)) == reason)
      #expect(try second.decide(["u"], at: Make.day(5, plus: -1)) == .noConsent)
    }
  }

  @Test("consent 12: an event of another controller is not looked at")
  func foreign() throws {
    let batch = try batch(
      #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"x","controller":"globex"}"#)
    #expect(try Make.register(ledger).judge(batch.rows[0], in: batch).reason == .otherController)
  }

  @Test("consent 28: what leaves has no count under the threshold but the rest, and the same total")
  func tally() throws {
    var tally = DropTally()
    func count(_ times: Int, _ day: Int, _ reason: DropReason, _ purpose: String) {
      for _ in 0..<times {
        tally.count(Make.day(day), reason, purpose: purpose, controller: "acme")
      }
    }
    count(12, 2, .noConsent, "sales")
    count(9, 1, .noConsent, "sales")
    count(1, 1, .gpc, "sales")
    count(3, 1, .erased, "support")
    count(10, 1, .expired, "sales")
    #expect(tally.total == 35)
    #expect(tally.exact.map(\.count) == [10, 9, 1, 3, 12])
    let lines = tally.published()
    #expect(lines.map(\.count) == [10, 10, 12, 3])
    #expect(lines.map(\.reason) == [.expired, nil, .noConsent, nil])
    #expect(lines.map(\.purpose) == ["sales", "sales", "sales", nil])
    #expect(tally.byReason.map(\.count) == [3, 10, 21, 1])
  }

  @Test("consent 28: parts of a tally join to the whole, whatever their order")
  func tallyMerge() {
    var whole = DropTally()
    var parts = [DropTally(), DropTally(), DropTally()]
    for number in 0..<200 {
      let reason = DropReason.allCases[number % 12]
      let day = Make.day(1 + number % 5)
      whole.count(day, reason, controller: "acme")
      parts[number % 3].count(day, reason, controller: "acme")
    }
    var joined = parts[2]
    joined.merge(parts[0])
    joined.merge(parts[1])
    #expect(joined == whole)
    #expect(joined.published() == whole.published())
  }
}
