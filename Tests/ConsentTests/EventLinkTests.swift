import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("Links that events make")
struct EventLinkTests {
  /// Events as NDJSON lines of random records of a ledger's people.
  private func lines(_ ledger: inout RandomLedger) -> [String] {
    (0..<12).map { number in
      let record = ledger.record()
      let names = record.ids.map { String(decoding: $0, as: UTF8.self) }
      let customer = names.count > 1 ? #","customer":"\#(names[1])""# : ""
      let gpc = record.gpc ? #","consent":{"gpc":"1"}"# : ""
      return
        #"{"time":"\#(record.time)","visitor":"\#(names[0])","event":"page_viewed","id":"\#(number)"\#(customer)\#(gpc)}"#
    }
  }

  /// What is decided of each event, by its line, with the links that the events make.
  private func decide(
    _ lines: [String], _ ledger: RandomLedger
  ) throws -> [String: RowJudgement] {
    var batch = EventBatch()
    for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
    var table = ConsentStatements()
    for statement in ledger.statements { try table.append(statement) }
    try table.appendLinks(of: batch, context: ledger.context, policy: ledger.policy)
    let register = try ConsentRegister(table, context: ledger.context, policy: ledger.policy)
    return Dictionary(
      uniqueKeysWithValues: zip(lines, batch.rows).map { ($0, register.judge($1, in: batch)) })
  }

  @Test(
    "consent 26: taking out what is dropped changes no decision on what stays",
    arguments: 1...300 as ClosedRange<UInt64>)
  func nonInterference(seed: UInt64) throws {
    var ledger = RandomLedger(seed: seed)
    let all = lines(&ledger)
    let decided = try decide(all, ledger)
    let kept = all.filter { decided[$0]?.reason == nil }
    let again = try decide(kept, ledger)
    for line in kept { #expect(again[line] == decided[line], "seed \(seed): \(line)") }
  }

  @Test(
    "consent 5: the order of events plays no part",
    arguments: 1...100 as ClosedRange<UInt64>)
  func order(seed: UInt64) throws {
    var ledger = RandomLedger(seed: seed)
    let all = lines(&ledger)
    var random = SeededGenerator(seed: seed)
    #expect(try decide(all, ledger) == decide(all.shuffled(using: &random), ledger))
  }

  /// The links that events make, taken one by one with a register of everything for each.
  private func linksOneByOne(
    _ batch: EventBatch, _ table: ConsentStatements, _ ledger: RandomLedger
  ) throws -> ConsentStatements {
    var table = table
    var linking: [EventRow] = []
    let known: Timestamp =
      if case .time(let moment) = ledger.context.knownAt { moment } else {
        .distantFuture
      }
    for row in batch.rows.sorted(by: { batch.isOrdered($0, before: $1) }) {
      guard !row.customer.isEmpty, row.time.start <= known else { continue }
      var joined = table
      joined.appendLink(
        batch.text.span.extracting(row.visitor.indices),
        batch.text.span.extracting(row.customer.indices), at: row.time.start)
      let register = try ConsentRegister(joined, context: ledger.context, policy: ledger.policy)
      let isKept = (linking + [row]).allSatisfy { event in
        let judgement = register.judge(event, in: batch)
        return judgement.reason == nil && judgement.mayIdentify
      }
      guard isKept else { continue }
      table = joined
      linking.append(row)
    }
    return table
  }

  @Test(
    "are those that the rule gives when read event by event",
    arguments: 1...800 as ClosedRange<UInt64>, [false, true])
  func agreesWithRule(seed: UInt64, hasEnds: Bool) throws {
    var ledger = RandomLedger(seed: seed)
    if !hasEnds { ledger.statements.removeAll { ![.grant, .link].contains($0.action) } }
    if case .size = ledger.context.knownAt { ledger.context.knownAt = .time(ledger.context.asOf) }
    var batch = EventBatch()
    let lines = lines(&ledger)
    for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
    var table = ConsentStatements()
    for statement in ledger.statements { try table.append(statement) }
    let slow = try linksOneByOne(batch, table, ledger)
    try table.appendLinks(of: batch, context: ledger.context, policy: ledger.policy)
    let expected = try ConsentRegister(slow, context: ledger.context, policy: ledger.policy)
    let found = try ConsentRegister(table, context: ledger.context, policy: ledger.policy)
    for (line, row) in zip(lines, batch.rows) {
      #expect(
        found.judge(row, in: batch) == expected.judge(row, in: batch), "seed \(seed): \(line)")
    }
  }

  @Test("consent 55: an event that its own link would stop makes none, and stays")
  func ownLink() throws {
    // The customer withdrew before it was ever seen with the visitor, and granted since.
    var ledger = ConsentStatements()
    for statement in [
      Make.grant("v", at: Make.day(1)), Make.say(.withdraw, "c", at: Make.day(3)),
    ] { try ledger.append(statement) }
    var batch = EventBatch()
    try batch.append(
      ndjson: Array(
        #"{"time":"2026-03-05T12:00:00Z","visitor":"v","customer":"c","event":"page_viewed"}"#.utf8
      ).span)
    try batch.append(
      ndjson: Array(#"{"time":"2026-03-06T12:00:00Z","visitor":"v","event":"page_viewed"}"#.utf8)
        .span)
    let context = Make.context(purposes: ["sales"])
    try ledger.appendLinks(of: batch, context: context, policy: ConsentPolicy())
    #expect(ledger.linkCount == 0)
    let register = try ConsentRegister(ledger, context: context, policy: ConsentPolicy())
    #expect(register.judge(batch.rows[0], in: batch).reason != nil)
    #expect(register.judge(batch.rows[1], in: batch).reason == nil)
  }
}
