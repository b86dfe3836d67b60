import Foundation
import TestKit
import Testing

/// Statements that stand in logs: taken into the ledger first, then the same logs are judged (consent rule
/// 52).
@Suite("sojourn run: statements made inside logs")
struct LogStatementTests {
  private static let policy = """
    consent:
      methods: [tcf]
      signals:
        tc: {vendor: 3, purposes: {sales: [1, 7], marketing: [1, 3, 4]}}
    """
  /// Permits vendor 3 the purposes 1 and 7, not 3 and 4; made on 2026-11-12, and its cookie's record.
  private static let string =
    "CQt-4cAQt-4cAAfAHBENBjFgAIIAAAAAABAgACwAYAAgAKAAAAA.IACwAYAAgAK"

  private func site(log statements: String, _ more: String = policy) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = folder.file("test-only.key", Data(String(repeating: "ab", count: 32).utf8))
    _ = folder.file(
      "pipeline.yaml",
      Data(
        """
        controller: acme
        workspace: workspace
        pseudonymKey: test-only.key
        ledger: acme.ledger
        logs:
          - path: access.log
            format: combined
            visitor: cookie:_actmu
            statements: \(statements)
        \(more)
        """.utf8))
    return folder
  }

  private func line(_ second: Int, _ visitor: String, _ cookies: String = "") -> String {
    "192.0.2.7 - - [22/Nov/2026:10:15:\(second) +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"-\" "
      + "\"_actmu=\(visitor)\(cookies)\"\n"
  }

  private func run(_ folder: TemporaryFolder, _ asOf: String) throws -> Command.Result {
    try Command.run("sojourn", ["run", folder.path("pipeline.yaml"), "--as-of", asOf])
  }

  private func permitted(_ folder: TemporaryFolder) throws -> [[String]] {
    let path = folder.path("workspace/tables/events")
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try objects(Command.run("sojourn", ["inspect", "table", path]).output).map {
      $0["purposes"] as? [String] ?? []
    }
  }

  @Test(
    "a TC string of a named source grants from the moment it was seen, and only what it permits")
  func tcf() throws {
    let folder = try site(log: "{tcf: {grants: [sales, marketing], notice: cmp-v4}}")
    let consent = "; euconsent-v2=\(Self.string)"
    _ = folder.file(
      "access.log",
      Data((line(10, "v1") + line(11, "v1", consent) + line(12, "v1", consent)).utf8))
    let result = try run(folder, "2026-11-23T03:00:00Z")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try permitted(folder) == [["sales"], ["sales"]])
    let shown = try Command.run(
      "sojourn-ledger",
      ["show", "--config", folder.path("pipeline.yaml"), "--subject", "v1", "--json"])
    let said = try objects(shown.output)
    #expect(said.compactMap { $0["action"] as? String }.sorted() == ["grant", "refuse"])
    #expect(said.allSatisfy { $0["method"] as? String == "tcf" })
    #expect(said.allSatisfy { $0["at"] as? String == "2026-11-22T10:15:11Z" })
  }

  @Test("a withdrawal ends what a TC string granted, though the string goes on")
  func withdrawn() throws {
    let folder = try site(log: "{tcf: {grants: [sales], notice: cmp-v4}}")
    let consent = "; euconsent-v2=\(Self.string)"
    _ = folder.file("access.log", Data(line(11, "v1", consent).utf8))
    #expect(try run(folder, "2026-11-23T03:00:00Z").status == 0)
    #expect(try permitted(folder).count == 1)
    let withdrawal = folder.file(
      "withdrawal.ndjson",
      #"{"controller":"acme","subject":"v1","action":"withdraw","at":"2026-11-23T10:00:00Z"}"#)
    let appended = try Command.run(
      "sojourn-ledger",
      [
        "append", "--config", folder.path("pipeline.yaml"), "--now", "2026-11-23T10:00:01Z",
        withdrawal,
      ])
    #expect(appended.status == 0, "\(appended.errors)")
    #expect(try run(folder, "2026-11-24T03:00:00Z").status == 0)
    #expect(try permitted(folder).isEmpty)
  }

  @Test("without the setting a TC string grants nothing")
  func notNamed() throws {
    let folder = try site(log: "{event: consent_changed}")
    _ = folder.file(
      "access.log", Data(line(11, "v1", "; euconsent-v2=\(Self.string)").utf8))
    let first = try run(folder, "2026-11-23T03:00:00Z")
    #expect(first.status == 0, "\(first.errors)")
    #expect(try permitted(folder).isEmpty)
  }

  @Test(
    "a file that can't be meant is refused by line and key",
    arguments: [
      (
        "{tcf: {grants: [sales], notice: v}}",
        "consent: {signals: {tc: {vendor: 3, purposes: {sales: 1}}}}", "tcf"
      ),
      ("{tcf: {grants: [support], notice: v}}", policy, "support"),
      ("{tcf: {grants: [sales]}}", policy, "notice"),
      ("{evnt: a}", policy, "evnt"),
    ])
  func refused(statements: String, more: String, named: String) throws {
    let folder = try site(log: statements, more)
    _ = folder.file("access.log", Data(line(11, "v1").utf8))
    let result = try run(folder, "2026-11-23T03:00:00Z")
    #expect(result.status == 78)
    #expect(result.errors.contains(named), "\(result.errors)")
  }

  @Test("a choice recorded as an event counts for the events after it, in the same file")
  func recordedChoice() throws {
    let folder = try TemporaryFolder()
    _ = folder.file("test-only.key", Data(String(repeating: "ab", count: 32).utf8))
    _ = folder.file(
      "pipeline.yaml",
      Data(
        """
        controller: acme
        workspace: workspace
        pseudonymKey: test-only.key
        ledger: acme.ledger
        logs:
          - path: events.ndjson
            format: journey
            statements: {event: consent_changed}
        """.utf8))
    func event(_ second: Int, _ name: String, _ attributes: String = "{}") -> String {
      #"{"createdDate":"2026-11-22T10:15:\#(second).000Z","customerCookieId":"v1","#
        + #""eventName":"\#(name)","attributes":\#(attributes)}"# + "\n"
    }
    func attribute(_ value: String) -> String { #"{"dataType":"string","value":"\#(value)"}"# }
    let choice =
      #"{"action":\#(attribute("grant")),"purpose":\#(attribute("sales")),"#
      + #""notice":\#(attribute("v3")),"method":\#(attribute("button"))}"#
    _ = folder.file(
      "events.ndjson",
      Data(
        (event(10, "page_viewed") + event(11, "consent_changed", choice) + event(12, "page_viewed"))
          .utf8))
    let result = try run(folder, "2026-11-23T03:00:00Z")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try permitted(folder).allSatisfy { $0 == ["sales"] })
    #expect(try permitted(folder).count == 2)
  }
}
