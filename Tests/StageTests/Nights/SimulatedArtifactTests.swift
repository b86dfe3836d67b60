import Foundation
import TestKit
import Testing

@Suite("consent 28: nothing of dropped people stands in any artifact of simulated nights")
struct SimulatedArtifactTests {
  /// A seed of the simulation, and flags of its runs.
  struct Nights: CustomTestStringConvertible, Sendable {
    var seed: UInt64
    var flags: [String]
    var testDescription: String { "seed \(seed) \(flags.joined(separator: " "))" }
  }

  private static let nights =
    [
      Nights(seed: 1, flags: ["--log-format", "json"]),
      Nights(seed: 2, flags: ["--memory", "1KB", "--jobs", "3"]), Nights(seed: 3, flags: []),
    ] + (4..<UInt64(LongTests.count(short: 4, long: 40))).map { Nights(seed: $0, flags: []) }

  @Test(
    "no id, address, agent, page, query or search text, as it is, packed or in rows",
    arguments: nights)
  func simulated(_ nights: Nights) throws {
    let people = try SimulatedPeople(seed: nights.seed)
    var search = ArtifactSearch()
    for secret in people.secrets { search.add(secret, "what only dropped people's lines hold") }
    for id in people.ids { search.add(id, "an id") }
    try #require(people.silent.count > 10 && search.count > 1_000, "\(people.silent.count) people")
    people.folder.file("metrics/none", "")
    for (day, asOf) in [("2026-11-19", "2026-11-20T00:30:00Z"), ("2026-11-22", "2026-11-23")] {
      try people.tell(upTo: day)
      let run = try Command.run(
        "sojourn",
        [
          "run", people.folder.path("pipeline.yaml"), "--as-of", asOf, "--metrics",
          people.folder.path("metrics/\(day).prom"),
        ] + nights.flags)
      #expect(run.status == 0, "\(run.errors)")
      search.expectNone(in: run, "the run")
    }
    try expectNone(of: people, &search)
  }

  /// Looks at all that lies there after the runs, and at what commands tell of it.
  private func expectNone(of people: SimulatedPeople, _ search: inout ArtifactSearch) throws {
    let workspace = people.folder.path("workspace")
    try search.expectNone(
      below: workspace,
      andIn: ["2026-11-19", "2026-11-22"].map { people.folder.path("metrics/\($0).prom") })
    for command in [
      ["status", "--workspace", workspace], ["verify", workspace],
      ["report", "consent", "--workspace", workspace],
      ["report", "consent", "--workspace", workspace, "--format", "json"],
      ["inspect", "bundle", "\(workspace)/models/purchase"],
      ["run", people.folder.path("pipeline.yaml"), "--dry-run"],
      // An audit, which judges everything anew.
      ["run", people.folder.path("pipeline.yaml"), "--as-of", "2026-11-19T12:00:00Z"],
    ] {
      let told = try Command.run("sojourn", command)
      #expect(told.status == 0, "\(command): \(told.errors)")
      search.expectNone(in: told, command.prefix(2).joined(separator: " "))
    }
    #expect(search.artifacts > 200 && search.bytes > 100_000, "\(search.artifacts) artifacts")
  }

  @Test("the search would find them: what the first stage hands on holds them", arguments: [1, 2])
  func sensitivity(seed: UInt64) throws {
    let people = try SimulatedPeople(seed: seed)
    let name = try #require(people.lines.keys.sorted().first { $0.hasPrefix("events/") })
    let events = try Command.run(
      "sojourn-ingest", ["--format", "journey", people.folder.path(name)])
    var search = ArtifactSearch()
    for secret in people.secrets { search.add(secret, "secret") }
    #expect(search.kinds(in: events.output) == ["secret"])
    try people.tell(upTo: "2026-11-22")
    let folder = people.folder.path("known")
    let statements = try FileManager.default.contentsOfDirectory(atPath: folder)
      .map { "\(folder)/\($0)" }
    let report = people.folder.path("consent.json")
    let permitted = try Command.run(
      "sojourn-consent",
      [
        "--controller", "acme", "--purposes", "sales,support,marketing", "--as-of", "2026-11-23",
        "--report", report, "--statements",
      ] + statements, input: events.output)
    #expect(permitted.status == 0 && !permitted.output.isEmpty, "\(permitted.errors)")
    search.expectNone(in: permitted, "sojourn-consent")
    try search.expectNone(inFile: report)
  }
}
