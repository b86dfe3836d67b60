import Foundation
import TestKit
import Testing

@Suite("sojourn run: what it writes when it is held back")
struct RunControlTests {
  static let site = MadeUpSite(seed: 12, visitors: 80)

  /// What each stage adds to a workspace, in order.
  static let added: [(stage: String, folders: Set<String>)] = [
    ("ingest", []),
    ("consent", ["tables/events", "tables/consent_tally", "tables/consent_cells"]),
    ("sessionize", ["tables/sessions", "tables/outcomes"]), ("train", []),
    ("export", ["models/purchase", "basis"]),
  ]

  @Test("--until-stage stops after the stage that it names", arguments: 0..<5)
  func untilStage(place: Int) throws {
    let job = try MadeUpRun(Self.site)
    let result = try job.run(["--until-stage", Self.added[place].stage])
    #expect(result.status == 0, "\(result.errors)")
    let found = try job.content().published.keys.map {
      $0.hasPrefix("basis/") ? "basis" : $0.split(separator: "/").prefix(2).joined(separator: "/")
    }
    let expected = Self.added.prefix(place + 1).reduce(into: Set()) { $0.formUnion($1.folders) }
    #expect(Set(found) == expected)
  }

  @Test("--until-stage knows no other stage")
  func unknownStage() throws {
    #expect(try MadeUpRun(Self.site).run(["--until-stage", "sleep"]).status == 64)
  }

  @Test("--dry-run names what would be read and writes nothing")
  func dryRun() throws {
    let job = try MadeUpRun(Self.site)
    let result = try job.run(["--dry-run"])
    #expect(result.status == 0)
    #expect(result.text.contains("logs/access.log"))
    #expect(result.text.contains("statements.ndjson"))
    #expect(!FileManager.default.fileExists(atPath: job.folder.path("workspace")))
  }

  @Test(
    "a run that judges the past is an audit: no table, no model, no record",
    arguments: [
      ["--as-of", "2026-03-09T00:00:00Z"], ["--known-at", "2026-03-09T00:00:00Z"],
      ["--known-at", "5"],
    ])
  func audit(flags: [String]) throws {
    let job = try MadeUpRun(Self.site)
    let result = try job.run(flags)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("audit"))
    let files = try job.content().files.keys.filter { $0 != ".lock" }
    #expect(files.isEmpty)
  }

  @Test("an audit leaves what a run has published as it is")
  func auditAfterRun() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let before = try job.content().below("tables", "models", "runs")
    try job.run(["--as-of", "2026-03-09T00:00:00Z"])
    #expect(try job.content().below("tables", "models", "runs") == before)
  }

  @Test("a workspace that another run holds: 75, and nothing is touched")
  func locked() throws {
    let job = try MadeUpRun(Self.site)
    try job.run(["--until-stage", "consent"])
    let before = try job.content().published
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell(
      "exec flock '\(job.folder.path("workspace/.lock"))' sojourn \(arguments)")
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains(job.folder.path("workspace")))
    #expect(try job.content().published == before)
    #expect(try job.run().status == 0, "the lock goes with its holder")
  }

  @Test("run twice, the same bytes")
  func twice() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let before = try job.content().published
    #expect(try job.run().status == 0)
    #expect(try job.content().published == before)
  }

  @Test("no log is there: 66; none for the night: 99")
  func nothingToRead() throws {
    let job = try MadeUpRun(Self.site)
    let text = try String(contentsOfFile: job.pipeline, encoding: .utf8)
    let missing = job.folder.file("missing.yaml", text.replacing("logs/access.log*", with: "none*"))
    let result = try Command.run("sojourn", ["run", missing])
    #expect(result.status == 66)
    #expect(result.errors.contains("none*"))
    let dated = job.folder.file(
      "dated.yaml", text.replacing("logs/access.log*", with: "logs/{date}.gz"))
    let nights = [
      ["--date", "2026-03-02"], ["--since", "2026-03-02", "--until", "2026-03-05"], [],
    ]
    for night in nights {
      #expect(try Command.run("sojourn", ["run", dated] + night).status == 99, "\(night)")
    }
  }

  @Test("--date reads the night's files, --since and --until those of several")
  func nights() throws {
    let job = try MadeUpRun(Self.site)
    let text = try String(contentsOfFile: job.pipeline, encoding: .utf8)
    for day in 2...4 {
      job.folder.file(
        "logs/2026-03-0\(day).log", MadeUpSite(seed: UInt64(day), visitors: 9).logText)
    }
    let dated = job.folder.file(
      "dated.yaml", text.replacing("logs/access.log*", with: "logs/{date}.log"))
    func plan(_ flags: [String]) throws -> [String] {
      try Command.run("sojourn", ["run", dated, "--dry-run"] + flags).lines
        .filter { $0.contains(".log") }.map { String($0.suffix(14)) }
    }
    #expect(try plan(["--date", "2026-03-03"]) == ["2026-03-03.log"])
    #expect(
      try plan(["--since", "2026-03-02", "--until", "2026-03-04"])
        == ["2026-03-02.log", "2026-03-03.log"])
  }
}
