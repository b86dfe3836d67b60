import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

/// A site whose visitors buy after page /a far more often than after /b, and what its nights decide.
private final class ShopSite {
  let site: NightSite

  init(visitors: Int) throws {
    site = try NightSite()
    var numbers = SeededGenerator(seed: 11)
    var lines: [(day: Int, text: String)] = []
    var statements = ""
    for number in 0..<visitors {
      let visitor = "v\(number)"
      statements += NightSite.statement("grant", visitor, 10, appended: 10)
      for _ in 0..<2 {
        let day = Int.random(in: 11...25, using: &numbers)
        let hour = Int.random(in: 1...22, using: &numbers)
        let isA = Bool.random(using: &numbers)
        var text = NightSite.line(visitor, day, hour, isA ? "/a" : "/b")
        if Double.random(in: 0..<1, using: &numbers) < (isA ? 0.7 : 0.1) {
          text += NightSite.line(visitor, day, hour, "/done")
        }
        lines.append((day, text))
      }
    }
    lines.sort { $0.day < $1.day }
    site.folder.file("logs/l", lines.map(\.text).joined())
    site.folder.file("statements", statements)
    self.statements = statements
  }

  private(set) var statements: String

  func append(_ statement: String) {
    statements += statement
    site.folder.file("statements", statements)
  }

  /// Runs a night and gives its decision with its summary.
  func run(
    _ asOf: String = "2026-11-28T03:00:00Z", l2: String = "1", more: String = "",
    page: String = "/done", edit: (inout RunOptions) -> Void = { _ in }
  ) async throws -> (reason: String?, takesOver: Bool, summary: String) {
    let text = """
      controller: acme
      purposes: [sales]
      workspace: w
      pseudonymKey: test-only.key
      logs:
        - {path: logs/*, format: '%h %l %u %t "%r" %>s %b "%{Cookie}i"', visitor: "cookie:v"}
      statements: statements
      outcomes:
        - name: purchase
          purpose: sales
          patterns:
            - event: page_viewed
              criteria: [{key: page.url, operator: containsAny, values: [\(page)]}]
      training: {bits: 12, l2: \(l2), minimumSessions: 20, minimumSupport: 5\(more)}
      """
    var options = RunOptions(asOf: try #require(Timestamp(asOf)))
    options.isAsOfGiven = true
    edit(&options)
    let configuration = try PipelineConfiguration(
      text: text, file: site.folder.path("pipeline.yaml"))
    let result = try await NightlyRun(
      configuration: configuration, options: options, log: SimulatedSite.quiet
    ).run()
    let id = try file("runs/current").trimmingCharacters(in: .whitespacesAndNewlines)
    let record = try JSONSerialization.jsonObject(with: Data(file("runs/\(id)/training.json").utf8))
    let outcomes = try #require((record as? [String: Any])?["outcomes"] as? [[String: Any]])
    let promotion = outcomes.first?["promotion"] as? [String: Any]
    return (
      promotion?["reason"] as? String, try #require(outcomes.first?["takesOver"] as? Bool),
      result.summary
    )
  }

  func file(_ path: String) throws -> String {
    String(decoding: try WholeFile.read(site.folder.path("w/\(path)")), as: UTF8.self)
  }

  func weights() throws -> [UInt8] {
    try WholeFile.read(site.folder.path("w/models/purchase/weights.safetensors"))
  }

  func verify() throws -> String {
    try Verification(path: site.folder.path("w")).run()
  }
}

@Suite("Which model takes over")
struct PromotionTests {
  /// So strong a penalty leaves the base rate alone.
  private let poor = "1000000000"

  @Test("a worse model leaves the champion in place, and the run is still verified")
  func worse() async throws {
    let shop = try ShopSite(visitors: 1_200)
    let first = try await shop.run()
    #expect(first.reason == "first" && first.takesOver)
    let champion = try shop.weights()
    let second = try await shop.run(l2: poor)
    #expect(second.reason == "worse" && !second.takesOver)
    #expect(second.summary.contains("as of 2026-11-28T03:00:00Z stays: this one is worse by 0."))
    #expect(try shop.weights() == champion)
    #expect(try shop.verify().contains("0 bundles are as they were made"))
    // As good as the champion is good enough.
    let third = try await shop.run(more: ", learningCurve: true")
    #expect(third.reason == "notWorse" && third.takesOver)
    #expect(try shop.weights() == champion)
    #expect(try shop.verify().contains("1 bundles are as they were made"))
    let manifest = try shop.file("models/purchase/manifest.json")
    #expect(manifest.contains("\"learningCurve\""))
    #expect(!manifest.contains("notWorse") && !manifest.contains("champion"))
  }

  @Test("a champion that holds records of someone who has withdrawn goes, however good it is")
  func withdrawn() async throws {
    let shop = try ShopSite(visitors: 1_200)
    _ = try await shop.run()
    let champion = try shop.weights()
    shop.append(NightSite.statement("withdraw", "v5", 26, appended: 28))
    let next = try await shop.run("2026-11-29T03:00:00Z", l2: poor)
    #expect(next.reason == "recordsGone" && next.takesOver)
    #expect(next.summary.contains("holds records that may not be used now"))
    #expect(try shop.weights() != champion)
    _ = try shop.verify()
  }

  @Test("nor does one stay that is expired, damaged, of another outcome or key, or built anew")
  func disqualified() async throws {
    let shop = try ShopSite(visitors: 1_200)
    _ = try await shop.run(more: ", expiresAfterDays: 1")
    #expect(try await shop.run("2026-11-29T03:00:00Z", l2: poor).reason == "expired")
    #expect(try await shop.run("2026-11-29T03:00:00Z").reason == "notWorse")
    let other = try await shop.run("2026-11-29T03:00:00Z", l2: poor, page: "/d")
    #expect(other.reason == "otherDefinition")
    _ = try await shop.run("2026-11-29T03:00:00Z")
    let rebuilt = try await shop.run("2026-11-29T03:00:00Z", l2: poor) { $0.rebuilds = true }
    #expect(rebuilt.reason == "rebuilt")
    shop.site.folder.file("w/models/purchase/manifest.json", "{")
    #expect(try await shop.run("2026-11-29T03:00:00Z", l2: "2").reason == "unreadable")
    _ = try shop.verify()
  }

  @Test("too few visitors tell nothing: the new model takes over")
  func few() async throws {
    let shop = try ShopSite(visitors: 300)
    _ = try await shop.run()
    let next = try await shop.run(l2: poor)
    #expect(next.reason == "tooFewVisitors" && next.takesOver)
  }
}
