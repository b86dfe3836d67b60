import Bytes
import Events
import Journeys
import Testing

@Suite("Outcomes: keys, steps, counts, values")
struct OutcomeMatchingTests {
  private static let event =
    #"{"time":"2026-11-22T10:00:00Z","visitor":"a","event":"product_added","#
    + #""url":"https://shop.example.org:8443/p/1?q=red+shoe&utm_source=News%20A#top","#
    + #""title":"Shoe","referrer":"https://www.google.com/search?q=x","search":"red shoe","#
    + #""agent":"Chrome mobile","status":404,"customer":"c-1","#
    + #""attributes":{"price":{"dataType":"number","value":"9.99"},"plain":"x\"y","n\u00e4me":7},"#
    + #""traits":{"plan":{"dataType":"string","value":"gold"}}}"#

  @Test(
    "Each key finds its place in the event",
    arguments: [
      ("page.url", "https://shop.example.org:8443/p/1?q=red+shoe&utm_source=News%20A#top"),
      ("page.title", "Shoe"), ("page.hostname", "shop.example.org"), ("page.pathname", "/p/1"),
      ("page.path", "/p/1"), ("page.queryString", "q=red+shoe&utm_source=News%20A"),
      ("page.fragment", "top"), ("eventName", "product_added"),
      ("referrer.url", "https://www.google.com/search?q=x"),
      ("referrer.hostname", "www.google.com"), ("referrer.medium", "search"),
      ("searchQuery", "red shoe"), ("device", "mobile"), ("status", "404"),
      ("customerId", "c-1"), ("campaign.source", "News A"), ("attributes.price", "9.99"),
      ("attributes.price.value", "9.99"), ("attributes.plain", "x\"y"), ("attributes.näme", "7"),
      ("traits.plan", "gold"),
    ])
  func keys(key: String, text: String) throws {
    let equal = try outcome([pattern(key, .equal, [text])])
    #expect(try achieved(equal, [Self.event]) == [0])
    let other = try outcome([pattern(key, .equal, [text + "!"])])
    #expect(try achieved(other, [Self.event]).isEmpty)
  }

  @Test("Attributes that are no object of values have no member")
  func hostileAttributes() throws {
    let set = try outcome([pattern("attributes.x", .containsAny, ["1"])])
    for attributes in ["{}", #"{"x":null}"#, #"{"x":[1]}"#, #"{"x":{}}"#, #"{"y":{"x":1}}"#] {
      #expect(try achieved(set, [page("a", 0, "/", "\"attributes\":\(attributes)")]).isEmpty)
    }
  }

  @Test("A criterion-less pattern is met by any event, or by the named ones")
  func names() throws {
    let lines = [
      page("a", 0), #"{"time":"2026-11-22T00:00:01Z","visitor":"a","event":"form_submitted"}"#,
    ]
    #expect(try achieved(try outcome([OutcomePattern()]), lines) == [0])
    let form = try outcome([OutcomePattern(event: "form_submitted")])
    #expect(try achieved(form, lines) == [1])
    #expect(try achieved(try outcome([OutcomePattern(event: "form")]), lines).isEmpty)
  }

  @Test("All criteria of a pattern must be met by one event")
  func conjunction() throws {
    var both = pattern("page.url", .containsAny, ["/a"])
    both.criteria += pattern("page.title", .equal, ["T"]).criteria
    let set = try outcome([both])
    let title = #""title":"T""#
    #expect(try achieved(set, [page("a", 0, "/a"), page("a", 1, "/b", title)]).isEmpty)
    #expect(try achieved(set, [page("a", 0, "/a"), page("a", 1, "/a", title)]) == [1])
  }

  @Test("Patterns are met in order, each after the event that completed the one before")
  func order() throws {
    let set = try outcome([
      pattern("page.url", .containsAny, ["/cart"]), pattern("page.url", .containsAny, ["/done"]),
    ])
    #expect(try achieved(set, [page("a", 0, "/done"), page("a", 1, "/cart")]).isEmpty)
    #expect(try achieved(set, [page("a", 0, "/cart/done")]).isEmpty)
    let urls = ["/done", "/cart", "/x", "/done", "/done"]
    #expect(try achieved(set, urls.enumerated().map { page("a", $0, $1) }) == [3])
  }

  @Test("A count of n is completed by the n-th matching event", arguments: 1...4)
  func count(n: Int) throws {
    let set = try outcome([pattern("page.url", .equal, ["/p"], count: n)])
    let urls = ["/p", "/x", "/p", "/p"]
    let expected = [1: [0], 2: [2], 3: [3]][n] ?? []
    #expect(try achieved(set, urls.enumerated().map { page("a", $0, $1) }) == expected)
  }

  @Test("Steps do not reach from one session into the next")
  func sessionsApart() throws {
    let set = try outcome([pattern("page.url", .equal, ["/p"], count: 2)])
    #expect(try achieved(set, [page("a", 0, "/p"), page("a", 9000, "/p")]).isEmpty)
  }

  @Test("never: reached at the end of a closed session in which the patterns were not completed")
  func never() throws {
    let set = try outcome([pattern("page.url", .equal, ["/p"])], matched: .never)
    #expect(try achieved(set, [page("a", 0, "/x"), page("a", 1, "/y")]) == [1])
    #expect(try achieved(set, [page("a", 0, "/x"), page("a", 1, "/p")]).isEmpty)
  }

  @Test("never: an open session is not judged")
  func neverOpen() throws {
    let set = try outcome([pattern("page.url", .equal, ["/p"])], matched: .never)
    var rules = SessionRules()
    rules.asOf = try batch([page("a", 60)]).rows[0].time.start
    #expect(try achieved(set, [page("a", 0, "/x")], rules).isEmpty)
  }

  @Test("The value comes from the completing event")
  func value() throws {
    let set = try outcome(
      [pattern("page.url", .equal, ["/done"])], value: "attributes.total")
    let total = #""attributes":{"total":{"dataType":"number","value":"19.99"}}"#
    var table = try sessions([
      page("a", 0, "/x", #""attributes":{"total":1}"#), page("a", 1, "/done", total),
      page("b", 0, "/done"),
    ]).table
    set.match(&table)
    let values = table.sessions.map { table.events.string($0.achievements[0].value) }
    #expect(values == ["19.99", ""])
  }

  @Test("Several outcomes are matched in one walk and listed in their order")
  func several() throws {
    var second = OutcomeDefinition(
      name: "late", purpose: "sales", direction: .minimise,
      patterns: [pattern("page.url", .equal, ["/a"])])
    second.matched = .once
    let first = OutcomeDefinition(
      name: "done", purpose: "sales", patterns: [pattern("page.url", .equal, ["/b"])])
    let set = try OutcomeSet([first, second])
    var table = try sessions([page("a", 0, "/a"), page("a", 1, "/b")]).table
    set.match(&table)
    #expect(table.sessions[0].achievements.map(\.outcome) == [0, 1])
    #expect(table.sessions[0].achievements.map(\.row) == [1, 0])
    #expect(set.index(of: "late") == 1)
  }

  @Test("Query keys that outcomes name are found")
  func queryKeys() throws {
    let table: [(String, [String])] = [
      ("q=user/register", ["q"]), ("/search?q=a&page=2", ["page", "q"]), ("?ref", ["ref"]),
      ("&step=", ["step"]), ("/checkout/done", []), ("a=b#c=d", ["a"]), ("", []), ("=x", []),
      ("/path/x=y", []),
    ]
    for (value, keys) in table {
      let set = try outcome([pattern("page.url", .containsAny, [value])])
      #expect(set.queryKeys == keys, "\(value)")
    }
    #expect(try outcome([pattern("page.title", .equal, ["q=1"])]).queryKeys.isEmpty)
    #expect(try outcome([pattern("campaign.name", .equal, ["x"])]).queryKeys == ["utm_campaign"])
  }
}
