import Foundation
import TestKit
import Testing

@Suite("the main job on a made-up site")
struct MadeUpRunTests {
  static let site = MadeUpSite(seed: 11)

  @Test("learns the outcome, and every file is as the manifest says")
  func whole() throws {
    let job = try MadeUpRun(Self.site)
    let result = try job.run()
    #expect(result.status == 0, "\(result.errors)")
    let content = try job.content()
    #expect(content.files["models/purchase/weights.safetensors"] != nil)
    #expect(content.leftovers.isEmpty)
    #expect(try Command.run("sojourn", ["verify", job.folder.path("workspace")]).status == 0)
  }

  @Test("verify names a table or a bundle that was changed, with 65")
  func changed() throws {
    for name in ["tables/events", "models/purchase/weights.safetensors"] {
      let job = try MadeUpRun(Self.site)
      try job.run()
      let workspace = job.folder.path("workspace")
      let paths = try FileManager.default.subpathsOfDirectory(atPath: workspace)
      let path = paths.sorted().last { $0.hasPrefix(name) && $0.contains(".") } ?? ""
      job.folder.file("workspace/\(path)", try gzip(Data("{}\n".utf8)))
      let result = try Command.run("sojourn", ["verify", workspace])
      #expect(result.status == 65, "\(path)")
      #expect(result.errors.contains(name.hasPrefix("models") ? "models/purchase" : path))
    }
  }

  @Test(
    "design 3: lines in any order and split over files give the same bytes",
    arguments: [5, 6] as [UInt64])
  func shuffledAndSplit(seed: UInt64) throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let other = try MadeUpRun(Self.site)
    var generator = SeededGenerator(seed: seed)
    let lines = Self.site.log.shuffled(using: &generator)
    let cuts = [0] + [lines.count / 3, lines.count / 2] + [lines.count]
    for (place, (from, to)) in zip(cuts, cuts.dropFirst()).enumerated() {
      other.folder.file(
        "logs/access.log\(place == 0 ? "" : ".\(place).gz")", lines[from..<to].joined())
    }
    other.folder.file(
      "statements.ndjson", Self.site.statements.shuffled(using: &generator).joined())
    try other.run(["--jobs", "3"])
    #expect(try job.content().published == other.content().published, "seed \(seed)")
  }

  @Test("consent 26: dropped records removed first, the same events, sessions and weights")
  func nonInterference() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let other = try MadeUpRun(Self.site)
    #expect(Self.site.permittedLog.count < Self.site.log.count * 3 / 4)
    other.folder.file("logs/access.log", Self.site.permittedLog.joined())
    try other.run()
    let tables = ["tables/events", "tables/sessions", "tables/outcomes"]
    let (one, two) = try (job.content(), other.content())
    for table in tables {
      #expect(!one.below(table).isEmpty)
      #expect(one.below(table) == two.below(table), "\(table)")
    }
    for file in ["weights.safetensors", "golden.ndjson"] {
      let path = "models/purchase/\(file)"
      #expect(one.files[path] != nil)
      #expect(one.files[path] == two.files[path], "\(file)")
    }
  }

  @Test("no cookie, address or agent of the log lies at rest")
  func nothingRaw() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let content = try job.content()
    var files = content.files
    files["the rows of all tables"] = try content.allRows()
    for (name, content) in files {
      let text = String(decoding: content, as: UTF8.self)
      for raw in ["cookie-11", "198.51.100", "Gecko", "_actmu"] {
        #expect(!text.contains(raw), "\(raw) in \(name)")
      }
    }
  }

  @Test("consent 28: a count of fewer than ten dropped records does not leave with the bundle")
  func smallCounts() throws {
    let job = try MadeUpRun(Self.site)
    let erased = MadeUpSite(seed: 77, visitors: 1, visits: 1)
    #expect((1..<10).contains(erased.log.count))
    job.folder.file("logs/access.log.2", erased.logText)
    job.folder.file(
      "statements.ndjson",
      Self.site.statementText
        + #"{"controller":"acme","subject":"cookie-77-0","action":"erase","at":"2026-03-12T00:00:00Z","appendedAt":"2026-03-12T00:00:00Z"}"#
    )
    try job.run()
    let content = try job.content()
    let manifest = try object(#require(content.files["models/purchase/manifest.json"]))
    let tallies = manifest["tallies"] as? [String: Int] ?? [:]
    #expect(tallies.keys.contains("dropped.no-consent"))
    #expect(!tallies.keys.contains("dropped.erased"))
    let rows = try objects(content.rows("tables/consent_tally"))
      .filter { $0["reason"] as? String == "erased" }
    let exact = Dictionary(grouping: rows) { $0["purpose"] as? String ?? "" }
      .mapValues { $0.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } }
    #expect(exact.values.contains(erased.log.count), "the workspace's own counts are exact")
  }

  @Test("a damaged log: 65, nothing of it, the others' models are made")
  func damaged() throws {
    let job = try MadeUpRun(Self.site)
    let packed = try gzip(Data(MadeUpSite(seed: 99).logText.utf8))
    job.folder.file("logs/access.log.2", packed.dropLast(9))
    let result = try job.run()
    #expect(result.status == 65)
    #expect(result.errors.contains("access.log.2"))
    let clean = try MadeUpRun(Self.site)
    try clean.run()
    #expect(try job.content().published == clean.content().published)
  }

  @Test("a damaged file of statements stops the run: a withdrawal may stand in what is missing")
  func damagedStatements() throws {
    let job = try MadeUpRun(Self.site)
    job.folder.file("statements.ndjson", try gzip(Data(Self.site.statementText.utf8)).dropLast(20))
    let result = try job.run()
    #expect(result.status == 65)
    #expect(result.errors.contains("statements.ndjson"))
    #expect(try job.content().published.isEmpty)
  }
}
