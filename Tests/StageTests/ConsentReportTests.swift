import Foundation
import TestKit
import Testing

@Suite("sojourn report consent")
struct ConsentReportTests {
  private static let phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"

  /// A night on which those with a computer consent far more often than those with a telephone.
  private func lopsided() throws -> NightJob {
    let job = try NightJob()
    var statements = ""
    var lines = ""
    for number in 0..<600 {
      let isPhone = number % 2 == 0
      let visitor = "visitor-\(number)"
      let line = NightJob.line(visitor, 2, "\(10 + number % 10):\(10 + number % 50)")
      lines +=
        isPhone
        ? line.replacing(
          "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", with: Self.phone
        )
        : line
      guard number % 10 < (isPhone ? 4 : 9) else { continue }
      statements += NightJob.statement("grant", visitor, at: "2026-03-01T00:00:00Z")
    }
    job.log("access", lines)
    job.folder.file("statements/many.ndjson", statements)
    return job
  }

  private func report(_ job: NightJob, _ flags: String...) throws -> Command.Result {
    try Command.run(
      "sojourn", ["report", "consent", "--workspace", job.folder.path("workspace")] + flags)
  }

  @Test("tells where models know only a slice, and so does the run")
  func slice() throws {
    let job = try lopsided()
    let warning =
      "warning: models for sales know only a slice: 40 % of events by mobile are kept, against 80 % by desktop"
    let run = try job.run(at: "2026-03-03")
    #expect(run.text.contains(warning), "\(run.text)")
    let text = try report(job, "--purpose", "sales")
    #expect(text.status == 0 && text.text.contains(warning), "\(text.text)\(text.errors)")
    let document = try object(report(job, "--format", "json").output)
    let purposes = document["purposes"] as? [[String: Any]] ?? []
    #expect(purposes.map { $0["purpose"] as? String } == ["sales", "support"])
    let sales = purposes.first ?? [:]
    let all = sales["all"] as? [String: Any] ?? [:]
    #expect(all["seen"] as? Int == 600 && all["kept"] as? Int == 360)
    #expect(all["byReason"] as? [String: Int] == ["no-consent": 240])
    let days = sales["days"] as? [[String: Any]] ?? []
    #expect(days.map { $0["source"] as? String } == ["access-1"])
    let slices = sales["slices"] as? [[String: Any]] ?? []
    #expect(slices.map { $0["cell"] as? String } == ["mobile"])
    // Of support nothing is kept, of no device more than of another.
    #expect((purposes.last?["slices"] as? [Any])?.isEmpty == true)
  }

  @Test("tells of the days that are asked for, of no other, and of a few not how many they were")
  func days() throws {
    let job = try NightJob()
    job.log(
      "access", (0..<20).map { NightJob.line("x\($0)", 2, "10:\(10 + $0)") }.joined(),
      (0..<20).map { NightJob.line("a", 3, "10:\(10 + $0)") }.joined(),
      NightJob.line("x1", 3, "11:00"))
    try job.run(at: "2026-03-05")
    let first = try report(job, "--purpose", "sales", "--until", "2026-03-03").text
    #expect(first.contains("2026-03-02 · as of") && first.contains("no-consent 20"), "\(first)")
    let second = try report(job, "--purpose", "sales", "--since", "2026-03-03").text
    #expect(second.contains("20 kept; under 10 dropped"), "\(second)")
    let both = try object(report(job, "--purpose", "sales", "--format", "json").output)
    let days = ((both["purposes"] as? [[String: Any]])?.first?["days"] as? [[String: Any]]) ?? []
    #expect(days.count == 1 && days[0]["isMerged"] as? Bool == true, "neither day is told")
    let none = try report(job, "--since", "2026-04-01")
    #expect(none.status == 0 && none.text.contains("nothing seen"), "\(none.text)")
  }

  @Test("finds the workspace by the pipeline file, and its entries by their names")
  func pipeline() throws {
    let job = try lopsided()
    let file = job.folder.path("pipeline.yaml")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    job.folder.file(
      "pipeline.yaml", text.replacing("{path: 'logs/", with: "{name: shop, path: 'logs/"))
    try job.run(at: "2026-03-03")
    let result = try Command.run("sojourn", ["report", "consent", file])
    #expect(result.status == 0 && result.text.contains("2026-03-02  shop"), "\(result.text)")
    #expect(try job.rows("events").allSatisfy { $0["source"] as? String == "shop" })
  }

  @Test(
    "every event is counted once for each purpose, as kept where it is at rest for it, night by night"
  )
  func closes() throws {
    let job = try NightJob()
    for night in 2...4 {
      job.log(
        "\(night)",
        (0..<30).map { NightJob.line("abcdx".map(String.init)[$0 % 5], night, "10:\(10 + $0)") }
          .joined()
      )
      let action = night == 3 ? "withdraw" : "grant"
      job.folder.file(
        "statements/\(night)",
        NightJob.statement(action, "d", at: "2026-03-0\(night)T00:00:00Z")
          + NightJob.statement(action, "a", "support", at: "2026-03-0\(night)T00:00:00Z"))
      #expect(try job.run(at: "2026-03-0\(night + 1)").status == 0)
      let cells = try job.rows("consent_cells")
      let events = try job.rows("events")
      for purpose in ["sales", "support"] {
        let own = cells.filter { $0["purpose"] as? String == purpose }
        func sum(_ rows: [[String: Any]]) -> Int {
          rows.reduce(0) { $0 + ($1["count"] as? Int ?? 0) }
        }
        #expect(sum(own) == (night - 1) * 30, "night \(night)")
        let atRest = events.filter { ($0["purposes"] as? [String] ?? []).contains(purpose) }
        #expect(
          sum(own.filter { $0["reason"] == nil }) == atRest.count, "\(purpose), night \(night)")
        // Those dropped for all purposes and this one's own are the counts of the other table.
        let tally = try job.rows("consent_tally").filter {
          ["*", purpose].contains($0["purpose"] as? String)
        }
        #expect(sum(own.filter { $0["reason"] != nil }) == sum(tally), "\(purpose), night \(night)")
      }
    }
  }

  @Test("no workspace, or one in which no run has counted: 66; an unknown purpose: 64")
  func nothing() throws {
    let job = try NightJob()
    #expect(try report(job).status == 66)
    try FileManager.default.createDirectory(
      atPath: job.folder.path("workspace"), withIntermediateDirectories: true)
    let empty = try report(job)
    #expect(empty.status == 66 && empty.errors.contains("sojourn run"), "\(empty.errors)")
    job.log("access", NightJob.line("a", 2, "10:00"))
    try job.run(at: "2026-03-03")
    let unknown = try report(job, "--purpose", "sale")
    #expect(unknown.status == 64 && unknown.errors.contains("sales, support"), "\(unknown.errors)")
    #expect(try report(job, "--since", "2026-03-03", "--until", "2026-03-03").status == 64)
  }
}
