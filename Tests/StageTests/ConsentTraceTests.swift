import Foundation
import TestKit
import Testing

@Suite("consent 28: about dropped records only tallies remain")
struct ConsentTraceTests {
  static let statements = """
    {"controller":"acme","subject":"kept-1","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z","notice":"n1","method":"checkbox"}
    {"controller":"acme","subject":"kept-1","purpose":"support","action":"grant","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z","notice":"n1","method":"checkbox"}
    {"controller":"acme","subject":"half-1","purpose":"support","action":"grant","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z","notice":"n1","method":"checkbox"}

    """

  /// Events of a visitor with full consent, one with half, and many with none.
  static let events = (1...40).map { number in
    let visitor = number % 4 == 0 ? "kept-1" : number % 4 == 1 ? "half-1" : "TRACE-\(number)"
    let mark = visitor.hasPrefix("TRACE") ? "TRACE" : "fine"
    return
      #"{"time":"2026-03-05T12:00:\#(number + 10)Z","visitor":"\#(visitor)","event":"page_viewed","id":"\#(mark)-id-\#(number)","url":"/\#(mark)-url?x=\#(number)","agent":"\#(mark)-agent","referrer":"https://\#(mark)-site/","controller":"acme"}"#
      + "\n"
  }.joined()

  private func run(_ more: [String], in folder: TemporaryFolder) throws -> Command.Result {
    try Command.run(
      "sojourn-consent",
      [
        "--controller", "acme", "--purposes", "sales,support",
        "--statements", folder.file("statements.ndjson", Self.statements),
        "--as-of", "2026-03-20T00:00:00Z",
      ] + more, input: Data(Self.events.utf8))
  }

  @Test("no id, URL, agent or referrer in the output, on standard error or in the report")
  func traces() throws {
    let folder = try TemporaryFolder()
    let report = folder.path("report.json")
    let result = try run(["--report", report], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 20)
    #expect(!result.text.contains("TRACE"))
    #expect(!result.errors.contains("TRACE"))
    #expect(!String(decoding: try bytes(report), as: UTF8.self).contains("TRACE"))
    let tallies = try StageTallies(report)
    #expect(tallies.in == 40)
    #expect(tallies.out == 20)
    #expect(tallies.dropped == ["no-consent": 20])
    #expect(tallies.isBalanced)
  }

  @Test("consent 49: a permitted event lists the purposes that it is permitted for")
  func purposes() throws {
    let folder = try TemporaryFolder()
    let result = try run([], in: folder)
    for event in try objects(result.output) {
      let visitor = event["visitor"] as? String
      let purposes = Set(event["purposes"] as? [String] ?? [])
      #expect(purposes == (visitor == "kept-1" ? ["sales", "support"] : ["support"]))
    }
  }

  @Test("an --output file holds what standard output would")
  func output() throws {
    let folder = try TemporaryFolder()
    let output = folder.path("events.ndjson")
    let result = try run(["--output", output], in: folder)
    #expect(result.output.isEmpty)
    #expect(try bytes(output) == run([], in: folder).output)
  }

  @Test("rejected lines are named by place and reason alone")
  func rejected() throws {
    let folder = try TemporaryFolder()
    let file = folder.file(
      "bad.ndjson",
      "{\"visitor\":\"SECRET\"}\nSECRET\n{\"time\":\"SECRET\",\"visitor\":\"SECRET\"}\n")
    let result = try run(["-", file], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.errors.contains("SECRET"))
    for line in 1...3 { #expect(result.errors.contains("\(file):\(line): rejected: ")) }
  }
}
