import Bytes
import Events
import Journeys
import Testing

@Suite("Session rules, by their numbers")
struct SessionRuleTests {
  @Test(
    "sessions 2: a gap exactly equal to the timeout stays one session",
    arguments: [(1799, 1), (1800, 1), (1801, 2)])
  func gap(seconds: Int, count: Int) throws {
    let result = try sessions([page("a", 0), page("a", seconds)])
    #expect(result.table.sessions.count == count)
    #expect(result.table.sessions.allSatisfy { $0.cut == nil })
  }

  @Test("sessions 1: visitors never share a session")
  func visitors() throws {
    let result = try sessions([page("b", 0), page("a", 1), page("b", 2), page("ab", 1)])
    #expect(result.table.sessions.map { visitor($0, result.table) } == ["a", "ab", "b"])
    #expect(sizes(result.table) == [1, 1, 2])
  }

  @Test("sessions 4: a late event inside both gaps merges two sessions and the earlier id survives")
  func merge() throws {
    let apart = try sessions([page("a", 0), page("a", 3000)])
    let joined = try sessions([page("a", 0), page("a", 3000), page("a", 1500)])
    #expect(apart.table.sessions.count == 2)
    #expect(joined.table.sessions.map(\.id) == [apart.table.sessions[0].id])
  }

  @Test("sessions 5: equal times are ordered by id, then by the bytes of the record")
  func ties() throws {
    let lines = [
      page("a", 0, "/x", #""id":"2""#), page("a", 0, "/z"), page("a", 0, "/y"),
      page("a", 0, "/w", #""id":"1""#),
    ]
    let table = try sessions(lines).table
    #expect(table.events.rows.map { table.events.string($0.url) } == ["/y", "/z", "/w", "/x"])
  }

  @Test(
    "sessions 6: placeholders are no visitors",
    arguments: ["", "-", "null", "undefined", "0", "00000000-0000-0000-0000-000000000000"])
  func placeholder(visitor: String) throws {
    let result = try sessions([page(visitor, 0), page("a", 0)])
    #expect(result.table.sessions.count == 1)
    #expect(result.tally.noVisitor == 1)
    #expect(result.tally.isBalanced)
  }

  @Test("sessions 7: of events with one id the smallest by time and bytes is kept")
  func duplicates() throws {
    let result = try sessions([
      page("a", 5, "/late", #""id":"1""#), page("a", 0, "/y", #""id":"1""#),
      page("a", 0, "/x", #""id":"1""#), page("b", 1, "/other", #""id":"1""#),
    ])
    let events = result.table.events
    #expect(events.rows.map { events.string($0.url) } == ["/x"])
    #expect(result.tally.duplicates == 3)
    #expect(result.tally.isBalanced)
  }

  @Test("sessions 7: a placeholder is no event id")
  func placeholderIDs() throws {
    let result = try sessions([
      page("a", 0, "/x", #""id":"null""#), page("a", 1, "/y", #""id":"null""#),
    ])
    #expect(result.tally.kept == 2)
  }

  @Test("sessions 8: two equal records without an id are two events")
  func equalRecords() throws {
    #expect(sizes(try sessions([page("a", 0), page("a", 0)]).table) == [2])
  }

  @Test("sessions 10: start is the first event's time, end the last one's, as written")
  func bounds() throws {
    let table = try sessions([
      #"{"time":"2026-11-22T10:00:00.250Z","visitor":"a","event":"x"}"#,
      #"{"time":"2026-11-22T10:07:11Z","visitor":"a","event":"x"}"#,
    ]).table
    let facts = table.facts(of: table.sessions[0])
    #expect(facts.start.description == "2026-11-22T10:00:00.250Z")
    #expect(facts.end.description == "2026-11-22T10:07:11Z")
    #expect(facts.durationNanoseconds == 430_750_000_000)
  }

  @Test("sessions 11: an event later than start and maximum length begins a cut session")
  func maximumLength() throws {
    var rules = rules()
    rules.maximumLengthNanoseconds = 3_000 * 1_000_000_000
    let times = [0, 1500, 3000, 3001, 4500, 6002]
    let result = try sessions(times.map { page("a", $0) }, rules)
    #expect(sizes(result.table) == [3, 2, 1])
    #expect(result.table.sessions.map(\.cut) == [nil, .maximumLength, .maximumLength])
    #expect(result.tally.cuts == [2, 0, 0, 0, 0])
    rules.maximumLengthNanoseconds = nil
    #expect(sizes(try sessions(times.map { page("a", $0) }, rules).table) == [6])
  }

  @Test("sessions 12: a session has no more than the maximum of events")
  func maximumEvents() throws {
    var rules = rules()
    rules.maximumEvents = 2
    let result = try sessions((0..<5).map { page("a", $0) }, rules)
    #expect(sizes(result.table) == [2, 2, 1])
    #expect(result.table.sessions.map(\.cut) == [nil, .maximumEvents, .maximumEvents])
  }

  @Test("sessions 12: sessions cut among equal records have ids of their own")
  func equalCutRecords() throws {
    var rules = rules()
    rules.maximumEvents = 1
    let once = try sessions((0..<4).map { _ in page("a", 0) }, rules).table.sessions.map(\.id)
    let again = try sessions((0..<4).map { _ in page("a", 0) }, rules).table.sessions.map(\.id)
    #expect(Set(once).count == 4)
    #expect(once == again)
  }

  @Test("sessions 13: midnight does not split unless told, and both counts are known")
  func midnight() throws {
    let lines = [page("a", 86_300), page("a", 86_500)]
    let whole = try sessions(lines)
    #expect(sizes(whole.table) == [2])
    #expect(whole.tally.midnightsInside == 1)
    var rules = rules()
    rules.splitAtMidnight = .utc
    let split = try sessions(lines, rules)
    #expect(split.table.sessions.map(\.cut) == [nil, .midnight])
    #expect(split.tally.midnightsInside == 0)
  }

  @Test("sessions 13: midnight is the site's")
  func siteMidnight() throws {
    var rules = rules()
    rules.splitAtMidnight = SiteZone(
      name: "East", transitions: [.init(from: .distantPast, offsetSeconds: 3600)])
    #expect(try sessions([page("a", 86_300), page("a", 86_500)], rules).table.sessions.count == 1)
    #expect(try sessions([page("a", 82_700), page("a", 82_900)], rules).table.sessions.count == 2)
  }

  @Test("sessions 14: a new campaign does not split unless told")
  func campaign() throws {
    let lines = [
      page("a", 0), page("a", 1, "/?utm_source=x"), page("a", 2), page("a", 3, "/?utm_source=x"),
      page("a", 4, "/?utm_source=y"),
    ]
    #expect(sizes(try sessions(lines).table) == [5])
    var rules = rules()
    rules.splitOnCampaign = true
    let split = try sessions(lines, rules).table
    #expect(sizes(split) == [1, 3, 1])
    #expect(split.sessions.map(\.cut) == [nil, .campaign, .campaign])
  }

  @Test("sessions 15: a change of login does not split unless told, and both are listed")
  func login() throws {
    let lines = [
      page("a", 0), page("a", 1, "/", #""customer":"one""#), page("a", 2),
      page("a", 3, "/", #""customer":"two""#), page("a", 4, "/", #""customer":"one""#),
    ]
    let whole = try sessions(lines).table
    #expect(sizes(whole) == [5])
    #expect(whole.facts(of: whole.sessions[0]).logins.map(whole.events.string) == ["one", "two"])
    var rules = rules()
    rules.splitOnLogin = true
    #expect(sizes(try sessions(lines, rules).table) == [3, 1, 1])
  }

  @Test("sessions 16: a visitor's customer is the last login seen, in whichever session")
  func customer() throws {
    let table = try sessions([
      page("a", 0, "/", #""customer":"one""#), page("a", 9000, "/", #""customer":"two""#),
      page("a", 18_000), page("b", 0),
    ]).table
    let customers = table.sessions.indices.map {
      table.events.string(table.customer(ofVisitorAt: $0))
    }
    #expect(customers == ["two", "two", "two", ""])
  }

  @Test(
    "sessions 20, 21: a session is open while P is not more than the timeout after its end",
    arguments: [(0, true), (1799, true), (1800, true), (1801, false)])
  func open(secondsAfter: Int64, isOpen: Bool) throws {
    let end = Timestamp(nanoseconds: 1_795_305_600 * 1_000_000_000)
    let asOf = end.advanced(byNanoseconds: secondsAfter * 1_000_000_000)
    let result = try sessions([page("a", 0)], rules(asOf: asOf))
    #expect(result.table.sessions.map(\.isOpen) == [isOpen])
    #expect(result.tally.open == (isOpen ? 1 : 0))
  }

  @Test("sessions 21: without P every session counts as closed")
  func closed() throws {
    #expect(try sessions([page("a", 0)]).table.sessions.map(\.isOpen) == [false])
  }

  @Test("sessions 22: times are compared in UTC whatever their offset")
  func offsets() throws {
    let result = try sessions([
      #"{"time":"2026-11-22T12:00:00+02:00","visitor":"a","event":"x"}"#,
      #"{"time":"2026-11-22T05:30:00-05:00","visitor":"a","event":"x"}"#,
    ])
    #expect(sizes(result.table) == [2])
  }

  @Test("sessions 23: bots are flagged, dropped or kept, and counted")
  func bots() throws {
    let lines = [
      page("a", 0, "/", #""agent":"Googlebot/2.1""#),
      page("a", 1, "/", #""agent":"Googlebot/2.1""#),
      page("b", 0, "/", #""agent":"Opera/9.80 (X11; Linux)""#),
      page("c", 0, "/", #""bot":"told""#),
    ]
    var rules = rules()
    let flagged = try sessions(lines, rules)
    #expect(
      flagged.table.sessions.map { flagged.table.events.string($0.bot) } == ["bot", "", "told"])
    #expect(flagged.tally.botSessions == 2)
    rules.bots = .drop
    let dropped = try sessions(lines, rules)
    #expect(dropped.table.sessions.map { visitor($0, dropped.table) } == ["b"])
    #expect(dropped.tally.bots == 3)
    #expect(dropped.tally.isBalanced)
    rules.bots = .keep
    let kept = try sessions(lines, rules)
    #expect(kept.table.sessions.allSatisfy { $0.bot.isEmpty })
    #expect(kept.table.sessions.map(\.id) == flagged.table.sessions.map(\.id))
  }

  @Test("sessions 24: nothing in, nothing out")
  func empty() throws {
    let result = try sessions([])
    #expect(result.table.sessions.isEmpty)
    #expect(result.tally == SessionTally())
  }

  @Test("A session's id hangs on its visitor and first event alone")
  func id() throws {
    let short = try sessions([page("a", 0)]).table.sessions[0].id
    let long = try sessions([page("a", 0), page("a", 1), page("b", 0)]).table.sessions.map(\.id)
    let other = try sessions([page("a", 0, "/other")]).table.sessions[0].id
    #expect(long[0] == short)
    #expect(Set([short, long[1], other]).count == 3)
    #expect(SessionID(hexadecimal: Array(short.hexadecimal.utf8).span) == short)
  }
}

@Suite("MurmurHash3_x64_128 is what ids are made with")
struct MurmurHash3x128Tests {
  @Test(
    "Known values",
    arguments: [
      ("", 0, 0 as UInt64, 0 as UInt64),
      (
        "The quick brown fox jumps over the lazy dog", 0, 0xE34B_BC7B_BC07_1B6C,
        0x7A43_3CA9_C49A_9347
      ),
      ("hello", 0, 0xCBD8_A7B3_41BD_9B02, 0x5B1E_906A_48AE_1D19),
    ])
  func known(text: String, seed: UInt32, first: UInt64, second: UInt64) {
    let hash = murmurHash3x128(Array(text.utf8).span, seed: seed)
    #expect(hash.0 == first && hash.1 == second)
  }
}
