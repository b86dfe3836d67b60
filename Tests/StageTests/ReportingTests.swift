import Foundation
import TestKit
import Testing

@Suite("what a run tells of itself")
struct ReportingTests {
  static let site = MadeUpSite(seed: 51, visitors: 200)

  /// The values of a metric by its labels.
  private func values(_ text: String, _ name: String) -> [String: Double] {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("\(name){") }
    return lines.reduce(into: [:]) { found, line in
      guard let space = line.lastIndex(of: " ") else { return }
      let labels = String(line[..<space].dropFirst(name.count))
      found[labels] = Double(line[line.index(after: space)...])
    }
  }

  @Test("metrics in Prometheus' text form: rows by stage and reason, seconds, the last success")
  func metrics() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let text = try String(
      contentsOfFile: job.folder.path("workspace/metrics.prom"), encoding: .utf8)
    let sample = /[a-z_]+(\{([a-z_]+="[^"]*",?)*\})? [0-9.e+-]+/
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: sample) != nil, "\(line)")
    }
    let rows = values(text, "sojourn_rows")
    #expect(rows.contains { $0.key.contains(#"stage="ingest""#) && $0.value > 0 })
    #expect(
      rows.contains {
        $0.key.contains(#"stage="consent""#) && $0.key.contains(#"reason="no-consent""#)
          && $0.value >= 10
      })
    #expect(values(text, "sojourn_stage_seconds").values.contains { $0 > 0 })
    let now = Date().timeIntervalSince1970
    let last = values(text, "sojourn_last_success_timestamp_seconds").values.first ?? 0
    #expect(abs(now - last) < 3600)
    for visitor in ["cookie-51-1", "198.51.100."] { #expect(!text.contains(visitor)) }
  }

  @Test("--metrics names another file, which a run that fails leaves as it was")
  func metricsFile() throws {
    let job = try MadeUpRun(Self.site)
    let file = job.folder.path("node/sojourn.prom")
    try FileManager.default.createDirectory(
      atPath: job.folder.path("node"), withIntermediateDirectories: true)
    try job.run(["--metrics", file])
    let before = try bytes(file)
    #expect(!before.isEmpty)
    job.folder.file("statements.ndjson", #"{"action":"withdraw","subject":"x"}"# + "\n")
    #expect(try job.run(["--metrics", file]).status == 65)
    #expect(try bytes(file) == before)
  }

  @Test("status lists the runs and what they made")
  func status() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    job.folder.file("logs/access.log.2", MadeUpSite(seed: 52, visitors: 30).logText)
    try job.run()
    let workspace = job.folder.path("workspace")
    let result = try Command.run("sojourn", ["status", "--workspace", workspace])
    #expect(result.status == 0, "\(result.errors)")
    let runs = result.lines.filter { $0.contains("20260320T000000Z-") }
    #expect(runs.count >= 2, "\(result.text)")
    #expect(result.text.contains("purchase"))
    let nothing = try Command.run("sojourn", ["status", "--workspace", job.folder.path("nowhere")])
    #expect(nothing.status == 66)
  }

  @Test(
    "verify names a table's file that has changed, is missing, or was never written",
    arguments: [
      "printf x | dd of=$file bs=1 seek=30 conv=notrunc 2> /dev/null", "rm $file",
      "cp $file ${file%-*}-99.parquet", "touch workspace/tables/events/notes.json",
    ])
  func verify(harm: String) throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let workspace = job.folder.path("workspace")
    #expect(try Command.run("sojourn", ["verify", workspace]).status == 0)
    _ = try Command.shell(
      "file=$(find workspace/tables/events -name '*.parquet' | sort | head -n 1); \(harm)",
      in: job.folder.url)
    let result = try Command.run("sojourn", ["verify", workspace])
    #expect([65, 66].contains(result.status), "\(result.status)")
    #expect(result.errors.contains("tables/events/"), "\(result.errors)")
  }

  @Test(
    "on a terminal a bar shows how far a run is; elsewhere standard error has whole lines alone")
  func progress() throws {
    let job = try MadeUpRun(Self.site)
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    let terminal = try Command.shell(
      "script -qec \"sojourn \(arguments)\" /dev/null < /dev/null", in: job.folder.url)
    #expect(terminal.status == 0)
    #expect(terminal.text.contains("\r"), "no bar was drawn")
    #expect(terminal.text.contains("ingest"))
    let file = try job.run(["--rebuild"])
    #expect(!file.errors.contains("\r"))
  }

  @Test("--log-format json: each line of standard error is an object")
  func logFormat() throws {
    let job = try MadeUpRun(Self.site)
    job.folder.file("logs/access.log.broken", "no line of a log\n" + Self.site.logText)
    let result = try job.run(["--log-format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.errors.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines { #expect(throws: Never.self) { try object(Data(line.utf8)) } }
  }
}
