import Foundation
import TestKit
import Testing

@Suite(
  "consent: published scenarios through the ledger",
  .enabled(if: !ConsentCase.all.isEmpty, "shared vectors are not here"))
struct LedgerCaseTests {
  /// Keeps a scenario's statements in a ledger and decides on its records by it.
  private func decide(_ scenario: ConsentCase, inTwoParts: Bool = false) throws -> Command.Result {
    let job = try LedgerJob()
    let config = try JSONSerialization.data(withJSONObject: scenario.fields["config"] ?? [:])
    let policy = job.folder.file("policy.json", config)
    let all = lines(of: try scenario.statements()).sorted { a, b in
      // In order of their append, as they came.
      (try? appended(a) < appended(b)) ?? false
    }
    let parts =
      inTwoParts ? [all.prefix(all.count / 2), all.dropFirst(all.count / 2)] : [all[...]]
    for part in parts {
      let result = try Command.run(
        "sojourn-ledger",
        ["append"] + job.flags + [
          "--controller", scenario.text("controller"), "--policy", policy, "--now", "2030-01-01",
        ], input: joined(part))
      #expect(result.status == 0, "\(result.errors)")
    }
    let publicKey = try job.run("public-key").text
    let verified = try Command.run(
      "sojourn-ledger",
      ["verify", "--ledger", job.ledger, "--public-key", job.folder.file("key.pub", publicKey)])
    #expect(verified.status == 0, "\(verified.errors)")
    return try Command.run(
      "sojourn-consent",
      job.flags + [
        "--controller", scenario.text("controller"), "--purposes", scenario.text("purpose"),
        "--policy", policy, "--as-of", scenario.text("asOf"), "--known-at",
        scenario.text("knownAt"), "--decisions",
      ], input: scenario.events())
  }

  private func appended(_ line: Data) throws -> String {
    let statement = try object(line)
    return statement["appendedAt"] as? String ?? statement["at"] as? String ?? ""
  }

  @Test(
    "--ledger with --decisions gives the expected decision and reason",
    arguments: ConsentCase.all, [false, true])
  func decisions(scenario: ConsentCase, inTwoParts: Bool) throws {
    let result = try decide(scenario, inTwoParts: inTwoParts)
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
}
