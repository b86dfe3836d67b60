import Foundation
import TestKit
import Testing

@Suite("nothing that tells who somebody is lies at rest or is said")
struct ArtifactTests {
  private let folder: TemporaryFolder
  private var workspace: String { folder.path("workspace") }

  init() throws {
    folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file("pipeline.yaml", SecretSite.pipeline)
    folder.file("statements.ndjson", SecretSite.statements(0..<80))
    folder.file("logs/access.log", SecretSite.requests(0..<80, day: 2))
    folder.file("logs/events.ndjson.gz", try gzip(Data(SecretSite.events(0..<80, day: 2).utf8)))
  }

  @Test("the site holds all that is looked for")
  func site() throws {
    let line = "zbroken"
    let all =
      SecretSite.requests(0..<9, day: 2) + SecretSite.events(0..<9, day: 2)
      + SecretSite.statements(0..<9) + line
    for (kind, secret) in SecretSite.secrets { #expect(all.contains(secret), "\(kind)") }
  }

  private func run(_ day: Int, _ flags: String...) throws -> Command.Result {
    try Command.run(
      "sojourn",
      ["run", folder.path("pipeline.yaml"), "--as-of", "2026-03-0\(day)T03:00:00Z"] + flags)
  }

  /// Expects that no secret stands in a text.
  private func expectClean(
    _ text: Data, _ place: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (kind, secret) in SecretSite.secrets {
      #expect(
        text.range(of: Data(secret.utf8)) == nil, "\(kind) in \(place)",
        sourceLocation: sourceLocation)
    }
  }

  private func expectClean(_ result: Command.Result, _ what: String) {
    expectClean(result.output, "what \(what) prints")
    expectClean(Data(result.errors.utf8), "what \(what) says")
  }

  /// Looks at every file of the workspace as it lies there, at all rows, and at what other commands say.
  private func inspect() throws {
    let content = try WorkspaceContent(workspace)
    for (name, bytes) in content.files { expectClean(bytes, name) }
    for name in content.files.keys {
      expectClean(Data(name.utf8), "a name")
      if name.hasSuffix(".parquet") { expectClean(try content.rows(name), "rows of \(name)") }
    }
    let known = ["tables/", "held/", "models/", "basis/", "runs/", "metrics.prom", ".lock"]
    let others = content.files.keys.filter { name in !known.contains { name.hasPrefix($0) } }
    #expect(others.isEmpty, "nothing else stays")
    expectClean(try Command.run("sojourn", ["status", "--workspace", workspace]), "status")
    expectClean(try Command.run("sojourn", ["verify", workspace]), "verify")
    for format in ["text", "json"] {
      let report = ["report", "consent", "--workspace", workspace, "--format", format]
      expectClean(try Command.run("sojourn", report), "the report")
    }
    var search = ArtifactSearch()
    for (kind, secret) in SecretSite.secrets { search.add(secret, kind) }
    try search.expectNone(below: workspace)
    expectClean(
      try Command.run("sojourn", ["inspect", "bundle", "\(workspace)/models/purchase"]), "inspect")
  }

  @Test(
    "in every artifact of nights, with records that spill or without",
    arguments: [["--memory", "1KB"], ["--jobs", "4"], ["--log-format", "json"]])
  func nights(flags: [String]) throws {
    for (day, people) in [(2, 0..<80), (3, 20..<60)] {
      folder.file("logs/access.log.\(day)", SecretSite.requests(people, day: day))
      folder.file("logs/events.\(day)", SecretSite.events(people, day: day))
      let result = try Command.run(
        "sojourn",
        ["run", folder.path("pipeline.yaml"), "--as-of", "2026-03-0\(day + 1)T03:00:00Z"] + flags)
      #expect(result.status == 0, "\(result.errors)")
      expectClean(result, "the run")
    }
    let content = try WorkspaceContent(workspace)
    for part in ["tables/events/", "tables/outcomes/", "held/", "models/purchase/", "metrics.prom"]
    {
      #expect(content.files.keys.contains { $0.hasPrefix(part) }, "\(part)")
    }
    let rows = String(decoding: try content.rows("tables/events"), as: UTF8.self)
    #expect(rows.contains("q=shoes"), "what is listed stays")
    try inspect()
  }

  @Test("after runs with bad lines, damaged files and statements that can't be read")
  func damage() throws {
    expectClean(try run(3), "the first run")
    let line = "zbroken zvisitor-1 203.0.113.77 zmail@zmail.example\n"
    folder.file(
      "logs/access.log.1", SecretSite.requests(0..<9, day: 2) + String(repeating: line, count: 30))
    folder.file("logs/events.1", #"{"customerCookieId":"zvisitor-2","zbroken"# + "\n")
    let packed = try gzip(Data(SecretSite.requests(0..<80, day: 3).utf8))
    folder.file("logs/access.log.2.gz", packed.dropLast(9))
    var odd = packed
    odd[odd.count / 2] ^= 0x40
    folder.file("logs/access.log.3.gz", odd)
    folder.file("statements.odd", #"{"subject":"zvisitor-3","action":"grant","zbroken":1}"# + "\n")
    for flags in [["--memory", "1KB"], ["--log-format", "json"]] {
      let result = try Command.run(
        "sojourn", ["run", folder.path("pipeline.yaml"), "--as-of", "2026-03-05"] + flags)
      #expect(result.status == 65)
      #expect(result.errors.contains("access.log.2.gz") && result.errors.contains("rejected: bad-"))
      expectClean(result, "a run over damaged files")
    }
    try inspect()
  }

  @Test(
    "where a run gives up: too many bad lines, a denial that can't be read, a key that is wrong")
  func refused() throws {
    #expect(try run(3).status == 0)
    let line = "zbroken zvisitor-1 203.0.113.77 zmail@zmail.example\n"
    folder.file("logs/access.log.1", String(repeating: line, count: 400))
    let many = try run(4)
    #expect(many.status == 65)
    expectClean(many, "a run over too many bad lines")
    folder.file("logs/access.log.1", "")
    folder.file(
      "statements.odd",
      #"{"controller":"acme","subject":"zvisitor-3","action":"withdraw","at":"zbroken"}"# + "\n")
    let denial = try run(4)
    #expect(denial.status == 65)
    expectClean(denial, "a run that can't read a denial")
    folder.file("statements.odd", "")
    expectClean(try run(4, "--dry-run"), "a dry run")
    expectClean(try run(4, "--until-stage", "consent"), "a run of two stages")
    expectClean(try run(2), "an audit")
    try inspect()
  }
}
