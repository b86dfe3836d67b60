import Bytes
import Consent
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("What a run says of itself")
struct RunReportingTests {
  @Test(
    "sizes of memory are read in powers of 1,024",
    arguments: [
      ("1", 1), ("512B", 512), ("4k", 4096), ("512MB", 512 << 20), ("2GiB", 2 << 30),
      ("1tb", 1 << 40), ("3 MB", nil), ("", nil), ("MB", nil), ("0", nil), ("-1MB", nil),
      ("1.5GB", nil), ("1PB", nil), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
      ("8388608TB", nil), ("١MB", nil),
    ] as [(String, Int?)])
  func sizes(_ text: String, _ bytes: Int?) {
    #expect(MemorySize(text)?.bytes == bytes)
  }

  @Test(
    "the shares of a limit are within what is left of it, and never nothing",
    arguments: [1 << 20, 128 << 20, 512 << 20, 8 << 30], [0, 1, 2, 16, 200])
  func budget(limit: Int, jobs: Int) {
    let taken = 60 << 20
    let budget = MemoryBudget(limit: limit, jobs: jobs, taken: taken)
    #expect(budget.records > 0 && budget.events > 0 && budget.directory > 0)
    #expect(budget.records < limit)
    let width = max(jobs, 1)
    let left = limit - taken - width * MemoryBudget.bytesPerJob
    // Where less is left than an eighth of the limit, that has to do.
    if left >= limit / 8 {
      let events = budget.events * width * MemoryBudget.bytesPerEvent
      #expect(budget.records + events + budget.directory * width <= left)
    }
    #expect(MemoryBudget(limit: limit * 2, jobs: jobs, taken: taken).records > budget.records)
    #expect(MemoryBudget(limit: limit, jobs: jobs, taken: limit).records <= budget.records)
  }

  struct Progress: CustomTestStringConvertible, Sendable {
    var text: ProgressText
    var line: String
    var bar: String
    var testDescription: String { line }

    init(_ done: Int, _ total: Int, _ seconds: Double, _ line: String, _ bar: String) {
      text = ProgressText(stage: "ingest", done: done, total: total, seconds: seconds)
      self.line = line
      self.bar = bar
    }
  }

  @Test(
    "progress has share, rate and time left as far as they are known, and is never past its end",
    arguments: [
      Progress(
        50_000_000, 200_000_000, 2, "ingest: 50 MB, 25 MB/s, 25 %, about 6 s left",
        "ingest ███████░░░░░░░░░░░░░░░░░░░░░░░ 25 %  25 MB/s  6 s left"),
      Progress(
        200_000_000, 200_000_000, 4, "ingest: 200 MB, 50 MB/s, 100 %, about 0 s left",
        "ingest ██████████████████████████████ 100 %  50 MB/s  0 s left"),
      // More than was estimated from the packed size.
      Progress(
        300_000_000, 200_000_000, 4, "ingest: 300 MB, 75 MB/s, 100 %, about 0 s left",
        "ingest ██████████████████████████████ 100 %  75 MB/s  0 s left"),
      // Too early to tell the time.
      Progress(
        1_000_000, 200_000_000, 0, "ingest: 1 MB, 0 MB/s, 0 %",
        "ingest ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  0 MB/s"),
      Progress(5_000_000, 0, 2, "ingest: 5 MB, 2 MB/s", "ingest  5 MB  2 MB/s"),
    ])
  func progress(_ progress: Progress) {
    #expect(progress.text.line == progress.line)
    #expect(progress.text.bar == progress.bar)
  }

  /// Figures of two stages.
  private func figures() throws -> RunFigures {
    var ingest = StageReport(stage: "ingest")
    ingest.in = 100
    ingest.out = 60
    ingest.rejected = ["no-time": 3]
    ingest.filtered = ["status": 30, "asset": 7]
    var consent = StageReport(stage: "consent")
    consent.in = 60
    consent.out = 20
    consent.dropped = ["no-consent": 25, "erased": 9, "gpc": 6]
    let document: [String: Any] = [
      "asOf": "2026-11-23T00:00:00Z", "statements": 1, "tables": [Int](), "outcomes": [Int](),
      "stages": try [ingest, consent].map {
        try JSONSerialization.jsonObject(with: JSONEncoder().encode($0))
      },
    ]
    return try JSONDecoder().decode(
      RunFigures.self, from: JSONSerialization.data(withJSONObject: document))
  }

  @Test("consent 28: metrics have rows, seconds and last success; small counts are merged")
  func metrics() throws {
    let metrics = RunMetrics(
      try figures(),
      try JSONDecoder().decode(
        [RunManifest.Timing].self, from: Data(#"[{"stage":"ingest","seconds":1.5}]"#.utf8)),
      controller: "a\"c\\m\ne", at: Timestamp(nanoseconds: 1_795_305_600_999_999_999))
    let owner = #"controller="a\"c\\m\ne""#
    #expect(
      metrics.text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
        #"sojourn_rows{\#(owner),stage="ingest",fate="in"} 100"#,
        #"sojourn_rows{\#(owner),stage="ingest",fate="out"} 60"#,
        #"sojourn_rows{\#(owner),stage="ingest",fate="rejected",reason="no-time"} 3"#,
        #"sojourn_rows{\#(owner),stage="ingest",fate="filtered",reason="asset"} 7"#,
        #"sojourn_rows{\#(owner),stage="ingest",fate="filtered",reason="status"} 30"#,
        #"sojourn_rows{\#(owner),stage="consent",fate="in"} 60"#,
        #"sojourn_rows{\#(owner),stage="consent",fate="out"} 20"#,
        #"sojourn_rows{\#(owner),stage="consent",fate="dropped",reason="no-consent"} 25"#,
        #"sojourn_rows{\#(owner),stage="consent",fate="dropped",reason="other"} 15"#,
        #"sojourn_stage_seconds{\#(owner),stage="ingest"} 1.5"#,
        #"sojourn_last_success_timestamp_seconds{\#(owner)} 1795305600"#,
      ])
    // Each family is described once, before its first sample, as the text format asks.
    for name in ["sojourn_rows", "sojourn_stage_seconds", "sojourn_last_success_timestamp_seconds"]
    {
      let lines = metrics.text.split(separator: "\n")
      let sample = lines.firstIndex { $0.hasPrefix("\(name){") }
      let first = try #require(sample)
      #expect(lines[first - 2].hasPrefix("# HELP \(name) "))
      #expect(lines[first - 1] == "# TYPE \(name) gauge")
      #expect(lines.count { $0.hasPrefix("# TYPE \(name) ") } == 1)
    }
    #expect(metrics.text.hasSuffix("\n"))
  }

  @Test("consent 28: what leaves with a bundle has no count under ten but the rest of all")
  func published() {
    func tally(_ counts: [(String, DropReason, Int)]) -> DropTally {
      var tally = DropTally()
      for (day, reason, count) in counts {
        tally.add(
          DropTally.Key(
            controller: "acme", day: CivilDate(day)!, purpose: "*", reason: reason), count: count)
      }
      return tally
    }
    let small = [("2026-11-21", DropReason.gpc, 9), ("2026-11-22", DropReason.erased, 9)]
    #expect(tally(small).publishedByReason == ["dropped.other": 18])
    // Small on each day, though not over all days: the days' lines are what is published.
    #expect(
      tally([("2026-11-21", .gpc, 9), ("2026-11-22", .gpc, 10), ("2026-11-22", .noConsent, 40)])
        .publishedByReason == ["dropped.gpc": 10, "dropped.no-consent": 40, "dropped.other": 9])
    #expect(tally([]).publishedByReason.isEmpty)
  }
}
