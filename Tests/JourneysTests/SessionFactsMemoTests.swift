import Bytes
import Events
import Journeys
import TestKit
import Testing

@Suite("Facts of many sessions over one text")
struct SessionFactsMemoTests {
  private static let urls = [
    "/", "/a?q=1", "/b?utm_source=x&utm_medium=email", "//cdn.example/x",
    "https://shop.example/c?gclid=1", "https://www.google.com/",
  ]
  private static let referrers = [
    nil, "", "/", "https://www.google.com/search?q=x",
    "https://shop.example/a", "https://t.co/x", "https://other.example/", "-",
  ]
  private static let agents = [
    nil, "", "Firefox desktop", "Mozilla/5.0 (iPhone) Mobile Safari/604.1",
    "Googlebot/2.1", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
  ]

  /// Sessions of random events whose texts stand once, as in a run.
  private func table(seed: UInt64) throws -> SessionTable {
    var random = SeededGenerator(seed: seed)
    func member(_ name: String, _ value: String?) -> String {
      value.map { #","\#(name)":"\#($0)""# } ?? ""
    }
    let lines = (0..<400).map { _ in
      page(
        "v\(Int.random(in: 0..<20, using: &random))", Int.random(in: 0..<40_000, using: &random),
        Self.urls.randomElement(using: &random) ?? "",
        #""id":"\#(Int.random(in: 0..<1_000_000, using: &random))""#
          + member("referrer", Self.referrers.randomElement(using: &random) ?? nil)
          + member("agent", Self.agents.randomElement(using: &random) ?? nil))
    }
    var collector = EventCollector()
    collector.take(try batch(lines))
    return Sessionizer(rules: rules()).sessions(of: collector.finish()).table
  }

  @Test(
    "are those of each session alone, also once another text follows",
    arguments: [[], ["shop.example"]])
  func memo(siteHosts: [String]) throws {
    let hosts = siteHosts.map { Array($0.utf8) }
    var memo = SessionFactsMemo(siteHosts: hosts)
    for seed in UInt64(1)...6 {
      let table = try table(seed: seed)
      try #require(table.sessions.count > 50)
      memo.begin(seed)
      for session in table.sessions {
        #expect(
          table.facts(of: session, &memo) == table.facts(of: session, siteHosts: hosts),
          "\(line(session, table))")
      }
    }
  }

  @Test("tables over parts of one text are joined with the texts of their own events alone")
  func joined() throws {
    let whole = try table(seed: 7)
    var joined = SessionTable()
    var begin = 0
    var copied = 0
    while begin < whole.sessions.count {
      let end = min(begin + 10, whole.sessions.count)
      var part = SessionTable(events: whole.events, sessions: Array(whole.sessions[begin..<end]))
      let first = part.sessions[0].rows.lowerBound
      let last = part.sessions[end - begin - 1].rows.upperBound
      part.events.rows = Array(part.events.rows[first..<last])
      for place in part.sessions.indices {
        let rows = part.sessions[place].rows
        part.sessions[place].rows = rows.lowerBound - first..<rows.upperBound - first
      }
      joined.append(part)
      copied += part.events.text.count
      begin = end
    }
    #expect(lines(joined) == lines(whole))
    #expect(joined.events.text.count < copied / 2)
  }
}
