import Foundation
import TestKit
import Testing

@Suite("consent 20: signals through the executables")
struct SignalTests {
  /// Consent to purposes 1 and 7 for vendors 1 to 5, all shown; made on 2026-03-01 under policies 5.
  private static let string = "CQgYw8AQgYw8AAfAHBENBjFgAIIAAAAAABAgACwAYAAgAKAAAAA.IACwAYAAgAK"
  private static let combined =
    #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#

  private static let signals = """
    signals:
      tc: {vendor: 3, purposes: {sales: [1, 7], marketing: [1, 3]}}
      consentMode: {analytics_storage: support}
      dnt: [marketing]
      flags: [{cookie: shop, value: "0", denies: [sales]}]
    """

  private static let statements = ["support", "sales", "marketing"].map {
    #"{"controller":"acme","subject":"v1","purpose":"\#($0)","action":"grant","at":"2026-03-01T00:00:00Z","notice":"n1","method":"button"}"#
  }.joined(separator: "\n")

  private func line(_ second: Int, _ target: String, _ cookies: String) -> String {
    #"192.0.2.7 - - [05/Mar/2026:12:00:\#(10 + second) +0000] "GET \#(target) HTTP/1.1" 200 5 "-" "Moz" "_actmu=v1\#(cookies)""#
  }

  private var log: String {
    [
      line(0, "/plain", ""), line(1, "/tc", "; euconsent-v2=\(Self.string)"),
      line(2, "/damaged", "; euconsent-v2=CQSECRET"), line(3, "/mode?gcs=G110", ""),
      line(4, "/flag", "; shop=0"), line(5, "/both", "; shop=0; euconsent-v2=CQSECRET"),
      line(6, "/fine", "; shop=1"),
    ].joined(separator: "\n") + "\n"
  }

  /// The purposes and the reason of each decision, by the page's order.
  private func decisions(_ arguments: [String], in folder: TemporaryFolder) throws -> [String] {
    let events = try Command.run(
      "sojourn-ingest",
      ["--format", Self.combined, "--visitor", "cookie:_actmu"] + arguments
        + [folder.file("access.log", log)])
    #expect(events.status == 0, "\(events.errors)")
    let result = try Command.run(
      "sojourn-consent",
      [
        "--controller", "acme", "--purposes", "support,sales,marketing", "--statements",
        folder.file("statements", Self.statements), "--policy",
        folder.file("policy.yaml", Self.signals), "--as-of", "2026-03-20", "--decisions",
      ], input: events.output)
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.errors.contains("SECRET"))
    return try objects(result.output).map { decision in
      let purposes = decision["purposes"] as? [String] ?? []
      return decision["reason"] as? String ?? purposes.joined(separator: " ")
    }
  }

  @Test("sojourn-consent --policy judges events by the signals that sojourn-ingest brings")
  func stages() throws {
    let folder = try TemporaryFolder()
    #expect(
      try decisions(["--signals", "tc,consent-mode,dnt,cookie:shop"], in: folder) == [
        "support sales marketing", "support sales", "support", "sales marketing",
        "support marketing", "support", "support sales marketing",
      ])
    // Signals of standard names are brought without being asked for; none are where none is asked for.
    #expect(
      try decisions([], in: folder) == [
        "support sales marketing", "support sales", "support", "sales marketing",
        "support sales marketing", "support", "support sales marketing",
      ])
    #expect(Set(try decisions(["--signals", "none"], in: folder)) == ["support sales marketing"])
  }

  @Test(
    "signals that are no such thing: 64; a policy with a wrong key: 78, with file, line and key")
  func refused() throws {
    let folder = try TemporaryFolder()
    let usage = try Command.run(
      "sojourn-ingest", ["--format", "common", "--signals", "tcs"], input: Data())
    #expect(usage.status == 64)
    #expect(usage.errors.contains("tc=COOKIE"))
    let policy = folder.file("policy.yaml", "signals:\n  tc: {vendr: 3}\n")
    let result = try Command.run(
      "sojourn-consent",
      ["--controller", "acme", "--purposes", "sales", "--policy", policy], input: Data())
    #expect(result.status == 78)
    #expect(
      result.errors.contains("\(policy):2: signals.tc.vendr: unknown key; did you mean `vendor`?"))
  }

  @Test(
    "sojourn run drops by signals, keeps those at rest that decide, and judges again from there")
  func run() throws {
    let folder = try TemporaryFolder()
    folder.file("access.log", log)
    folder.file("statements", Self.statements)
    folder.file("test-only.key", String(repeating: "ab", count: 32))
    let signals = Self.signals.split(separator: "\n").map { "  \($0)\n" }.joined()
    let pipeline = folder.file(
      "p.yaml",
      """
      controller: acme
      workspace: w
      pseudonymKey: test-only.key
      logs: [{path: access.log, format: '\(Self.combined)', visitor: 'cookie:_actmu'}]
      statements: statements
      consent:
      \(signals)
      """)
    for asOf in ["2026-03-20", "2026-03-21"] {
      let result = try Command.run(
        "sojourn", ["run", pipeline, "--as-of", asOf, "--until-stage", "sessionize"])
      #expect(result.status == 0 || result.status == 99, "\(result.errors)")
      let events = try objects(
        Command.run("sojourn", ["inspect", "table", folder.path("w/tables/events")]).output)
      let rows = events.map { event in
        let purposes = event["purposes"] as? [String] ?? []
        return "\(event["url"] ?? "") \(purposes.joined(separator: " "))"
      }
      #expect(
        rows == [
          "/plain support sales marketing", "/tc support sales", "/damaged support",
          "/mode sales marketing", "/flag support marketing", "/both support",
          "/fine support sales marketing",
        ])
      let consents = events.map { $0["consent"] as? [String: String] ?? [:] }
      #expect(consents[1] == ["tc": Self.string])
      #expect(consents[3] == ["gcs": "G110"])
      #expect(consents[4] == ["cookie:shop": "0"])
      #expect(consents[6] == [:])
    }
    let tally = try objects(
      Command.run("sojourn", ["inspect", "table", folder.path("w/tables/consent_tally")]).output)
    let counts = tally.map {
      "\($0["purpose"] ?? "") \($0["reason"] ?? "") \($0["count"] ?? "")"
    }
    #expect(
      Set(counts) == [
        "support consent-mode 1", "sales tc-string 2", "sales consent-flag 1",
        "marketing tc-string 3",
      ])
  }
}
