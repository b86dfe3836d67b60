import Bytes
import Events
import Foundation
import Journeys
import TestKit
import Testing

@Suite("Session rules on real logs")
struct RealLogTests {
  private static let folder = SharedData.path("logs/logisland-access")
  private static let snowplow = SharedData.path(
    "logs/snowplow-web-0.15.2/integration_tests/data/source/snowplow_web_events.csv")

  /// The events of access logs whose lines have no escaped quote: visitor by host and agent.
  private func events(_ files: [String]) throws -> EventBatch {
    var batch = EventBatch()
    let folder = try #require(RealLogTests.folder)
    for file in files {
      let text = try String(
        contentsOf: URL(filePath: "\(folder)/access.log.\(file)"), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        let head = parts[0].split(separator: " ")
        let clock = Array("\(head[3].dropFirst()) \(head[4].dropLast())".utf8)
        let time = RecordTime(commonLog: clock.span)
        var row = EventRow(time: try #require(time))
        row.visitor = batch.text.store(Array("\(head[0])\u{1F}\(parts[5])".utf8).span)
        row.event = batch.text.store(Array("page_viewed".utf8).span)
        row.url = batch.text.store(Array(parts[1].utf8).span)
        batch.rows.append(row)
      }
    }
    return batch
  }

  private func expected(_ name: String) throws -> [String] {
    let folder = try #require(RealLogTests.folder)
    return try csvRows("\(folder)/expected.\(name)/expected_sessions_30min.csv").map { row in
      let cells = ["ip", "user_agent", "start_epoch", "end_epoch", "hits"]
      return cells.map { row[$0] ?? "" }.joined(separator: "\u{1F}")
    }.sorted()
  }

  @Test(
    "sessions 1, 2, 8, 13: two weeks of a real server, session by session, in any order of lines",
    .enabled(if: folder != nil, "shared vectors are not here"),
    arguments: [(["48"], "48"), (["49"], "49"), (["49", "48"], "49+48")])
  func logisland(files: [String], name: String) throws {
    var batch = try events(files)
    var random = SeededGenerator(seed: UInt64(batch.rows.count))
    batch.rows.shuffle(using: &random)
    var rules = rules()
    rules.maximumLengthNanoseconds = nil
    rules.maximumEvents = nil
    let (table, tally) = Sessionizer(rules: rules).sessions(of: batch)
    let found = table.sessions.map { session in
      let facts = table.facts(of: session)
      return
        "\(visitor(session, table))\u{1F}\(facts.start.start.seconds)\u{1F}\(facts.end.start.seconds)\u{1F}\(session.rows.count)"
    }.sorted()
    #expect(try found == expected(name))
    #expect(tally.isBalanced && tally.kept == batch.rows.count)
    if name == "49+48" {
      #expect(tally.sessions == 4515)
      rules.splitAtMidnight = .utc
      #expect(Sessionizer(rules: rules).sessions(of: batch).table.sessions.count == 4530)
      #expect(tally.sessions + tally.midnightsInside == 4530)
    }
  }

  @Test(
    "sessions 11: a monitor that never stops is cut by length",
    .enabled(if: folder != nil, "shared vectors are not here"))
  func monitor() throws {
    let result = Sessionizer().sessions(of: try events(["49", "48"]))
    let cuts = result.tally.cuts[0]
    #expect(cuts >= 13)
    #expect(result.tally.sessions == 4515 + cuts)
    let longest = result.table.sessions.map { result.table.facts(of: $0).durationNanoseconds }.max()
    #expect(try #require(longest) <= 86_400 * 1_000_000_000)
  }

  /// Of Snowplow's cases those apply that do not hang on the tracker's own session id.
  ///
  /// By that id a ping days later joins its session; ours goes by gap alone. Nor has our event an
  /// arrival time to keep the first of equal ids by.
  @Test(
    "sessions 6, 7, 15: Snowplow's events with repeated ids, one without a visitor",
    .enabled(if: snowplow != nil, "shared vectors are not here"))
  func snowplowEvents() throws {
    let lines = try csvRows(try #require(RealLogTests.snowplow)).map { row in
      let time = (row["derived_tstamp"] ?? "").replacing(" ", with: "T")
      return
        "{\"time\":\"\(time)Z\",\"visitor\":\"\(row["domain_userid"] ?? "")\",\"event\":\"x\",\"id\":\"\(row["event_id"] ?? "")\"}"
    }
    let (table, tally) = try sessions(lines)
    #expect(tally.input == 160)
    #expect(tally.noVisitor == 1)
    #expect(tally.duplicates == 3)
    #expect(tally.kept == 156)
    #expect(tally.isBalanced)
    #expect(table.sessions.count == 57)
    #expect(Set(table.sessions.map { visitor($0, table) }).count == 42)
  }
}
