import Bytes
import Events
import Journeys
import TestKit
import Testing

@Suite("Sessions as NDJSON")
struct SessionLineTests {
  private static let visit = [
    #"{"time":"2026-11-22T10:00:00.000Z","visitor":"v\"1","event":"page_viewed","#
      + #""url":"/in?utm_source=News%20A&utm_medium=email","referrer":"https://t.co/x","#
      + #""agent":"Mozilla/5.0 (iPhone) Mobile Safari/604.1","purposes":["sales"],"source":"f.gz:7"}"#,
    #"{"time":"2026-11-22T10:07:11.2Z","visitor":"v\"1","event":"page_viewed","url":"/done","#
      + #""customer":"c1","attributes":{"total":{"dataType":"number","value":"9.99"}}}"#,
  ]

  private func purchase() throws -> OutcomeSet {
    try outcome([pattern("page.url", .equal, ["/done"])], value: "attributes.total")
  }

  @Test("A line has the format's keys in their order and the same bytes each time")
  func golden() throws {
    var table = try sessions(Self.visit).table
    let set = try purchase()
    set.match(&table)
    let id = table.sessions[0].id.hexadecimal
    let summary =
      #"{"session":"\#(id)","visitor":"v\"1","start":"2026-11-22T10:00:00.000Z","#
      + #""end":"2026-11-22T10:07:11.2Z","events":2,"pageviews":2,"duration":431.2,"open":false,"#
      + #""entry":"/in?utm_source=News%20A&utm_medium=email","exit":"/done","#
      + #""referrerMedium":"email","campaign":{"source":"News A","medium":"email"},"#
      + #""device":"mobile","logins":["c1"],"#
      + #""outcomes":[{"name":"goal","at":"2026-11-22T10:07:11.2Z","value":"9.99"}]"#
    #expect(
      line(table.sessions[0], table, .init(outcomes: set, isSummary: true)) == summary + "}")
    let journey =
      #","journey":[{"time":"2026-11-22T10:00:00.000Z","visitor":"v\"1","event":"page_viewed","#
      + #""url":"/in?utm_source=News%20A&utm_medium=email","referrer":"https://t.co/x","#
      + #""agent":"Mozilla/5.0 (iPhone) Mobile Safari/604.1","purposes":["sales"]},"#
      + #"{"time":"2026-11-22T10:07:11.2Z","visitor":"v\"1","event":"page_viewed","url":"/done","#
      + #""customer":"c1","attributes":{"total":{"dataType":"number","value":"9.99"}}}]}"#
    #expect(line(table.sessions[0], table, .init(outcomes: set)) == summary + journey)
  }

  @Test("The id of a first event never changes")
  func knownID() throws {
    let table = try sessions([page("a", 0)]).table
    #expect(table.sessions[0].id.hexadecimal.count == 32)
    let bare = try sessions([
      page("a", 0, "/", #""purposes":["sales"],"source":"x.gz:1","bot":"told""#)
    ]).table
    #expect(bare.sessions[0].id == table.sessions[0].id)
  }

  @Test(
    "A written table is read back the same, in any order of lines",
    arguments: 1...5 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var rules = rules(asOf: try batch([page("a", 40_000)]).rows[0].time.start)
    rules.maximumEvents = 3
    let input = (0..<60).map { number in
      page(
        ["a", "b", "c"].randomElement(using: &random) ?? "",
        Int.random(in: 0..<40, using: &random) * 1000, number % 4 == 0 ? "/done" : "/\(number)",
        Bool.random(using: &random) ? #""agent":"curl/8""# : #""purposes":["sales","own"]"#)
    }
    let set = try purchase()
    var table = try sessions(input, rules).table
    set.match(&table)
    let written = lines(table, .init(outcomes: set))
    var read = SessionTable()
    for text in written.shuffled(using: &random) {
      try read.append(ndjson: Array(text.utf8).span)
    }
    read.sort()
    set.match(&read)
    read.events.sortPurposes()
    table.events.sortPurposes()
    #expect(lines(read, .init(outcomes: set)) == lines(table, .init(outcomes: set)))
  }

  @Test(
    "A line that is no session is rejected with its reason, and leaves nothing",
    arguments: [
      ("", SessionRejection.notJSON), ("[]", .notJSON), ("{", .notJSON), ("{}", .missingSession),
      (#"{"session":"x"}"#, .badSession), (#"{"session":7}"#, .badSession),
      (#"{"session":"ID"}"#, .missingJourney), (#"{"session":"ID","journey":[]}"#, .emptyJourney),
      (#"{"session":"ID","journey":{}}"#, .badField),
      (#"{"session":"ID","open":1,"journey":[A]}"#, .badField),
      (#"{"session":"ID","cut":"why","journey":[A]}"#, .badField),
      (#"{"session":"ID","bot":1,"journey":[A]}"#, .badField),
      (#"{"session":"ID","journey":[A],"journey":[A]}"#, .badField),
      (#"{"session":"ID","journey":[1]}"#, .badEvent(at: 0, .notJSON)),
      (#"{"session":"ID","journey":[A,{}]}"#, .badEvent(at: 1, .missingTime)),
      (#"{"session":"ID","journey":[A,B]}"#, .otherVisitor(at: 1)),
      (#"{"session":"ID","journey":[L,A]}"#, .notInOrder(at: 1)),
      (#"{"session":"ID","journey":[A]} x"#, .notJSON),
    ])
  func rejections(text: String, reason: SessionRejection) throws {
    let line = text.replacing("ID", with: "0123456789abcdef0123456789ABCDEF")
      .replacing("[A", with: "[" + page("a", 0)).replacing(",A]", with: "," + page("a", 0) + "]")
      .replacing(",B", with: "," + page("b", 0)).replacing("[L", with: "[" + page("a", 9))
    var table = SessionTable()
    var found: SessionRejection?
    do throws(SessionRejection) {
      try table.append(ndjson: Array(line.utf8).span)
    } catch {
      found = error
    }
    #expect(found == reason)
    #expect(table.sessions.isEmpty && table.events.rows.isEmpty && table.events.text.isEmpty)
  }

  @Test("A session without pages has the addresses of its other events")
  func withoutPages() throws {
    let table = try sessions([
      #"{"time":"2026-11-22T10:00:00Z","visitor":"a","event":"x"}"#,
      #"{"time":"2026-11-22T10:00:01Z","visitor":"a","event":"x","url":"/1"}"#,
      #"{"time":"2026-11-22T10:00:02Z","visitor":"a","event":"x","url":"/2"}"#,
    ]).table
    let facts = table.facts(of: table.sessions[0])
    #expect(facts.pageviews == 0)
    #expect(table.events.string(facts.entry) == "/1")
    #expect(table.events.string(facts.exit) == "/2")
    #expect(facts.device == nil)
  }
}
