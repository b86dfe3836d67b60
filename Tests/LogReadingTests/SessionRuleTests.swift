import Bytes
import Events
import Testing

import LogReading

private let tail = #" "GET / HTTP/1.0" 200 5 "-" "A""#

@Suite("Session rules that begin where lines are read")
struct SessionRuleTests {
  @Test("sessions 6: a record without a time is rejected; one without a visitor is left to consent")
  func noTimeNoVisitor() throws {
    let got = try Reading(
      ["h - - [-]" + tail, "h - - [10/Oct/2000:13:55:36 +0000]" + tail], "combined",
      visitor: "cookie:_actmu")
    #expect(got.outcomes == [.rejected(.noTime), .event])
    #expect(got.text(\.visitor).isEmpty)
  }

  @Test("sessions 8: two equal lines are two events")
  func equalLines() throws {
    let line = "h - - [10/Oct/2000:13:55:36 +0000]" + tail
    let got = try Reading([line, line], "combined")
    #expect(got.tally.events == 2)
    #expect(got.json(0) == got.json(1))
  }

  @Test(
    "sessions 22: every offset is read, and all times are UTC",
    arguments: [
      ("+0000", "2000-03-01T00:30:00Z"), ("+0100", "2000-02-29T23:30:00Z"),
      ("-0700", "2000-03-01T07:30:00Z"), ("+0545", "2000-02-29T18:45:00Z"),
      ("+1400", "2000-02-29T10:30:00Z"), ("-1200", "2000-03-01T12:30:00Z"),
      ("-0030", "2000-03-01T01:00:00Z"),
    ])
  func offsets(_ offset: String, _ time: String) throws {
    let got = try Reading(["h - - [01/Mar/2000:00:30:00 \(offset)]" + tail], "combined")
    #expect(got.batch.rows.first?.time.description == time)
  }

  @Test("sessions 24: counts close for every mix of lines, and each line has one outcome")
  func counts() throws {
    let got = try Reading(
      [
        "h - - [10/Oct/2000:13:55:36 +0000]" + tail, "", "damaged", "h - - [-]" + tail,
        #"h - - [10/Oct/2000:13:55:36 +0000] "POST / HTTP/1.0" 200 5 "-" "A""#,
        #"h - - [10/Oct/2000:13:55:36 +0000] "GET /a.js HTTP/1.0" 200 5 "-" "A""#,
        #"h - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.0" 404 5 "-" "A""#,
      ], "combined", keepAll: false)
    #expect(
      got.outcomes == [
        .event, .filtered(.blank), .rejected(.badStructure), .rejected(.noTime),
        .filtered(.method), .filtered(.asset), .filtered(.status),
      ])
    #expect(got.tally.isBalanced && got.tally.lines == 7 && got.tally.rejected == 2)
  }

  @Test("an address enters no event, unless the visitor is made of it")
  func addresses() throws {
    let line =
      #"v.example.com:80 192.0.2.77 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.0" 200 5 "-" "A" "_actmu=v""#
    let got = try Reading([line], "combined", visitor: "cookie:_actmu")
    #expect(got.text(\.visitor) == "v")
    #expect(!got.json.contains("192.0.2.77"))
    #expect(!String(decoding: got.batch.text, as: UTF8.self).contains("192.0.2.77"))
  }

  @Test("every part of a record has its place")
  func room() {
    #expect(LogField.allCases.count <= CapturedFields.room)
    #expect(Set(LogField.eventFieldNames.compactMap { LogField(name: $0) }).count == 24)
  }
}
