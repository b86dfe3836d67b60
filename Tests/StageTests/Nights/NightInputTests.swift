import Foundation
import TestKit
import Testing

@Suite("nights: which files and lines a run reads")
struct NightInputTests {
  private static func day(_ day: Int) -> String {
    NightJob.line("a", day, "10:00") + NightJob.line("b", day, "23:50")
  }

  @Test("--date reads the files of that day, written with hyphens or without")
  func date() throws {
    let job = try NightJob(logs: "web*/access-{date}.log")
    job.log("web1/access-2026-03-02.log", Self.day(2))
    job.log("web2/access-20260302.log", NightJob.line("c", 2, "12:00"))
    job.log("web1/access-2026-03-03.log", Self.day(3))
    let result = try job.run(at: "2026-03-04", "--date", "2026-03-02")
    #expect(result.count("lines") == 3)
    #expect(
      try job.eventTimes()
        == ["2026-03-02T10:00:00Z", "2026-03-02T12:00:00Z", "2026-03-02T23:50:00Z"])
    #expect(try job.run(at: "2026-03-04", "--date", "2026-03-05").status == 99)
  }

  @Test("events lie under their own day in UTC, whatever the file's day")
  func ownDay() throws {
    let job = try NightJob(logs: "{date}.log")
    job.log("2026-03-03.log", Self.day(2), NightJob.line("a", 3, "00:10"))
    try job.run(at: "2026-03-04", "--date", "2026-03-03")
    let days = try job.content().files.keys.filter { $0.hasPrefix("tables/events/") }
      .map { $0.split(separator: "/")[2] }
    #expect(Set(days) == ["dt=2026-03-02", "dt=2026-03-03"])
  }

  @Test("--since and --until are the nights between them in one run, --until left out")
  func backfill() throws {
    let job = try NightJob(logs: "{date}.log")
    for day in 2...5 { job.log("2026-03-0\(day).log", Self.day(day)) }
    for day in 2...4 {
      try job.run(at: "2026-03-06", "--date", "2026-03-0\(day)", workspace: "nights")
    }
    let result = try job.run(at: "2026-03-06", "--since", "2026-03-02", "--until", "2026-03-05")
    #expect(result.count("log files") == 3)
    #expect(try job.content().published == job.content("nights").published)
  }

  @Test(
    "sessions 9: a log that was read is not read again under another name, packed or not",
    arguments: [true, false])
  func renamed(isPacked: Bool) throws {
    let job = try NightJob()
    let text = Data(Self.day(2).utf8)
    job.folder.file("logs/access.log", isPacked ? try gzip(text) : text)
    try job.run(at: "2026-03-04")
    let before = try job.content().published
    try FileManager.default.removeItem(atPath: job.folder.path("logs/access.log"))
    job.folder.file("logs/access.log.1", isPacked ? text : try gzip(text))
    let result = try job.run(at: "2026-03-05")
    #expect(result.status == 0)
    #expect(result.count("lines") == 0)
    #expect(try job.content().published == before)
  }

  @Test("sessions 9: two logs of one night with one content are one")
  func copies() throws {
    let job = try NightJob()
    job.log("access.log", Self.day(2))
    job.folder.file("logs/copy.gz", try gzip(Data(Self.day(2).utf8)))
    let result = try job.run(at: "2026-03-04")
    #expect(result.count("lines") == 2)
    #expect(result.errors.contains("copy.gz"))
    #expect(result.errors.contains("is not read twice"))
  }

  @Test("sessions 8: lines of one text in one log are as many hits, night after night")
  func sameLines() throws {
    let job = try NightJob()
    job.log("access.log", NightJob.line("a", 2, "10:00"), NightJob.line("a", 2, "10:00"))
    try job.run(at: "2026-03-04")
    #expect(try job.eventTimes().count == 2)
  }

  /// A log of which more comes on the second night, as it lies there on both.
  struct Grown: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var first: Data
    var second: Data
    /// How many lines the second run reads.
    var fresh: Int

    static let all: [Grown] = {
      let old = Data(NightInputTests.day(2).utf8)
      let new = Data(NightInputTests.day(3).utf8)
      let packed = ((try? gzip(old)) ?? Data(), (try? gzip(new)) ?? Data())
      return [
        Grown(testDescription: "lines", first: old, second: old + new, fresh: 2),
        Grown(
          testDescription: "a gzip member", first: packed.0, second: packed.0 + packed.1, fresh: 2),
        Grown(
          testDescription: "the end of a line that was rejected", first: old + new.prefix(60),
          second: old + new, fresh: 2),
        Grown(
          testDescription: "the line feed of a line that was read", first: old.dropLast(),
          second: old + new, fresh: 2),
        Grown(
          testDescription: "lines, and was packed", first: old,
          second: (try? gzip(old + new)) ?? Data(), fresh: 2),
      ]
    }()
  }

  @Test("sessions 9: a log that has grown is read from where it ended", arguments: Grown.all)
  func grown(log: Grown) throws {
    let job = try NightJob()
    job.folder.file("logs/access.log", log.first)
    try job.run(at: "2026-03-04")
    #expect(try job.eventTimes().count == 2)
    job.folder.file("logs/access.log", log.second)
    let result = try job.run(at: "2026-03-05")
    #expect(result.count("lines") == log.fresh)
    try job.run(at: "2026-03-05", workspace: "whole")
    #expect(try job.content().published == job.content("whole").published)
  }

  @Test("--dry-run says what has been read, what goes on and what is new, and writes nothing")
  func dryRun() throws {
    let job = try NightJob()
    job.log("a.log", Self.day(2))
    job.log("b.log", Self.day(3))
    try job.run(at: "2026-03-04")
    let before = try job.content()
    job.log("b.log", Self.day(3), Self.day(4))
    job.log("c.log", Self.day(5))
    let result = try job.run(at: "2026-03-06", "--dry-run")
    #expect(result.status == 0)
    let notes = result.lines.filter { $0.contains("logs/") }
    #expect(notes.count == 3)
    #expect(notes[0].hasSuffix("a.log  (read before)"))
    #expect(notes[1].hasSuffix("b.log  (from byte \(Self.day(3).utf8.count))"))
    #expect(notes[2].hasSuffix("c.log"))
    #expect(result.lines.contains { $0.hasSuffix("workspace/tables/") })
    #expect(try job.content() == before)
  }
}
