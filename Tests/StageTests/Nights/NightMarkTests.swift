import Foundation
import TestKit
import Testing

@Suite("nights: the mark, and events that come late after it")
struct NightMarkTests {
  /// A job whose mark is the midnight after the 10th.
  private func job(_ rules: String = "") throws -> NightJob {
    let job = try NightJob(logs: "{date}", rules: rules)
    job.log("2026-03-10", NightJob.line("a", 10, "12:00"))
    #expect(try job.run(at: "2026-03-11T03:00:00Z", "--date", "2026-03-10").status == 0)
    #expect(try mark(job) == "2026-03-11T00:00:00Z")
    return job
  }

  private func mark(_ job: NightJob) throws -> String? {
    let result = try Command.run(
      "sojourn", ["status", "--workspace", job.folder.path("workspace")])
    return result.lines.last { $0.hasPrefix("mark ") }
      .map { String($0.dropFirst(5).prefix { $0 != ";" }) }
  }

  @Test("sessions 19: an event more than three days behind the mark is refused and counted")
  func late() throws {
    let job = try job()
    job.log("2026-03-11", NightJob.line("b", 7, "23:59"), NightJob.line("b", 8, "00:00"))
    let result = try job.run(at: "2026-03-12", "--date", "2026-03-11")
    #expect(result.count("dropped: late") == 1)
    #expect(try job.eventTimes() == ["2026-03-08T00:00:00Z", "2026-03-10T12:00:00Z"])
    let manifest = String(
      decoding: try JSONSerialization.data(withJSONObject: job.content().manifest()), as: UTF8.self)
    #expect(manifest.contains(#""late":1"#))
  }

  @Test("sessions 19: how late is a setting, and so is that there is no limit")
  func setting() throws {
    for (setting, count) in [("1d", 2), ("4d", 3), ("none", 4)] {
      let job = try job("sessions: {acceptLate: \(setting)}")
      job.log(
        "2026-03-11", NightJob.line("b", 2, "12:00"), NightJob.line("b", 7, "23:00"),
        NightJob.line("b", 10, "12:00"))
      try job.run(at: "2026-03-12", "--date", "2026-03-11")
      #expect(try job.eventTimes().count == count, "\(setting)")
    }
  }

  @Test("sessions 19: the day that is asked for by name is never too late")
  func asked() throws {
    let job = try job()
    job.log("2026-03-02", NightJob.line("b", 2, "12:00"), NightJob.line("b", 1, "12:00"))
    let result = try job.run(at: "2026-03-12", "--date", "2026-03-02")
    #expect(result.count("dropped: late") == 1)
    #expect(try job.eventTimes() == ["2026-03-02T12:00:00Z", "2026-03-10T12:00:00Z"])
    #expect(try mark(job) == "2026-03-11T00:00:00Z", "sessions 18: it never goes back")
  }

  @Test("sessions 19: without a mark there is no limit")
  func noMark() throws {
    let job = try NightJob()
    job.log("all", NightJob.line("a", 2, "12:00"), NightJob.line("a", 28, "12:00"))
    try job.run(at: "2026-03-30")
    #expect(try job.eventTimes().count == 2)
    #expect(try mark(job) == "2026-03-28T12:00:00Z", "the latest permitted event")
  }

  @Test("the mark does not follow events that are not permitted, and not past P")
  func held() throws {
    let job = try NightJob()
    job.log(
      "all", NightJob.line("a", 2, "12:00"), NightJob.line("nobody", 5, "12:00"),
      NightJob.line("a", 9, "12:00"))
    try job.run(at: "2026-03-08")
    #expect(try mark(job) == "2026-03-02T12:00:00Z")
    try job.run(at: "2026-03-10")
    #expect(try mark(job) == "2026-03-09T12:00:00Z", "what was to come has come")
  }

  /// What makes a run fail, and how it then ends.
  struct Obstacle: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var status: Int32
    /// Put before the command in the shell.
    var limit = ""
    /// Lines of a log of the night.
    var bad = ""
    /// A line of a file of statements.
    var statement = ""

    static let all = [
      Obstacle(
        testDescription: "too many lines that can't be read", status: 65,
        bad: String(repeating: "bad\n", count: 200)),
      Obstacle(
        testDescription: "a withdrawal that can't be read", status: 65,
        statement: #"{"controller":"acme","subject":"a","action":"withdraw","at":"soon"}"# + "\n"),
      Obstacle(
        testDescription: "tables that can't be written", status: 74,
        limit: "ulimit -f 1; trap '' XFSZ;"),
    ]
  }

  @Test(
    "sessions 18: a run that fails at any stage moves no mark and publishes nothing",
    arguments: Obstacle.all)
  func failed(obstacle: Obstacle) throws {
    let job = try job()
    let before = try job.content().lasting
    let lines = NightJob.line("b", 20, "12:00")
    let night = (0..<100).map { NightJob.line("a", 19, "1\($0 / 10 % 10):0\($0 % 10)", "/\($0)") }
    job.log("2026-03-20", lines + night.joined() + obstacle.bad)
    if !obstacle.statement.isEmpty { job.folder.file("statements/more", obstacle.statement) }
    let arguments = job.arguments(at: "2026-03-21", ["--date", "2026-03-20"])
      .map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell("\(obstacle.limit) exec sojourn \(arguments)")
    #expect(result.status == obstacle.status, "\(result.errors)")
    #expect(try job.content().lasting == before)
    #expect(try mark(job) == "2026-03-11T00:00:00Z")

    job.log("2026-03-20", lines + night.joined())
    try? FileManager.default.removeItem(atPath: job.folder.path("statements/more"))
    #expect(try job.run(at: "2026-03-21", "--date", "2026-03-20").status == 0)
    #expect(try mark(job) == "2026-03-21T00:00:00Z")
  }

  @Test(
    "an audit moves no mark and changes no file, whether P or K lies in the past",
    arguments: [
      ["--as-of", "2026-03-10T00:00:00Z"], ["--known-at", "2"], ["--known-at", "2026-02-01"],
    ])
  func audit(flags: [String]) throws {
    let job = try job()
    let (content, identities) = try (job.content().lasting, job.identities())
    job.log("2026-03-11", NightJob.line("b", 11, "12:00"))
    var arguments = job.arguments(at: "2026-03-12T03:00:00Z", ["--date", "2026-03-11"])
    if flags[0] == "--as-of" {
      arguments.removeAll { $0 == "--as-of" || $0.hasPrefix("2026-03-12") }
    }
    let result = try Command.run("sojourn", arguments + flags)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("audit"))
    #expect(try job.content().lasting == content)
    #expect(try job.identities() == identities)
    #expect(try mark(job) == "2026-03-11T00:00:00Z")
  }
}
