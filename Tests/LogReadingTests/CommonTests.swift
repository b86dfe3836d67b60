import Bytes
import Events
import LogReading
import Testing

private let time = "[10/Oct/2000:13:55:36 -0700]"

@Suite("Common and combined lines")
struct CommonTests {
  @Test(
    "the origin: host, IPv6, virtual hosts, users with spaces",
    arguments: [
      ("1.2.3.4 - - ", "1.2.3.4", ""), ("::1 - frank ", "::1", "frank"),
      ("www.example.com:443 2001:db8::7 - frank ", "2001:db8::7", "frank"),
      ("www.example.com 1.2.3.4 - - ", "1.2.3.4", ""),
      ("www.example.com localhost - - ", "localhost", ""),
      ("1.2.3.4 - john doe ", "1.2.3.4", "john doe"),
      ("h id john doe ", "h", "john doe"), (#"1.2.3.4 - "" "#, "1.2.3.4", ""),
    ])
  func origin(_ origin: String, _ host: String, _ user: String) throws {
    let got = try Reading([#"\#(origin)\#(time) "GET / HTTP/1.0" 200 5"#], "common")
    #expect(got.outcomes == [.event])
    #expect(got.text(\.visitor) == "\(host)\u{1F}-")
    #expect(got.text(\.customer) == user)
  }

  @Test("bare hyphens stand for referrer and agent, and further fields may follow")
  func tail() throws {
    let got = try Reading(
      [
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 - -"#,
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A" "a=1; _actmu=v" 0.02 "x""#,
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A" 0.02"#,
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A" "-""#,
      ], "combined", visitor: "cookie:_actmu")
    #expect(got.tally.events == 4)
    #expect(got.text(\.agent).isEmpty && got.text(\.referrer).isEmpty)
    #expect((0..<4).map { got.text(\.visitor, $0) } == ["", "v", "", ""])
  }

  @Test(
    "requests: spaces in the target, no protocol, and bytes that are no request",
    arguments: [
      ("GET / HTTP/1.1", "GET", "/"), ("GET /a b c HTTP/1.1", "GET", "/a b c"),
      ("GET /a", "GET", "/a"), ("GET  /a HTTP/1.0", "GET", " /a"),
      ("GET HTTP/1.1 HTTP/1.1", "GET", "HTTP/1.1"), ("PROPFIND /x HTTP/1.1", "PROPFIND", "/x"),
      ("M-SEARCH * HTTP/1.1", "M-SEARCH", "*"), (#"\x16\x03\x01"#, "", ""), ("-", "", ""),
      ("", "", ""), (#"\x16\x03\x01 a b"#, "", ""), ("GET", "", ""),
      (#"GET /\"q\" HTTP/1.1"#, "GET", #"/"q""#), (#"GET /\xc3\xa9 HTTP/1.1"#, "GET", "/é"),
      (#"GET /\xc3 HTTP/1.1"#, "GET", #"/\xc3"#),
      (#"GET /\\xc3\ HTTP/1.1"#, "GET", #"/\xc3\"#),
    ])
  func requests(_ request: String, _ method: String, _ url: String) throws {
    let line = #"h - - \#(time) "\#(request)" 400 5 "-" "-""#
    let got = try Reading([line], "combined")
    #expect(got.outcomes == [.event])
    #expect(got.text(\.method) == method)
    #expect(got.text(\.url) == url)
    #expect(got.text(\.event) == "page_viewed")
  }

  @Test("bytes that are not UTF-8 stay apart, as text")
  func notUTF8() throws {
    let line = { (byte: UInt8) -> [UInt8] in
      Array(#"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" ""#.utf8) + [byte] + Array(#"""#.utf8)
    }
    let got = try Reading([line(0xE9), line(0xEA)], "combined")
    #expect(got.text(\.agent, 0) == #"\xe9"#)
    #expect(got.text(\.agent, 1) == #"\xea"#)
    #expect(got.json(0) != got.json(1))
  }

  @Test(
    "what is no record is rejected with its reason",
    arguments: [
      ("not a common log line", RejectReason.badStructure),
      (#"h - - [-] "-" - - "-" "-""#, .noTime),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 5"#, .badStructure),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 5 "-""#, .badStructure),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A"#, .badStructure),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A\"#, .badStructure),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A\""#, .badStructure),
      (#"h - - \#(time) "GET / HTTP/1.0" 2x0 5 "-" "A""#, .badStatus),
      (#"h - - \#(time) "GET / HTTP/1.0" 2000 5 "-" "A""#, .badStatus),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 -5 "-" "A""#, .badBytes),
      (#"h - - \#(time) "GET / HTTP/1.0" 200 99999999999999999999 "-" "A""#, .badBytes),
      (#"h - - [31/Nov/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5 "-" "A""#, .badTime),
      (#"h - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5 "-" "A""#, .badStructure),
    ])
  func rejected(_ line: String, _ reason: RejectReason) throws {
    let got = try Reading([line], "combined")
    #expect(got.outcomes == [.rejected(reason)])
    #expect(got.batch.text.isEmpty && got.batch.rows.isEmpty)
  }

  @Test("blank lines are left out, and a byte order mark at a file's start is passed over")
  func blankAndMark() throws {
    let line = #"h - - \#(time) "GET / HTTP/1.0" 200 5"#
    let got = try Reading(["\u{FEFF}" + line, "", " \t", line], "common")
    #expect(got.outcomes == [.event, .filtered(.blank), .filtered(.blank), .event])
    #expect(got.text(\.visitor) == "h\u{1F}-")
    #expect(got.batch.rows.map(\.line) == [1, 4])
    #expect(got.batch.rows.map(\.source) == [0, 0])
  }
}

@Suite("Visitors")
struct VisitorTests {
  @Test("sources by name")
  func names() throws {
    #expect(try VisitorSource("cookie:_actmu") == .cookie("_actmu"))
    #expect(try VisitorSource("field:user") == .field("user"))
    #expect(try VisitorSource("host+agent") == .hostAndAgent)
    for text in ["", "cookie:", "field:", "host", "cookie"] {
      #expect(throws: VisitorSource.UnknownSource.self) { try VisitorSource(text) }
    }
  }

  @Test(
    "a cookie by its exact name, the first of it",
    arguments: [
      ("_actmu=v", "v"), ("a=1; _actmu=v; b=2", "v"), ("a=1;_actmu=v", "v"),
      ("_actmu=v1; _actmu=v2", "v1"), ("x_actmu=v; _actmu2=w", ""), ("_ACTMU=v", ""),
      ("_actmu=", ""), ("_actmu", ""), ("_actmu = v", ""), ("a=_actmu=v", ""),
      ("_actmu=a=b==", "a=b=="), ("_actmu=  v ", "  v"), (#"_actmu=\"v\""#, #""v""#),
      (#"_actmu=\xff"#, #"\xff"#), (";;; ; _actmu=v;", "v"), ("%20_actmu=v", "v"), ("-", ""),
    ])
  func cookies(_ header: String, _ visitor: String) throws {
    let line = #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A" "\#(header)""#
    let got = try Reading([line], "combined", visitor: "cookie:_actmu")
    #expect(got.outcomes == [.event])
    #expect(got.text(\.visitor) == visitor)
  }

  @Test("a field of a named format; others are refused")
  func fields() throws {
    let line = #"h - u7 \#(time) "GET / HTTP/1.0" 200 5 "-" "A""#
    #expect(try Reading([line], "combined", visitor: "field:user").text(\.visitor) == "u7")
    #expect(try Reading([line], "combined", visitor: "field:host").text(\.visitor) == "h")
    #expect(throws: LogFormatError.noVisitorField(name: "x-id")) {
      try Reading([line], "combined", visitor: "field:x-id")
    }
  }

  @Test("an absent agent is a part like any other; an absent host is no visitor")
  func hostAndAgent() throws {
    let got = try Reading(
      [
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" "-""#,
        #"h - - \#(time) "GET / HTTP/1.0" 200 5 "-" """#,
        #"- - - \#(time) "GET / HTTP/1.0" 200 5 "-" "A""#,
      ], "combined")
    #expect((0..<3).map { got.text(\.visitor, $0) } == ["h\u{1F}-", "h\u{1F}-", ""])
  }
}
