import Foundation
import TestKit
import Testing

@Suite("conservation: what goes in comes out or is counted")
struct ConservationTests {
  static let requests = [
    (#""GET /page HTTP/1.1" 200 5"#, "event"), (#""POST /page HTTP/1.1" 200 5"#, "method"),
    (#""GET /a.css HTTP/1.1" 200 5"#, "asset"), (#""GET /page HTTP/1.1" 404 5"#, "status"),
    (#""GET /page HTTP/1.1" 304 -"#, "event"), (#""HEAD /page HTTP/1.1" 200 0"#, "method"),
    ("no request", "rejected"), (#""GET /page HTTP/1.1" 500 5"#, "status"),
  ]

  /// A log of so many of each kind of line.
  private func log(_ count: Int) -> String {
    Self.requests.enumerated().map { place, request in
      String(
        repeating: "192.0.2.\(place) - - [05/Mar/2026:12:00:00 +0000] \(request.0)\n",
        count: count + place)
    }.joined()
  }

  private func expected(_ kind: String, _ count: Int) -> Int {
    Self.requests.enumerated().filter { $0.element.1 == kind }.reduce(0) { $0 + count + $1.offset }
  }

  @Test("sessions 24: per file, lines = events + rejected + filtered, each by its reason")
  func files() throws {
    let folder = try TemporaryFolder()
    let report = folder.path("report.json")
    let files = [1, 5, 9].map { folder.file("\($0).log", log($0)) }
    let result = try Command.run(
      "sojourn-ingest", ["--format", "common", "--report", report] + files)
    #expect(result.status == 0, "\(result.errors)")
    let tallies = try StageTallies(report)
    #expect(tallies.isBalanced)
    #expect(tallies.out == result.lines.count)
    for (count, file) in zip([1, 5, 9], tallies.files ?? []) {
      #expect(file.isBalanced)
      #expect(file.lines == 8 * count + 28)
      #expect(file.events == expected("event", count))
      #expect(file.rejected.total == expected("rejected", count))
      for reason in ["method", "asset", "status"] {
        #expect(file.filtered[reason] == expected(reason, count), "\(reason)")
      }
    }
  }

  @Test("--keep-all filters nothing")
  func keepAll() throws {
    let folder = try TemporaryFolder()
    let report = folder.path("report.json")
    let result = try Command.run(
      "sojourn-ingest",
      ["--format", "common", "--keep-all", "--report", report, folder.file("log", log(3))])
    let tallies = try StageTallies(report)
    #expect(tallies.filtered.isEmpty)
    #expect(tallies.out == result.lines.count)
    #expect(tallies.out == tallies.in - expected("rejected", 3))
  }

  @Test("one stage's output is the next one's input, to the record")
  func chain() throws {
    let folder = try TemporaryFolder()
    let site = MadeUpSite(seed: 41, visitors: 40)
    folder.file("log", site.logText + site.logText)
    folder.file("statements", site.statementText)
    let result = try Command.shell(
      """
      set -o pipefail
      sojourn-ingest --format '\(MadeUpSite.format)' --visitor cookie:_actmu --report 1 log \
        | sojourn-consent --controller acme --purposes sales --statements statements \
            --as-of \(MadeUpSite.asOf) --report 2 \
        | sojourn-sessionize --summary --report 3
      """, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let stages = try ["1", "2", "3"].map { try StageTallies(folder.path($0)) }
    #expect(stages.allSatisfy { $0.isBalanced })
    #expect(stages[0].in == 2 * site.log.count)
    #expect(stages[0].out == stages[1].in)
    #expect(stages[1].out == stages[2].in)
    #expect(stages[1].out == 2 * site.permittedLog.count)
    #expect(stages[2].sessions == result.lines.count)
    let events = try objects(result.output).reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
    #expect(events == stages[2].out)
  }

  @Test("sessions 6, 7: no visitor, placeholder ids and a second record of one id are counted")
  func sessionDrops() throws {
    let folder = try TemporaryFolder()
    let report = folder.path("report.json")
    let visitors = ["v1", "v1", "", "-", "null", "undefined", "0000"]
    let input = visitors.enumerated().map { place, visitor in
      #"{"time":"2026-03-05T12:00:0\#(place)Z","visitor":"\#(visitor)","event":"page_viewed","id":"e\#(max(place, 1))"}"#
        + "\n"
    }.joined()
    let result = try Command.run(
      "sojourn-sessionize", ["--summary", "--report", report], input: Data(input.utf8))
    #expect(result.status == 0, "\(result.errors)")
    let tallies = try StageTallies(report)
    #expect(tallies.isBalanced)
    #expect(tallies.in == 7)
    #expect(tallies.out == 1)
    #expect(try objects(result.output).map { $0["visitor"] as? String } == ["v1"])
  }
}
