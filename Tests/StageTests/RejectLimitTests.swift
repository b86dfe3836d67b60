import Foundation
import TestKit
import Testing

@Suite("reject limits: a run fails past 100 lines and 1 %, both")
struct RejectLimitTests {
  private func input(_ stage: RecordStage, good: Int, bad: Int) -> Data {
    let lines =
      Array(repeating: stage.record, count: good) + Array(repeating: "SECRET", count: bad)
    return Data(lines.map { "\($0)\n" }.joined().utf8)
  }

  @Test(
    "the defaults", arguments: RecordStage.all,
    [(0, 100, 0), (0, 101, 65), (9_998, 101, 65), (9_999, 101, 0), (5_000, 100, 0)])
  func defaults(stage: RecordStage, counts: (good: Int, bad: Int, status: Int)) throws {
    let folder = try TemporaryFolder()
    let output = folder.path("out")
    let report = folder.path("report.json")
    let result = try stage.run(
      [], ["--output", output, "--report", report],
      input: input(stage, good: counts.good, bad: counts.bad))
    #expect(result.status == Int32(counts.status), "\(result.errors.suffix(300))")
    #expect(!result.errors.contains("SECRET"))
    let tallies = try StageTallies(report)
    #expect(tallies.in == counts.good + counts.bad)
    #expect(tallies.rejected.total == counts.bad)
    #expect(tallies.isBalanced)
    #expect(FileManager.default.fileExists(atPath: output) == (counts.status == 0))
  }

  @Test("flags of ingest set them")
  func flags() throws {
    let stage = RecordStage.ingest
    let input = input(stage, good: 10, bad: 2)
    #expect(try stage.run([], ["--reject-count", "1"], input: input).status == 65)
    #expect(
      try stage.run([], ["--reject-count", "1", "--reject-share", "0.5"], input: input).status == 0)
  }

  @Test("no more than some rejected lines are named, the rest is counted")
  func named() throws {
    let result = try RecordStage.ingest.run([], input: input(.ingest, good: 0, bad: 5000))
    #expect(result.errors.split(separator: "\n").count < 50)
  }
}
