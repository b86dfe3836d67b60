import Bytes
import Events
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("The night after a person was erased and redacted")
struct RedactedNightTests {
  private let site: NightSite

  init() throws { site = try NightSite() }

  private func configuration() throws -> PipelineConfiguration {
    let text = """
      controller: acme
      purposes: [sales, support]
      workspace: w
      ledger: acme.ledger
      pseudonymKey: test-only.key
      logs:
        - {path: logs/*, format: '%h %l %u %t "%r" %>s %b "%{Cookie}i"', visitor: "cookie:v"}
      statements: statements
      consent: {basis: {support: legitimate_interests}}
      """
    return try PipelineConfiguration(text: text, file: site.folder.path("pipeline.yaml"))
  }

  @discardableResult
  private func run(_ asOf: String) async throws -> NightlyRun.Result {
    var options = RunOptions(asOf: try #require(Timestamp(asOf)))
    options.untilStage = .sessionize
    options.isAsOfGiven = true
    return try await NightlyRun(
      configuration: try configuration(), options: options, log: SimulatedSite.quiet
    ).run()
  }

  private func append(_ statement: String, now: String) throws {
    let file = site.folder.file("late-\(now)", statement)
    let appending = LedgerAppending(
      settings: try LedgerSettings(configuration()), now: try #require(Timestamp(now)),
      log: SimulatedSite.quiet)
    #expect(try appending.run(files: [file]).report.stage.out == 1)
  }

  private func redact(_ id: String) throws -> String {
    try LedgerRedacting(settings: LedgerSettings(configuration()), log: SimulatedSite.quiet)
      .redact(id)
  }

  /// How many events lie at rest and how many are held back.
  private func rows() throws -> [Int] {
    [try site.rows("w", "tables/events").count, try site.rows("w", "held").count]
  }

  @Test(
    "consent 23: nothing of theirs lies at rest, in use or held back", arguments: [false, true])
  func gone(isRestricted: Bool) async throws {
    site.folder.file(
      "logs/l", (11...12).map { NightSite.line("a", $0) + NightSite.line("b", $0) }.joined())
    site.folder.file(
      "statements",
      NightSite.statement("grant", "a", 10) + NightSite.statement("grant", "b", 10)
        + (isRestricted
          ? NightSite.statement("restrict", "a", 11).replacing("sales", with: "*") : ""))
    try await run("2026-11-13T03:00:00Z")
    #expect(try rows() == (isRestricted ? [2, 2] : [4, 0]))
    try append(NightSite.statement("erase", "a", 13), now: "2026-11-13T12:00:00Z")
    let impact = try LedgerImpact(
      configuration: configuration(), asOf: try #require(Timestamp("2026-11-13T13:00:00Z")),
      since: nil, log: SimulatedSite.quiet)
    let reached = try impact.run()
    #expect(try redact("a") == "redacted\n")
    #expect(try impact.run().partitions == reached.partitions)
    #expect(try impact.run().visitors == reached.visitors)
    let suppressions = try Suppressions(
      settings: LedgerSettings(configuration()), since: .size(3),
      asOf: try #require(Timestamp("2026-11-13T13:00:00Z")))
    #expect(suppressions.entries.map(\.isErased) == [true])
    site.folder.file("logs/m", NightSite.line("a", 13, 1) + NightSite.line("b", 13, 1))
    // The same file of statements, which has grown, is read again from its beginning.
    let statements = try String(contentsOfFile: site.folder.path("statements"), encoding: .utf8)
    site.folder.file("statements", statements + NightSite.statement("grant", "c", 13))
    try await run("2026-11-14T03:00:00Z")
    // Of the first's events the one after the erasure stays, on legitimate interests.
    #expect(try rows() == [4, 0])
    #expect(try redact("a") == "redacted before; nothing is changed\n")
    // A new grant is a new person's: old logs stay out, new ones come in.
    site.folder.file(
      "statements",
      statements + NightSite.statement("grant", "c", 13) + NightSite.statement("grant", "a", 15))
    site.folder.file("logs/n", NightSite.line("a", 15, 1) + NightSite.line("a", 13, 23))
    try await run("2026-11-16T03:00:00Z")
    #expect(try rows() == [6, 0])
    #expect(
      try Suppressions(
        settings: LedgerSettings(configuration()), since: .size(0),
        asOf: try #require(Timestamp("2026-11-16T03:00:00Z"))
      ).entries.isEmpty)
  }
}
