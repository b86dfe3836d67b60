import Foundation
import TestKit
import Testing

@Suite(
  "consent: published scenarios through the executable",
  .enabled(if: !ConsentCase.all.isEmpty, "shared vectors are not here"))
struct ConsentCaseTests {
  /// Runs the consent stage over a scenario's records.
  private func run(_ scenario: ConsentCase, _ more: [String]) throws -> Command.Result {
    let folder = try TemporaryFolder()
    let config = try JSONSerialization.data(withJSONObject: scenario.fields["config"] ?? [:])
    return try Command.run(
      "sojourn-consent",
      [
        "--controller", scenario.text("controller"), "--purposes", scenario.text("purpose"),
        "--statements", folder.file("statements.ndjson", scenario.statements()),
        "--policy", folder.file("policy.json", config),
        "--as-of", scenario.text("asOf"), "--known-at", scenario.text("knownAt"),
      ] + more, input: scenario.events())
  }

  @Test("the scenarios are there", arguments: [49])
  func count(expected: Int) {
    #expect(ConsentCase.all.count == expected)
  }

  @Test("--decisions gives the expected decision and reason", arguments: ConsentCase.all)
  func decisions(scenario: ConsentCase) throws {
    let result = try run(scenario, ["--decisions"])
    #expect(result.status == 0, "\(result.errors)")
    let decisions = try objects(result.output)
    let records = scenario.list("records")
    #expect(decisions.count == records.count)
    for (decision, record) in zip(decisions, records) {
      let keep = record["keep"] as? Bool
      #expect(decision["id"] as? String == record["id"] as? String)
      #expect(decision["keep"] as? Bool == keep)
      #expect(decision["reason"] as? String == record["reason"] as? String)
      #expect(decision["purposes"] as? [String] == (keep == true ? [scenario.text("purpose")] : []))
    }
  }

  @Test("without it, the permitted records alone come out", arguments: ConsentCase.all)
  func permitted(scenario: ConsentCase) throws {
    let result = try run(scenario, [])
    #expect(result.status == 0, "\(result.errors)")
    let kept = scenario.list("records").filter { $0["keep"] as? Bool == true }
    let events = try objects(result.output)
    #expect(events.map { $0["id"] as? String } == kept.map { $0["id"] as? String })
    #expect(events.allSatisfy { $0["purposes"] as? [String] == [scenario.text("purpose")] })
  }

  @Test("consent 8: the order of statements does not matter", arguments: ConsentCase.all)
  func statementOrder(scenario: ConsentCase) throws {
    var fields = scenario.fields
    fields["ledger"] = Array(scenario.list("ledger").reversed())
    fields["links"] = Array(scenario.list("links").reversed())
    let expected = try run(scenario, ["--decisions"])
    let found = try run(ConsentCase(fields: fields), ["--decisions"])
    #expect(found.output == expected.output)
  }
}
