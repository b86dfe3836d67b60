import Bytes
import Events
import Foundation
import Journeys
import Parquet
import TestKit
import Testing
import Workspace

@Suite("Sessions and outcomes at rest")
struct SessionRowsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Sessions of all kinds: cut, open, of bots, with and without pages, campaigns, logins, outcomes.
  private func table(_ outcomes: OutcomeSet) throws -> SessionTable {
    let events = [
      #"{"time":"2026-11-22T10:00:00.125Z","visitor":"01","event":"page_viewed","url":"/in?utm_source=N%20\u00fc&utm_medium=email&utm_campaign=c&utm_term=t&utm_content=k","referrer":"https://t.co/x","agent":"Mozilla/5.0 (iPhone) Mobile Safari/604.1","customer":"c1"}"#,
      #"{"time":"2026-11-22T10:07:11.2Z","visitor":"01","event":"page_viewed","url":"/done","customer":"c2 \"x\"","attributes":{"total":{"dataType":"number","value":"9.99"}}}"#,
      #"{"time":"2026-11-22T10:08:00Z","visitor":"01","event":"page_viewed","url":"/done"}"#,
      #"{"time":"2026-11-22T10:09:00Z","visitor":"01","event":"page_viewed","url":"/cut off"}"#,
      #"{"time":"2026-11-22T10:09:00.000001Z","visitor":"02","event":"product_seen"}"#,
      #"{"time":"2026-11-22T10:09:30Z","visitor":"03","event":"page_viewed","url":"/é","agent":"Googlebot/2.1"}"#,
      #"{"time":"2026-11-23T10:00:00Z","visitor":"04","event":"page_viewed","url":"/","referrer":"https://www.google.com/"}"#,
    ]
    var batch = EventBatch()
    for line in events { try batch.append(ndjson: Array(line.utf8).span) }
    var rules = SessionRules(asOf: Timestamp("2026-11-23T10:10:00Z"))
    rules.maximumEvents = 3
    var table = Sessionizer(rules: rules).sessions(of: batch).table
    outcomes.match(&table)
    return table
  }

  private func outcomes() throws -> OutcomeSet {
    let done = OutcomePattern(criteria: [
      OutcomeCriterion(key: "page.url", comparison: .equal, values: ["/done"])
    ])
    var purchase = OutcomeDefinition(name: "purchase", purpose: "sales", patterns: [done])
    purchase.value = "attributes.total"
    return try OutcomeSet([
      purchase,
      OutcomeDefinition(
        name: "seen", purpose: "sales", patterns: [OutcomePattern(event: "product_seen")]),
    ])
  }

  private func rows(_ name: String) throws -> [NSDictionary] {
    var text: [UInt8] = []
    try TableText.read(folder.path(name)) { text.append($0) }
    return try text.split(separator: 0x0A).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0)) as? NSDictionary)
    }
  }

  /// A session's line between stages, in the columns that lie at rest.
  private func expected(_ session: Session, _ table: SessionTable, _ outcomes: OutcomeSet) throws
    -> [String: Any]
  {
    var line: [UInt8] = []
    line.append(session: session, of: table, .init(outcomes: outcomes, isSummary: true))
    var row = try #require(
      try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let campaign = row.removeValue(forKey: "campaign") as? [String: String] ?? [:]
    for (key, value) in campaign { row["campaign" + key.capitalized] = value }
    for key in ["start", "end"] { row[key] = try plain(row[key]) }
    return row
  }

  /// A time as a table shows it: with no more digits than a moment needs, three or six.
  private func plain(_ time: Any?) throws -> String {
    let text = try #require(time as? String)
    let fraction = text.split(separator: ".").dropFirst().first.map { $0.dropLast() } ?? ""
    let digits = fraction.isEmpty || Int(fraction) == 0 ? 0 : fraction.count <= 3 ? 3 : 6
    let padded = fraction.padding(toLength: digits, withPad: "0", startingAt: 0)
    return text.prefix(19) + (digits == 0 ? "" : ".\(padded)") + "Z"
  }

  @Test("a session's row says what its line says, and has nothing where that has nothing")
  func sessions() throws {
    let outcomes = try outcomes()
    let table = try table(outcomes)
    let file = PartitionFile(folder.path("sessions"), schema: SessionRows.schema)
    for session in table.sessions {
      try SessionRows.append(session, of: table, text: 1, outcomes, to: file)
    }
    #expect(try file.finish(as: "sessions").rows == 5)
    let rows = try rows("sessions")
    for (session, row) in zip(table.sessions, rows) {
      #expect(row == (try expected(session, table, outcomes) as NSDictionary))
    }
    let columns = Set(rows.flatMap { $0.allKeys.compactMap { $0 as? String } })
    #expect(columns == Set(SessionRows.schema.columns.map(\.name)), "every column is in use")
    #expect(rows.contains { $0["open"] as? Bool == true })
  }

  @Test("an outcome's row names session, visitor, moment and value")
  func reached() throws {
    let outcomes = try outcomes()
    let table = try table(outcomes)
    let file = PartitionFile(folder.path("outcomes"), schema: OutcomeRows.schema)
    var expected: [NSDictionary] = []
    for session in table.sessions {
      for achievement in session.achievements {
        try OutcomeRows.append(achievement, of: session, in: table, outcomes, to: file)
      }
      let line = try self.expected(session, table, outcomes)
      for outcome in line["outcomes"] as? [[String: Any]] ?? [] {
        var row = outcome
        row["at"] = try plain(outcome["at"])
        row["session"] = line["session"]
        row["visitor"] = line["visitor"]
        expected.append(row as NSDictionary)
      }
    }
    #expect(try file.finish(as: "outcomes").rows == 2)
    #expect(try rows("outcomes") == expected)
    #expect(expected.map { $0["value"] as? String } == ["9.99", nil])
  }
}
