import Bytes
import Events
import Testing

private func read(_ line: String, into batch: inout EventBatch) throws(EventRejection) {
  try batch.append(ndjson: Array(line.utf8).span)
}

private func written(_ batch: EventBatch, _ options: EventWritingOptions = [.purposes, .source])
  -> [String]
{
  batch.rows.map { row in
    var bytes: [UInt8] = []
    bytes.append(event: row, of: batch, options)
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite("Events as NDJSON")
struct EventLineTests {
  private static let full =
    #"{"time":"2026-11-22T10:15:30.123Z","visitor":"v","event":"page_viewed","id":"i","#
    + #""url":"/a?b=\"c\"","title":"T\\\n","referrer":"r","search":"s","agent":"a","status":200,"#
    + #""method":"GET","bytes":0,"customer":"c","#
    + #""attributes":{"price":{"dataType":"number","value":"9.99"}},"traits":{"t":1},"#
    + #""consent":{"gpc":"1","tc":"x"},"controller":"acme","purposes":["sales","own"],"bot":"b","#
    + #""source":"access.log.gz:123"}"#

  @Test("A written event is read and written again byte for byte")
  func roundTrip() throws {
    var batch = EventBatch()
    try read(Self.full, into: &batch)
    #expect(written(batch) == [Self.full])
  }

  @Test(
    "Times are printed as finely as they were written, in UTC",
    arguments: [
      ("2026-11-22T10:15:30Z", "2026-11-22T10:15:30Z"),
      ("2026-11-22T10:15:30.000Z", "2026-11-22T10:15:30.000Z"),
      ("2026-11-22T10:15:30.5+01:00", "2026-11-22T09:15:30.5Z"),
      ("2024-02-29t23:59:59.123456789z", "2024-02-29T23:59:59.123456789Z"),
      ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"),
    ])
  func times(text: String, printed: String) throws {
    var batch = EventBatch()
    try read("{\"time\":\"\(text)\",\"event\":\"x\"}", into: &batch)
    #expect(written(batch) == ["{\"time\":\"\(printed)\",\"visitor\":\"\",\"event\":\"x\"}"])
  }

  @Test("White space, order of keys and unknown keys do not change the record")
  func canonical() throws {
    var batch = EventBatch()
    try read(
      #" { "event" : "x", "unknown":{"a":[1,{"b":null}]}, "traits":{ "t" : [ 1, 2 ] }, "visitor":"\u0076", "url":null, "time":"2026-11-22T10:15:30Z" } "#,
      into: &batch)
    #expect(
      written(batch) == [
        #"{"time":"2026-11-22T10:15:30Z","visitor":"v","event":"x","traits":{"t":[1,2]}}"#
      ])
  }

  @Test("What is decided and where it was read are written only where asked")
  func options() throws {
    var batch = EventBatch()
    try read(Self.full, into: &batch)
    let bare = written(batch, [])[0]
    #expect(!bare.contains("purposes") && !bare.contains("source"))
    #expect(written(batch, .purposes)[0].contains(#""purposes":["sales","own"]"#))
    #expect(String(decoding: batch.recordBytes(batch.rows[0]), as: UTF8.self) == bare)
  }

  @Test("An event keeps its own source, else has the line it was read from")
  func source() throws {
    var batch = EventBatch()
    let file = batch.sourceIndex("in.ndjson")
    try batch.append(
      ndjson: Array(#"{"time":"2026-11-22T10:15:30Z","event":"x"}"#.utf8).span, source: file,
      number: 7)
    try batch.append(
      ndjson: Array(#"{"time":"2026-11-22T10:15:30Z","event":"x","source":"a:b"}"#.utf8).span,
      source: file, number: 8)
    #expect(written(batch)[0].contains(#""source":"in.ndjson:7""#))
    #expect(written(batch)[1].contains(#""source":"a:b""#))
  }

  @Test(
    "A line that is no event is rejected with its reason and leaves nothing",
    arguments: [
      ("", EventRejection.notJSON), ("x", .notJSON), ("null", .notJSON), ("[]", .notJSON),
      ("{", .notJSON), (#"{"event":"x""#, .notJSON), (#"{"event":"x"} {}"#, .notJSON),
      (#"{"a":01}"#, .notJSON), ("{\"a\":\"\u{1}\"}", .notJSON), ("{}", .missingTime),
      (#"{"event":"x"}"#, .missingTime), (#"{"time":null,"event":"x"}"#, .missingTime),
      (#"{"time":1,"event":"x"}"#, .badTime), (#"{"time":"2026-11-22","event":"x"}"#, .badTime),
      (#"{"time":"2026-02-30T00:00:00Z","event":"x"}"#, .badTime),
      (#"{"time":"2026-11-22T10:15:30","event":"x"}"#, .badTime),
      (#"{"time":"2026-11-22T10:15:30Z"}"#, .missingEvent),
      (#"{"time":"2026-11-22T10:15:30Z","event":""}"#, .badEvent),
      (#"{"time":"2026-11-22T10:15:30Z","event":"a b"}"#, .badEvent),
      (#"{"time":"2026-11-22T10:15:30Z","event":7}"#, .badField),
      (#"{"visitor":{}}"#, .badField), (#"{"status":1000}"#, .badField),
      (#"{"bytes":-1}"#, .badField), (#"{"attributes":[]}"#, .badField),
      (#"{"consent":"1"}"#, .badField), (#"{"purposes":"sales"}"#, .badField),
      (#"{"purposes":[1]}"#, .badField), (#"{"source":1}"#, .badField),
    ])
  func rejections(line: String, reason: EventRejection) {
    var batch = EventBatch()
    #expect(throws: reason) { try read(line, into: &batch) }
    #expect(batch.rows.isEmpty && batch.text.isEmpty)
  }

  @Test("Deep nesting is refused, not followed without end")
  func deep() {
    let nested = String(repeating: "[", count: 100_000)
    var batch = EventBatch()
    #expect(throws: EventRejection.notJSON) { try read("{\"x\":\(nested)", into: &batch) }
  }

  @Test("A line of a megabyte is read whole")
  func long() throws {
    let title = String(repeating: "é", count: 500_000)
    var batch = EventBatch()
    try read(
      "{\"time\":\"2026-11-22T10:15:30Z\",\"event\":\"x\",\"title\":\"\(title)\"}", into: &batch)
    #expect(batch.string(batch.rows[0].title) == title)
  }

  @Test("Any prefix and any single changed byte of a line is read or rejected, never worse")
  func mangled() throws {
    let line = Array(Self.full.utf8)
    var rejected = 0
    for index in line.indices {
      var batch = EventBatch()
      #expect(throws: EventRejection.self) {
        try read(String(decoding: line[..<index], as: UTF8.self), into: &batch)
      }
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x80, 0xFF] {
        var changed = line
        changed[index] = byte
        do throws(EventRejection) {
          try batch.append(ndjson: changed.span)
        } catch {
          rejected += 1
        }
      }
      var again = EventBatch(purposes: batch.purposes)
      for text in written(batch) { try read(text, into: &again) }
      #expect(written(again) == written(batch))
    }
    #expect(rejected > line.count)
  }
}

@Suite("Events have one order")
struct EventOrderTests {
  @Test("Time comes first, then id, then the bytes of the record")
  func order() throws {
    let sorted = [
      #"{"time":"2026-11-22T10:00:00Z","event":"b"}"#,
      #"{"time":"2026-11-22T10:00:00Z","event":"a","id":"1"}"#,
      #"{"time":"2026-11-22T10:00:00Z","event":"b","id":"1"}"#,
      #"{"time":"2026-11-22T10:00:00Z","event":"a","id":"10"}"#,
      #"{"time":"2026-11-22T10:00:00Z","event":"a","id":"2"}"#,
      #"{"time":"2026-11-22T10:00:00.001Z","event":"a"}"#,
    ]
    var batch = EventBatch()
    for line in sorted { try read(line, into: &batch) }
    for (i, a) in batch.rows.enumerated() {
      for (j, b) in batch.rows.enumerated() {
        #expect(batch.isOrdered(a, before: b) == (i < j), "\(i) \(j)")
      }
    }
  }

  @Test("Where an event was read and what was decided for it have no part in the order")
  func apart() throws {
    var batch = EventBatch()
    try read(
      #"{"time":"2026-11-22T10:00:00Z","event":"a","purposes":["p"],"source":"x:1"}"#,
      into: &batch)
    try read(#"{"time":"2026-11-22T10:00:00Z","event":"a","source":"y:2"}"#, into: &batch)
    #expect(!batch.isOrdered(batch.rows[0], before: batch.rows[1]))
    #expect(!batch.isOrdered(batch.rows[1], before: batch.rows[0]))
  }
}

@Suite("Batches")
struct EventBatchTests {
  @Test("Joined batches keep every event's text and source")
  func join() throws {
    var left = EventBatch()
    var right = EventBatch()
    try read(#"{"time":"2026-11-22T10:00:00Z","event":"a","url":"/l","source":"l:1"}"#, into: &left)
    try read(
      #"{"time":"2026-11-22T10:00:00Z","event":"a","url":"/r","source":"r:2"}"#, into: &right)
    let expected = written(left) + written(right)
    left.join(right)
    #expect(written(left) == expected)
  }

  @Test("An event taken over alone keeps its text and loses its source")
  func takeOver() throws {
    var from = EventBatch()
    try read(#"{"time":"2026-11-22T10:00:00Z","event":"a","url":"/l","source":"l:1"}"#, into: &from)
    var to = EventBatch()
    to.append(from.rows[0], of: from)
    #expect(
      written(to) == [#"{"time":"2026-11-22T10:00:00Z","visitor":"","event":"a","url":"/l"}"#])
  }

  @Test("Purposes learned while reading are put in an order of their own")
  func purposes() throws {
    let lines = [["z", "marketing"], ["support", "a"], ["z"]].map { names in
      let list = names.map { "\"\($0)\"" }.joined(separator: ",")
      return "{\"time\":\"2026-11-22T10:00:00Z\",\"event\":\"a\",\"purposes\":[\(list)]}"
    }
    var forward = EventBatch()
    var backward = EventBatch()
    for line in lines { try read(line, into: &forward) }
    for line in lines.reversed() { try read(line, into: &backward) }
    forward.sortPurposes()
    backward.sortPurposes()
    #expect(forward.purposes.names == ["support", "marketing", "a", "z"])
    #expect(backward.purposes == forward.purposes)
    #expect(written(backward).reversed() == written(forward))
    #expect(written(forward)[0].contains(#""purposes":["marketing","z"]"#))
  }

  @Test("No more than 64 purposes are learned")
  func manyPurposes() throws {
    var batch = EventBatch()
    let names = (0..<65).map { "\"p\($0)\"" }.joined(separator: ",")
    #expect(throws: EventRejection.badField) {
      try read(
        "{\"time\":\"2026-11-22T10:00:00Z\",\"event\":\"a\",\"purposes\":[\(names)]}", into: &batch)
    }
  }
}

@Suite("Zones are data")
struct SiteZoneTests {
  @Test("Each moment has the offset that began last")
  func offsets() {
    let zone = SiteZone(
      name: "x",
      transitions: [
        .init(from: Timestamp(nanoseconds: 100), offsetSeconds: 3600),
        .init(from: .distantPast, offsetSeconds: -60),
      ])
    #expect(zone.offsetSeconds(at: Timestamp(nanoseconds: 99)) == -60)
    #expect(zone.offsetSeconds(at: Timestamp(nanoseconds: 100)) == 3600)
    #expect(zone.local(Timestamp(nanoseconds: 100)).nanoseconds == 3_600_000_000_100)
    #expect(SiteZone.utc.offsetSeconds(at: .distantFuture) == 0)
  }
}

@Suite("Names of events")
struct EventNameTests {
  @Test(
    "Letters, digits and _, at most 255",
    arguments: ["a", "A_9", String(repeating: "x", count: 255)])
  func valid(name: String) {
    let isValid = EventName.isValid(Array(name.utf8).span)
    #expect(isValid)
  }

  @Test(
    "Anything else is none", arguments: ["", "a-b", "é", "a b", String(repeating: "x", count: 256)])
  func invalid(name: String) {
    let isValid = EventName.isValid(Array(name.utf8).span)
    #expect(!isValid)
  }
}
