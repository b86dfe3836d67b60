import Bytes
import Foundation
import Logging
import Pipelines
import TestKit
import Testing
import Workspace

/// Files as a night finds them, and when it runs.
struct Night: Sendable {
  var asOf: String
  /// By name; those of earlier nights that are not named stay, and an empty one is gone.
  var files: [String: Data]

  init(_ asOf: String, _ files: [String: String]) {
    self.asOf = asOf
    self.files = files.mapValues { Data($0.utf8) }
  }
}

/// Nights over the same logs, whose events at rest in the end are those of one run over all of them.
struct Nights: CustomTestStringConvertible, Sendable {
  var name: String
  var nights: [Night]
  /// How many events lie at rest in the end.
  var events: Int
  var testDescription: String { name }

  private static func line(_ visitor: String, _ day: Int, _ hour: Int = 12) -> String {
    NightSite.line(visitor, day, hour)
  }

  private static func grant(_ visitor: String, _ day: Int, appended: Int) -> String {
    NightSite.statement("grant", visitor, day, appended: appended)
  }

  private static let early = line("a", 10) + line("b", 11, 9) + line("a", 11)
  private static let granted = grant("b", 10, appended: 10)
  /// A grant of visitor a that comes late and reaches back.
  private static let late = granted + grant("a", 10, appended: 14)

  static let all = [
    Nights(
      name: "a log grows by the start of a line alone",
      nights: [
        Night("2026-11-12", ["logs/l": early, "statements": granted]),
        Night("2026-11-13", ["logs/l": early + line("b", 12).dropLast(30)]),
        Night("2026-11-15", ["statements": late]),
      ], events: 3),
    Nights(
      name: "a log grows by the start of a line, and then by its end",
      nights: [
        Night("2026-11-12", ["logs/l": early + line("b", 12).prefix(40), "statements": granted]),
        Night("2026-11-13", ["logs/l": early + line("b", 12) + line("b", 12, 14)]),
        Night("2026-11-15", ["statements": late]),
      ], events: 5),
    Nights(
      name: "nothing but a line without an end, in two files",
      nights: [
        Night(
          "2026-11-12",
          [
            "logs/l": String(line("a", 10).dropLast()), "logs/m": String(line("b", 11).dropLast()),
            "statements": granted,
          ]),
        Night("2026-11-13", ["logs/l": line("a", 10), "logs/m": line("b", 11) + line("b", 12)]),
        Night("2026-11-15", ["statements": late]),
      ], events: 3),
    Nights(
      name: "the last statement has no line end for a night or two",
      nights: [
        Night("2026-11-12", ["logs/l": early, "statements": String(granted.dropLast())]),
        Night("2026-11-13", ["logs/l": early + line("b", 12)]),
        Night("2026-11-15", ["statements": String(late.dropLast())]),
        Night("2026-11-16", ["statements": late]),
      ], events: 4),
    Nights(
      name: "of two logs of one night one goes on with the other, with what is older",
      nights: [
        Night(
          "2026-11-12",
          ["logs/l": early, "logs/m": early + line("b", 8), "statements": granted]),
        Night("2026-11-15", ["statements": late]),
      ], events: 3),
    Nights(
      name: "a log of which a part is still to come has grown before it comes",
      nights: [
        Night(
          "2026-11-11T10:00:00Z", ["logs/l": early + line("b", 11, 13), "statements": granted]),
        Night("2026-11-11T11:00:00Z", ["logs/l": early + line("b", 11, 13) + line("b", 10, 14)]),
        Night("2026-11-15", [:]),
      ], events: 3),
    Nights(
      name: "a log is rotated, and its name given to another, in the night of a late grant",
      nights: [
        Night("2026-11-12", ["logs/l": early, "statements": granted]),
        Night("2026-11-15", ["logs/l": line("b", 14), "logs/l.1": early, "statements": late]),
      ], events: 4),
    Nights(
      name: "a log has grown and was rotated in the night of a late grant",
      nights: [
        Night("2026-11-12", ["logs/l": early, "statements": granted]),
        Night(
          "2026-11-15",
          ["logs/l": line("a", 14), "logs/l.1": early + line("a", 13), "statements": late]),
      ], events: 5),
  ]
}

@Suite("sessions 9, 25: logs that grow, are renamed and are read again")
struct GrownLogTests {
  private let site: NightSite
  private var folder: TemporaryFolder { site.folder }

  init() throws { site = try NightSite() }

  @Test("night by night the same lies at rest as after one run over all", arguments: Nights.all)
  func nights(_ nights: Nights) async throws {
    for night in nights.nights {
      for (name, content) in night.files { folder.file(name, content) }
      let result = try await site.run(night.asOf, into: "nights")
      #expect(!result.summary.contains("audit"))
    }
    try await site.run(nights.nights[nights.nights.count - 1].asOf, into: "whole")
    let events = try site.rows("whole", "tables/events")
    #expect(events.count == nights.events)
    #expect(try site.rows("nights", "tables/events") == events)
    #expect(try site.rows("nights", "tables/sessions") == site.rows("whole", "tables/sessions"))
  }

  @Test(
    "a log that has grown and is damaged is passed over for a night, and no event of it is lost",
    arguments: [true, false])
  func damaged(isPacked: Bool) async throws {
    let cases = Nights.all[0].nights
    for (name, content) in cases[0].files { folder.file(name, content) }
    try await site.run("2026-11-12", into: "nights")
    let log = try #require(cases[0].files["logs/l"])
    // A line over the limit: the content goes on with what is known, and can't be read to its end.
    let damaged =
      isPacked ? try Self.gzip(log + log).dropLast(9) : log + Data(repeating: 0x78, count: 9 << 20)
    folder.file("logs/l", damaged)
    #expect(try await site.run("2026-11-13", into: "nights").code == .badData)
    folder.file("logs/l", log + log)
    folder.file("statements", try #require(cases[2].files["statements"]))
    try await site.run("2026-11-15", into: "nights")
    try await site.run("2026-11-15", into: "whole")
    #expect(try site.rows("whole", "tables/events").count == 6)
    #expect(try site.rows("nights", "tables/events") == site.rows("whole", "tables/events"))
  }

  /// Bytes in one gzip member.
  private static func gzip(_ data: Data) throws -> Data {
    let folder = try TemporaryFolder()
    let path = folder.file("content", data)
    return try Command.shell("exec gzip -nc '\(path)'").output
  }
}
