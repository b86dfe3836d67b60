import Bytes
import Events
import Features
import Testing

/// Events from NDJSON lines.
func events(_ lines: [String]) throws -> EventBatch {
  var batch = EventBatch()
  for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
  return batch
}

/// One event as NDJSON, with further members.
func event(_ time: String, _ name: String = "page_viewed", _ more: String = "") -> String {
  "{\"time\":\"\(time)\",\"visitor\":\"v\",\"event\":\"\(name)\"\(more.isEmpty ? "" : "," + more)}"
}

/// The texts of a prefix's features, U+001F shown as `=`.
func names(
  _ spec: FeatureSpec, _ batch: EventBatch, history: VisitorHistory = .none
) throws -> Set<String> {
  var state = try FeatureExtractor(spec).start(history: history, keepsNames: true)
  for row in batch.rows { state.add(row, text: batch.text.span) }
  var vector = SparseVector()
  state.emit(into: &vector)
  let names = state.names()
  #expect(Set(names.map(\.slot)) == Set(vector.slots))
  return Set(
    names.map { name in
      String(decoding: name.text.map { $0 == 0x1F ? 0x3D : $0 }, as: UTF8.self)
    })
}

private func spec(_ kinds: FeatureKind...) -> FeatureSpec {
  FeatureSpec(
    recipes: FeatureSpec.standardRecipes.filter { kinds.contains($0.kind) })
}

@Suite("Features of a prefix")
struct PrefixFeatureTests {
  @Test("paths: each leading part, without query, slashes doubled or at the end passed over")
  func paths() throws {
    let batch = try events([
      event("2026-01-01T10:00:00Z", "page_viewed", #""url":"https://a.example/p//12/?x=1#y""#),
      event("2026-01-01T10:00:05Z", "page_viewed", #""url":"/""#),
      event("2026-01-01T10:00:09Z", "page_viewed", #""url":"/a/b/c/d/e/f""#),
    ])
    #expect(
      try names(spec(.pathSeen), batch) == [
        "path=/p", "path=/p/12", "path=/", "path=/a", "path=/a/b", "path=/a/b/c", "path=/a/b/c/d",
      ])
    #expect(try names(spec(.lastPath), batch) == ["lastPath=/a/b/c/d"])
  }

  @Test("names, counts, last events and their pair")
  func counts() throws {
    let batch = try events([
      event("2026-01-01T10:00:00Z", "page_viewed", #""url":"/p/1""#),
      event("2026-01-01T10:00:05Z", "cart"),
      event("2026-01-01T10:00:07Z", "page_viewed", #""url":"/q/2""#),
      event("2026-01-01T10:00:08Z", "page_viewed", #""url":"/r/3""#),
    ])
    #expect(try names(spec(.eventSeen), batch) == ["event=page_viewed", "event=cart"])
    #expect(try names(spec(.eventCount), batch) == ["count=page_viewed=3", "count=cart=1"])
    #expect(try names(spec(.eventTotal), batch) == ["events=4"])
    #expect(try names(spec(.lastEvent), batch) == ["last=page_viewed=/r"])
    #expect(try names(spec(.lastPair), batch) == ["pair=page_viewed=/q=page_viewed=/r"])
  }

  @Test("search terms: words in lower case, those of other scripts whole")
  func searchTerms() throws {
    let batch = try events([
      event("2026-01-01T10:00:00Z", "search_performed", #""search":" Red+SHOES, größe 42""#)
    ])
    #expect(
      try names(spec(.searchTerm), batch) == [
        "search=red", "search=shoes", "search=größe", "search=42",
      ])
  }

  @Test("attributes: text as it is, numbers in buckets, what is no number as text")
  func attributes() throws {
    let batch = try events([
      event(
        "2026-01-01T10:00:00Z", "cart",
        #""attributes":{"price":{"dataType":"number","value":"9.99"},"n":{"dataType":"integer","value":"-5"},"kind":{"dataType":"string","value":"a\"b"},"odd":{"dataType":"number","value":"many"},"plain":3,"on":true,"none":null}"#
      )
    ])
    #expect(
      try names(spec(.attributeText), batch) == [
        "attribute=kind=a\"b", "attribute=odd=many", "attribute=on=true",
      ])
    #expect(
      try names(spec(.attributeNumber), batch) == [
        "number=price=13", "number=n=3", "number=plain=11",
      ])
  }

  @Test("times: hour and weekday in the site's zone, across the change of the clock")
  func times() throws {
    let change = try #require(Timestamp("2026-03-29T01:00:00Z"))
    let zone = SiteZone(
      name: "Europe/Dublin",
      transitions: [
        .init(from: .distantPast, offsetSeconds: 0), .init(from: change, offsetSeconds: 3600),
      ])
    var spec = spec(.hour, .weekday)
    spec.zone = FeatureZone(zone)
    let before = try events([event("2026-03-29T00:59:59Z")])
    let after = try events([event("2026-03-29T22:59:59Z"), event("2026-03-29T23:00:00Z")])
    #expect(try names(spec, before) == ["hour=0", "weekday=6"])
    #expect(try names(spec, after) == ["hour=0", "weekday=0"])
  }

  @Test("dwell and elapsed: buckets of seconds, no dwell at the first event")
  func dwell() throws {
    let first = event("2026-01-01T10:00:00Z")
    let second = event("2026-01-01T10:00:02.5Z")
    let third = event("2026-01-01T10:01:00Z")
    let spec = spec(.dwell, .elapsed)
    #expect(try names(spec, try events([first])) == ["elapsed=0"])
    #expect(try names(spec, try events([first, second])) == ["elapsed=2", "dwell=2"])
    #expect(try names(spec, try events([first, second, third])) == ["elapsed=7", "dwell=6"])
  }

  @Test("entry: medium, campaign and device of the first event alone")
  func entry() throws {
    let batch = try events([
      event(
        "2026-01-01T10:00:00Z", "page_viewed",
        #""url":"https://a.example/?utm_source=News&utm_medium=email&utm_campaign=summer%20sale","agent":"Mozilla/5.0 (iPhone; Mobile)""#
      ),
      event(
        "2026-01-01T10:00:01Z", "page_viewed",
        #""url":"https://a.example/?utm_source=other","referrer":"https://www.google.com/","agent":"X11; Linux""#
      ),
    ])
    let entry = spec(.referrerMedium, .campaignSource, .campaignMedium, .campaignName, .device)
    #expect(
      try names(entry, batch) == [
        "referrer=email", "campaignSource=News", "campaignMedium=email",
        "campaignName=summer sale", "device=mobile",
      ])
  }

  @Test("history: earlier sessions, their outcomes, and the time since")
  func history() throws {
    var spec = spec(.earlierSessions, .earlierEvents, .earlierOutcome, .sinceLastSession)
    spec.outcomes = ["purchase", "signup"]
    let batch = try events([event("2026-01-01T10:00:00Z")])
    let history = VisitorHistory(
      sessions: 3, events: 20, achievements: [2, 0], secondsSinceLast: 90_000)
    #expect(
      try names(spec, batch, history: history) == [
        "earlierSessions=3", "earlierEvents=8", "earlierOutcome=purchase=2", "sinceLastSession=6",
      ])
    #expect(try names(spec, batch) == ["earlierSessions=0", "earlierEvents=0"])
  }

  @Test("visitor, customer, traits, id and raw query make no feature")
  func nothingPersonal() throws {
    let plain = event("2026-01-01T10:00:00Z", "page_viewed", #""url":"/a""#)
    let personal = plain.replacing("\"visitor\":\"v\"", with: "\"visitor\":\"w-secret\"")
      .replacing("\"/a\"", with: "\"/a?email=secret%40example.com\"")
      .replacing(
        "}",
        with: #","customer":"secret","id":"secret-9","traits":{"email":"secret"},"bytes":9}"#)
    let spec = FeatureSpec()
    #expect(personal.contains("secret"))
    #expect(try names(spec, try events([plain])) == names(spec, try events([personal])))
  }

  @Test("slots are murmur3 of field, U+001F and value, masked")
  func slots() throws {
    var spec = spec(.eventSeen)
    spec.bits = 20
    let batch = try events([event("2026-01-01T10:00:00Z", "cart")])
    let vector = try FeatureExtractor(spec).features(batch, rows: 0..<1, count: 1, history: .none)
    #expect(vector.slots == [murmurHash3(Array("event\u{1F}cart".utf8).span) & 0xFFFFF])
    #expect(vector.values == [1])
  }

  @Test("an event without any field beyond time and name is enough; so are damaged attributes")
  func hostileEvents() throws {
    var batch = try events([event("2026-01-01T10:00:00Z")])
    batch.rows[0].attributes = batch.text.store(Array(#"{"a":{"value":"#.utf8).span)
    batch.rows[0].search = batch.text.store([0xFF, 0x20, 0x00, 0xC3].span)
    batch.rows[0].url = batch.text.store(Array("://?#//".utf8).span)
    let vector = try FeatureExtractor(FeatureSpec()).features(
      batch, rows: 0..<1, count: 1, history: .none)
    #expect(!vector.slots.isEmpty)
    #expect(vector.slots == Set(vector.slots).sorted())
  }
}
