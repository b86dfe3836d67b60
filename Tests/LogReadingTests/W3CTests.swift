import Bytes
import Events
import LogReading
import Testing

private let fields = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status"

@Suite("W3C Extended logs, driven by their #Fields: line")
struct W3CTests {
  @Test("columns stand where the last #Fields: line of the file says")
  func columns() throws {
    let got = try Reading(
      [
        "#Version: 1.0", fields, "2024-02-29 23:59:59 h GET /a - 200",
        "#Fields: sc-status c-ip date time cs-uri-stem cs-uri-query",
        "200 h 2024-03-01 00:00:00 /b q=1",
      ], "w3c", keepAll: false)
    #expect(
      got.outcomes == [
        .filtered(.directive), .filtered(.directive), .event, .filtered(.directive), .event,
      ])
    #expect(got.text(\.url) == "/a")
    #expect(got.text(\.url, 1) == "/b?q=1")
    #expect(got.batch.rows[0].time.description == "2024-02-29T23:59:59Z")
    #expect(got.batch.rows[1].time.description == "2024-03-01T00:00:00Z")
    #expect(got.tally.isBalanced)
  }

  @Test("a line of data before any #Fields: line is rejected")
  func noFields() throws {
    var batch = EventBatch()
    var reader = try LogReader(LogReaderSettings(format: .w3c, keepAll: true))
    let data = Array("2024-02-29 23:59:59 h GET /a - 200".utf8)
    let directive = Array(fields.utf8)
    func read(_ line: [UInt8]) -> LineOutcome {
      reader.read(line.span, number: 1, source: -1, into: &batch)
    }
    #expect(read(data) == .rejected(.noFields))
    #expect(read(directive) == .filtered(.directive))
    #expect(read(data) == .event)
  }

  @Test("a time of day without a date belongs to the day of the #Date: line")
  func dateDirective() throws {
    let got = try Reading(
      ["#Date: 2012-04-01 00:00:13", "#Fields: time c-ip cs-uri-stem", "10:00:01 h /a"], "w3c")
    #expect(got.batch.rows.first?.time.description == "2012-04-01T10:00:01Z")
    #expect(got.text(\.url) == "/a")
    let none = try Reading(["#Fields: time c-ip cs-uri-stem", "10:00:01 h /a"], "w3c")
    #expect(none.outcomes.last == .rejected(.noTime))
  }

  @Test(
    "lines that don't fit the columns",
    arguments: [
      ("2024-02-29 23:59:59 h GET /a -", RejectReason.badStructure),
      ("2024-02-29 23:59:59 h GET /a - 200 7", .badStructure),
      ("2023-02-29 23:59:59 h GET /a - 200", .badTime), ("- - h GET /a - 200", .noTime),
      ("2024-02-29 23:59:59 h GET /a - abc", .badStatus),
    ])
  func rejected(_ line: String, _ reason: RejectReason) throws {
    #expect(try Reading([fields, line], "w3c").outcomes.last == .rejected(reason))
  }

  @Test("the visitor by cookie, column or our field's name; without the column there is none")
  func visitors() throws {
    let lines = [
      "#Fields: date time c-ip cs-username x-id cs(Cookie) cs(Sec-GPC)",
      "2024-02-29 23:59:59 h u7 x9 a=1;+_actmu=v 1",
    ]
    func visitor(_ source: String) throws -> String {
      try Reading(lines, "w3c", visitor: source).text(\.visitor)
    }
    #expect(try visitor("cookie:_actmu") == "v")
    #expect(try visitor("field:X-ID") == "x9")
    #expect(try visitor("field:user") == "u7")
    #expect(try visitor("field:c-ip") == "h")
    #expect(try visitor("field:other") == "")
    #expect(try visitor("host+agent") == "h\u{1F}-")
    #expect(try Reading(lines, "w3c").text(\.consent) == #"{"gpc":"1"}"#)
  }

  @Test("percent signs that a client sent stay as it sent them in referrers and cookies")
  func encodedOnce() throws {
    let got = try Reading(
      [
        "#Fields: date time c-ip cs(Referer) cs(User-Agent) cs(Cookie)",
        "2024-02-29\t23:59:59\th\thttps://x/a%2520b\tA%20B%2520%252B\t_actmu=v%253D;%20b=1",
      ], "w3c", visitor: "cookie:_actmu")
    #expect(got.text(\.referrer) == "https://x/a%20b")
    #expect(got.text(\.agent) == "A B +")
    #expect(got.text(\.visitor) == "v%3D")
  }
}
