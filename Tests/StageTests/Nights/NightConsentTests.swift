import Foundation
import TestKit
import Testing

@Suite("nights: statements that come between them")
struct NightConsentTests {
  private static let login =
    #"{"id":"e1","eventName":"page_viewed","customerCookieId":"a","createdDate":"2026-03-02T10:00:00Z","customerId":"someone","traits":{"email":{"dataType":"string","value":"s@example.com"}}}"#
    + "\n"

  @Test(
    "a customer who was taken off, since support may not know them, comes back by a rebuild alone")
  func identify() throws {
    let job = try NightJob(format: "format: journey", rules: "consent: {identify: support}")
    job.log("events", Self.login)
    try job.run(at: "2026-03-03")
    #expect(try job.rows("events").first?["customer"] == nil)

    let grants = ["a", "someone"].map {
      NightJob.statement("grant", $0, "support", at: "2026-03-01T00:00:00Z")
        .replacing(#""appendedAt":"2026-03-01"#, with: #""appendedAt":"2026-03-03"#)
    }
    job.folder.file("statements/late", grants.joined())
    try job.run(at: "2026-03-04")
    let rows = try job.rows("events")
    #expect(rows.first?["purposes"] as? [String] == ["sales", "support"])
    #expect(rows.count == 1 && rows.first?["customer"] == nil)

    try job.run(at: "2026-03-04", workspace: "whole")
    #expect(try job.rows("events", in: "whole").first?["customer"] != nil)
    try job.run(at: "2026-03-04", "--rebuild")
    #expect(try job.content().published == job.content("whole").published)
  }

  @Test("consent 16: a grant appended within a week lets in what an earlier night has dropped")
  func lateGrant() throws {
    let job = try NightJob()
    job.log("access.log", NightJob.line("d", 2, "10:00"), NightJob.line("d", 3, "10:00"))
    try job.run(at: "2026-03-04")
    #expect(try job.rows("events").isEmpty)
    job.folder.file(
      "statements/late",
      NightJob.statement("grant", "d", at: "2026-03-03T00:00:00Z")
        .replacing(#""appendedAt":"2026-03-03"#, with: #""appendedAt":"2026-03-05"#))
    // Meanwhile the log has been rotated.
    try FileManager.default.moveItem(
      atPath: job.folder.path("logs/access.log"), toPath: job.folder.path("logs/access.log.1"))
    job.log("access.log", NightJob.line("a", 4, "10:00"))
    try job.run(at: "2026-03-06")
    #expect(try job.eventTimes() == ["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"])
  }

  @Test("consent 4: a withdrawal takes out what earlier nights have published, sessions and all")
  func withdrawal() throws {
    let job = try NightJob()
    job.log("2", NightJob.line("a", 2, "10:00"), NightJob.line("b", 2, "10:00"))
    try job.run(at: "2026-03-04")
    job.folder.file(
      "statements/late", NightJob.statement("withdraw", "a", at: "2026-03-04T12:00:00Z"))
    let result = try job.run(at: "2026-03-05")
    #expect(result.count("dropped: withdrawn-before-run") == 1)
    #expect(try job.rows("events").count == 1)
    #expect(try job.rows("sessions/purpose=sales").count == 1)
    let content = try job.content()
    let partitions = content.published.keys.filter { $0.contains("/dt=") }
    for name in partitions { #expect(try !content.rows(name).isEmpty, "\(name) holds nobody") }
  }

  @Test(
    "an earlier log that is gone is named, and what is permitted since is missing from it alone")
  func gone() throws {
    let job = try NightJob()
    job.log("1", NightJob.line("d", 2, "10:00"))
    job.log("2", NightJob.line("d", 3, "10:00"))
    try job.run(at: "2026-03-04")
    try FileManager.default.removeItem(atPath: job.folder.path("logs/1"))
    job.folder.file(
      "statements/late",
      NightJob.statement("grant", "d", at: "2026-03-01T00:00:00Z")
        .replacing(#""appendedAt":"2026-03-01"#, with: #""appendedAt":"2026-03-04"#))
    let result = try job.run(at: "2026-03-05")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("logs/1: "))
    #expect(try job.eventTimes() == ["2026-03-03T10:00:00Z"])
  }
}
