import Bytes
import Events
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("What lies at rest")
struct MinimizerTests {
  /// The one event at rest of a run over one line of a collector, as JSON.
  private func atRest(_ line: String) async throws -> [String: Any] {
    let folder = try TemporaryFolder()
    folder.file("events", line)
    folder.file("test-only.key", String(repeating: "ab", count: 32))
    let pipeline = """
      controller: acme
      purposes: [support]
      workspace: w
      pseudonymKey: test-only.key
      logs: [{path: events, format: journey}]
      consent: {basis: {support: legitimate_interests}}
      """
    let configuration = try PipelineConfiguration(text: pipeline, file: folder.path("p.yaml"))
    var options = RunOptions(asOf: try #require(Timestamp("2026-11-23")))
    options.untilStage = .consent
    _ = try await NightlyRun(
      configuration: configuration, options: options, log: SimulatedSite.quiet
    ).run()
    let name = try #require(
      Folder.files(below: folder.path("w/tables")).first { $0.hasPrefix("events/") })
    let rows = try SimulatedSite.rows(folder.path("w/tables/\(name)"))
    return try #require(
      try JSONSerialization.jsonObject(with: Data(rows)) as? [String: Any])
  }

  @Test("ids are pseudonyms, agents families, and e-mail addresses are gone from every text")
  func reduced() async throws {
    let event = try await atRest(
      #"{"id":"e1","customerCookieId":"cookie-1","customerId":"jo","eventName":"form_submitted","#
        + #""createdDate":"2026-11-22T10:00:00.5Z","userAgentString":"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0","#
        + #""page":{"url":"https://u:p@shop.example/of/jo.doe+x@mail.example/x?q=a%40b.example&t=1#f","title":"Hi a@b.example!"},"#
        + #""searchQuery":"me@x.example socks","attributes":{"to":{"dataType":"string","value":"a@b.example"}},"#
        + #""traits":{"email":{"dataType":"string","value":"jo@mail.example"}},"consent":{"gpc":"0","ip":"203.0.113.7"}}"#
    )
    #expect((event["visitor"] as? String)?.count == 32)
    #expect((event["customer"] as? String)?.count == 32)
    #expect(event["visitor"] as? String != event["customer"] as? String)
    #expect(event["agent"] as? String == "Firefox desktop")
    #expect(event["url"] as? String == "https://shop.example/of/*/x?q=*")
    #expect(event["title"] as? String == "Hi *!")
    #expect(event["search"] as? String == "* socks")
    #expect(event["time"] as? String == "2026-11-22T10:00:00.5Z")
    #expect(event["traits"] == nil)
    #expect(event["consent"] as? [String: String] == ["gpc": "0"])
    #expect(event["source"] as? String == "journey-1", "the pipeline's entry, never a file")
    let attributes = event["attributes"] as? [String: [String: String]]
    #expect(attributes?["to"]?["value"] == "*")
  }

  @Test(
    "a lone @ and a price stay as they are", arguments: ["a @ b", "5@home", "@b.example", "x@y"])
  func noAddress(_ title: String) async throws {
    let event = try await atRest(
      #"{"customerCookieId":"c1","eventName":"page_viewed","createdDate":"2026-11-22T10:00:00Z","page":{"url":"/","title":"\#(title)"}}"#
    )
    #expect(event["title"] as? String == title)
  }

  @Test("consent 12: a workspace of another controller is refused")
  func otherWorkspace() async throws {
    let site = try SimulatedSite(visitors: 30)
    try await site.run(into: "w") { $0.untilStage = .consent }
    let failure = try await #require(throws: StageFailure.self) {
      try await site.run(into: "w", controller: "globex")
    }
    #expect(failure.code == .configuration)
    #expect(failure.description.contains("acme"))
  }
}
