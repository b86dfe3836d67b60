import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("A run over made-up logs")
struct RunPropertyTests {
  @Test("gives the same bytes again, whatever the number of jobs")
  func again() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "one")
    try await site.run(into: "four") { $0.jobs = 4 }
    try await site.run(into: "four") { $0.jobs = 3 }
    #expect(try site.published("one") == site.published("four"))
    #expect(try site.figures("one") == site.figures("four"))
    #expect(try site.published("one").keys.contains("models/purchase/weights.safetensors"))
  }

  @Test(
    "gives the same tables and weights in so little memory that records are spilled",
    arguments: [1, 2])
  func spilled(jobs: Int) async throws {
    let site = try SimulatedSite()
    try await site.run(into: "roomy")
    try await site.run(into: "narrow") {
      $0.memory = 1 << 20
      $0.jobs = jobs
    }
    #expect(try site.published("narrow") == site.published("roomy"))
    #expect(try site.figures("narrow") == site.figures("roomy"))
  }

  @Test(
    "sessions 3: gives the same tables and weights for any order of lines and any cut into files")
  func recut() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "as-made")
    var random = SeededGenerator(seed: 11)
    let requests = try site.files("logs/").flatMap(site.lines).shuffled(using: &random)
    let events = try site.files("events/").flatMap(site.lines).shuffled(using: &random)
    for part in 0..<5 {
      let share = requests.enumerated().filter { $0.offset % 5 == part }.map(\.element)
      site.folder.file("cut/x/access.log.\(part)", share.joined(separator: "\n"))
    }
    site.folder.file("cut-events/all", events.joined(separator: "\n") + "\n")
    try await site.run(into: "recut", logs: "cut/*/access.log*", events: "cut-events/*")
    #expect(try site.published("as-made") == site.published("recut"))
  }

  @Test("consent 26: gives the same tables and weights when dropped records are removed first")
  func nonInterference() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "all")
    let statements = try site.files("statements/").flatMap(site.lines).joined()
    let events = try site.files("events/").flatMap(site.lines)
    // Visitors of whom no statement speaks, and who never log in: all their records are dropped.
    let known = Set(events.filter { $0.contains("\"customerId\"") }.compactMap(Self.cookie))
    let silent = Set(
      try (events + site.files("logs/").flatMap(site.lines)).compactMap(Self.cookie)
        .filter { !statements.contains($0) && !known.contains($0) })
    try #require(silent.count > 5)
    let isKept = { (line: String) in Self.cookie(line).map { !silent.contains($0) } ?? true }
    let kept = events.filter(isKept)
    try #require(kept.count < events.count)
    site.folder.file("less-events/all", kept.joined(separator: "\n"))
    for name in site.files("logs/") {
      site.folder.file("fewer/\(name)", try site.lines(name).filter(isKept).joined(separator: "\n"))
    }
    try await site.run(into: "less", logs: "fewer/logs/*/access.log*", events: "less-events/*")
    let (all, less) = (try site.published("all"), try site.published("less"))
    for name in Set(all.keys).union(less.keys).sorted() {
      #expect(all[name] == less[name], "\(name)")
    }
  }

  @Test("keeps no cookie, address, login or e-mail in anything that it writes or says")
  func nothingPersonal() async throws {
    let site = try SimulatedSite()
    let summary = try await site.run(into: "workspace").summary
    let lines =
      try site.files("logs/").flatMap(site.lines) + site.files("events/").flatMap(site.lines)
    let cookies = Set(lines.compactMap(Self.cookie))
    let addresses = Set(
      lines.filter { !$0.hasPrefix("{") }.compactMap { $0.split(separator: " ").first }
        .map(String.init).filter { $0.contains(".") || $0.contains(":") })
    let logins = Set(
      try site.files("statements/").flatMap(site.lines).compactMap { Self.value("other", in: $0) })
    try #require(cookies.count > 100 && addresses.count > 10 && !logins.isEmpty)
    var written = try site.content(of: "workspace")
    written["summary"] = Array(summary.utf8)
    let secrets = cookies.union(addresses).union(logins).filter { $0.utf8.count > 5 }
    for (name, bytes) in written {
      // A bundle's golden prefixes are made up, agents and all.
      let agents: Set<String> = name.hasSuffix("/golden.ndjson") ? [] : ["Mozilla/"]
      for secret in secrets.union(agents).union(["@example.com"]) {
        let isThere = bytes.span.contains(Array(secret.utf8).span)
        #expect(!isThere, "\(name) holds an id, an address or an agent")
      }
    }
  }

  @Test("that judges the past is an audit and writes no table, model or manifest")
  func audit() async throws {
    let site = try SimulatedSite()
    let result = try await site.run(into: "audit") {
      $0.asOf = Timestamp("2026-11-19T00:00:00Z")!
    }
    #expect(result.summary.contains("audit"))
    #expect(!Folder.exists(site.folder.path("audit")))
  }

  @Test("names a damaged file, keeps nothing of it, and does the rest", arguments: [0, 1])
  func damaged(_ place: Int) async throws {
    let site = try SimulatedSite()
    let name = site.files(place == 0 ? "logs/" : "events/").first { $0.hasSuffix("gz") }
    let file = site.folder.path(try #require(name))
    let bytes = try WholeFile.read(file)
    try FileManager.default.removeItem(atPath: file)
    try await site.run(into: "without")
    try Data(bytes.dropLast(5)).write(to: URL(fileURLWithPath: file))
    let result = try await site.run(into: "damaged")
    #expect(result.code == .badData)
    #expect(try site.published("without") == site.published("damaged"))
  }

  @Test("sessions 9: reads content once that lies there under two names, compressed or not")
  func sameContent() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "once")
    let name = try #require(site.files("logs/web1/").first)
    let content = try SimulatedSite.inflate(site.folder.path(name))
    site.folder.file("logs/web9/access.log", Data(content))
    let result = try await site.run(into: "twice")
    #expect(result.code == .done)
    #expect(try site.published("once") == site.published("twice"))
  }

  @Test(
    "consent 3: refuses to judge without a denial that it can't read",
    arguments: [
      #"{"controller":"acme","subject":"a","action":"withdraw","at":"yesterday"}"#,
      #"{"controller":"acme","subject":"a","action":"Erase","at":"2026-11-18T00:00:00Z"}"#,
    ])
  func unreadableDenial(_ line: String) async throws {
    let site = try SimulatedSite(visitors: 30)
    site.folder.file("statements/zz.ndjson", line + "\n")
    let failure = try await #require(throws: StageFailure.self) { try await site.run(into: "w") }
    #expect(failure.code == .badData)
    #expect(failure.description.contains("zz.ndjson:1"))
    #expect(!Folder.exists(site.folder.path("w/tables")))
  }

  @Test("stops after the stage that is asked for", arguments: PipelineStage.allCases)
  func untilStage(_ stage: PipelineStage) async throws {
    let site = try SimulatedSite()
    try await site.run(into: "w") { $0.untilStage = stage }
    let names = Folder.names(in: site.folder.path("w")).filter { !$0.hasPrefix(".") }
    let tables = Folder.names(in: site.folder.path("w/tables"))
    switch stage {
    case .ingest: #expect(names.isEmpty)
    case .consent:
      #expect(names == ["held", "metrics.prom", "runs", "tables"])
      #expect(tables == ["consent_cells", "consent_tally", "events", "runs"])
    case .sessionize, .train:
      #expect(names == ["held", "metrics.prom", "runs", "tables"])
      #expect(
        tables == [
          "consent_cells", "consent_tally", "events", "outcomes", "runs", "sessions",
        ])
    case .export:
      #expect(names == ["basis", "held", "metrics.prom", "models", "runs", "tables"])
    }
  }

  private static func cookie(_ line: String) -> String? {
    if line.hasPrefix("{") { return value("customerCookieId", in: line) }
    guard let start = line.range(of: "_actmu=") else { return nil }
    let cookie = line[start.upperBound...].prefix { $0.isHexDigit || $0 == "-" }
    return cookie.count > 20 ? String(cookie) : nil
  }

  private static func value(_ key: String, in line: String) -> String? {
    guard let start = line.range(of: "\"\(key)\":\"") else { return nil }
    return String(line[start.upperBound...].prefix { $0 != "\"" })
  }
}
