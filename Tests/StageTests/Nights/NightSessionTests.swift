import Foundation
import TestKit
import Testing

@Suite("nights: sessions that a later night touches")
struct NightSessionTests {
  /// The sessions of the purpose of sales by their ids.
  private func sessions(_ job: NightJob) throws -> [String: [String: Any]] {
    try job.rows("sessions/purpose=sales").reduce(into: [:]) { sessions, row in
      sessions[row["session"] as? String ?? ""] = row
    }
  }

  @Test("sessions 4: a late event within both gaps merges two, and the earlier id stays")
  func merged() throws {
    let job = try NightJob()
    job.log("a", NightJob.line("a", 2, "10:00"), NightJob.line("a", 2, "10:50"))
    try job.run(at: "2026-03-04")
    let before = try job.rows("sessions/purpose=sales").sorted { a, b in
      (a["start"] as? String ?? "") < (b["start"] as? String ?? "")
    }
    #expect(before.count == 2)
    job.log("b", NightJob.line("a", 2, "10:25"))
    try job.run(at: "2026-03-05")
    let after = try job.rows("sessions/purpose=sales")
    #expect(after.count == 1)
    #expect(after.first?["session"] as? String == before.first?["session"] as? String)
    #expect(after.first?["events"] as? Int == 3)
  }

  @Test("sessions 17, 20: an open session's row is replaced under its id, across midnight too")
  func carried() throws {
    let job = try NightJob()
    job.log("2", NightJob.line("a", 2, "23:40"), NightJob.line("b", 2, "12:00"))
    try job.run(at: "2026-03-03T00:00:00Z")
    let before = try sessions(job)
    #expect(before.values.count { $0["open"] as? Bool == true } == 1)
    job.log("3", NightJob.line("a", 3, "00:05", "/checkout/done"))
    try job.run(at: "2026-03-04T00:00:00Z")
    let after = try sessions(job)
    #expect(Set(after.keys) == Set(before.keys))
    let carried = try #require(before.first { $0.value["open"] as? Bool == true }?.key)
    #expect(after[carried]?["open"] as? Bool == false)
    #expect(after[carried]?["events"] as? Int == 2)
    #expect(after[carried]?["start"] as? String == "2026-03-02T23:40:00Z")
    #expect(try job.rows("outcomes/purpose=sales").map { $0["session"] as? String } == [carried])
  }

  @Test("sessions 20: a session that nothing touches closes by time alone")
  func closed() throws {
    let job = try NightJob()
    job.log("2", NightJob.line("a", 2, "23:40"))
    try job.run(at: "2026-03-03T00:10:00Z")
    #expect(try sessions(job).values.map { $0["open"] as? Bool } == [true], "a gap of 30 minutes")
    try job.run(at: "2026-03-03T00:10:01Z")
    #expect(try sessions(job).values.map { $0["open"] as? Bool } == [false])
  }

  @Test("sessions 17: partitions that a night does not touch stay the files that they were")
  func untouched() throws {
    let job = try NightJob()
    job.log("2", NightJob.line("a", 2, "10:00"), NightJob.line("b", 2, "10:00"))
    try job.run(at: "2026-03-04")
    let before = try job.identities()
    job.log("3", NightJob.line("a", 3, "10:00"))
    try job.run(at: "2026-03-05")
    let after = try job.identities()
    let days = before.filter { $0.key.contains("dt=") }
    #expect(!days.isEmpty && after.count > before.count)
    for (name, identity) in days { #expect(after[name] == identity, "\(name)") }
  }

  @Test("a night run twice changes no byte, file or date of a table, and says so")
  func twice() throws {
    let job = try NightJob(logs: "{date}")
    job.log("2026-03-02", NightJob.line("a", 2, "10:00"), NightJob.line("b", 2, "10:00"))
    try job.run(at: "2026-03-04", "--date", "2026-03-02")
    let (content, identities) = try (job.content().lasting, job.identities())
    let result = try job.run(at: "2026-03-04", "--date", "2026-03-02")
    #expect(result.status == 0)
    #expect(result.errors.contains("has been done before"))
    #expect(result.count("lines") == 2, "the summary is that of the run")
    #expect(try job.content().lasting == content)
    #expect(try job.identities() == identities)
  }

  @Test(
    "a night that is asked for again at a later P leaves events and closed sessions as they are")
  func again() throws {
    let job = try NightJob(logs: "{date}")
    job.log("2026-03-02", NightJob.line("a", 2, "10:00"), NightJob.line("b", 2, "10:00"))
    try job.run(at: "2026-03-04", "--date", "2026-03-02")
    let (content, identities) = try (job.content().published, job.identities())
    #expect(try job.run(at: "2026-03-05", "--date", "2026-03-02").count("lines") == 0)
    #expect(try job.content().published == content)
    let partitions = identities.filter { $0.key.contains("dt=") }
    #expect(try job.identities().filter { $0.key.contains("dt=") } == partitions)
  }

  @Test(
    "nights that stop after any stage, and one that goes on to the end: the tables of one run",
    arguments: ["ingest", "consent", "sessionize", "train", "export"])
  func untilStage(_ stage: String) throws {
    let job = try NightJob()
    job.log("2", NightJob.line("a", 2, "23:40"), NightJob.line("b", 2, "12:00"))
    #expect(try job.run(at: "2026-03-03", "--until-stage", stage).status == 0)
    job.log("3", NightJob.line("a", 3, "00:05", "/checkout/done"))
    #expect(try job.run(at: "2026-03-04", "--until-stage", stage).status == 0)
    #expect(try job.run(at: "2026-03-05").status == 0)
    try job.run(at: "2026-03-05", workspace: "whole")
    #expect(try job.content().published == job.content("whole").published)
    #expect(try !job.rows("outcomes/purpose=sales").isEmpty)
  }
}
