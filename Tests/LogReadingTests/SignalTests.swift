import Bytes
import Events
import LogReading
import Testing

@Suite("Signals of consent brought from logs")
struct SignalTests {
  private static let all = SignalSources(
    tcCookie: "euconsent-v2", consentMode: true, dnt: true, cookies: ["ads", "c.d"])
  private static let combined =
    #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#

  private func line(_ cookies: String, target: String = "/a") -> String {
    #"h - - [10/Oct/2025:13:55:36 +0000] "GET \#(target) HTTP/1.1" 200 5 "-" "Moz" "\#(cookies)""#
  }

  private func consent(
    _ line: String, _ format: String = combined, _ signals: SignalSources = all,
    visitor: String = "cookie:v", fields: [String: String] = [:]
  ) throws -> String {
    try Reading([line], format, visitor: visitor, fields: fields, signals: signals)
      .text(\.consent)
  }

  @Test(
    "cookies: the TC string as `tc`, others by their names; absent and empty ones are not there")
  func cookies() throws {
    #expect(
      try consent(line("v=1; euconsent-v2=CQ.YA; ads=0; c.d=x y; other=1"))
        == #"{"tc":"CQ.YA","cookie:ads":"0","cookie:c.d":"x y"}"#)
    #expect(try consent(line("v=1; euconsent-v2=; Ads=0; euconsent-v21=C")) == "")
    #expect(try consent(line("-")) == "")
    #expect(try consent(line("ads=0; ads=1")) == #"{"cookie:ads":"0"}"#)
  }

  @Test("the quick reader of ordinary lines and the one of every rule say the same")
  func bothReaders() throws {
    let lines = [
      line("v=1; euconsent-v2=CQ.YA; ads=0"), line("v=1", target: "/g?gcs=G100&x=1&gcd=11p1p1p1p5"),
      line("ads=0", target: "/g?gcs=#gcd=1"), line("v=1", target: "/g?agcs=G1&gcs=G111"),
    ]
    for line in lines {
      // A backslash in the agent keeps the quick reader away.
      let slow = line.replacing("Moz", with: #"M\x41"#)
      #expect(try consent(line) == consent(slow))
      #expect(try consent(line) == consent(line, "combined"))
    }
    #expect(try consent(lines[1]) == #"{"gcs":"G100","gcd":"11p1p1p1p5"}"#)
    #expect(try consent(lines[2]) == #"{"cookie:ads":"0"}"#)
    #expect(try consent(lines[3]) == #"{"gcs":"G111"}"#)
  }

  @Test("nothing is brought but what is asked for")
  func none() throws {
    let full = line("v=1; euconsent-v2=CQ; ads=0", target: "/g?gcs=G100")
    #expect(try consent(full, Self.combined, .none) == "")
    #expect(try consent(full, Self.combined, .standard) == #"{"gcs":"G100","tc":"CQ"}"#)
    #expect(
      try consent(full, Self.combined, SignalSources(cookies: ["ads"])) == #"{"cookie:ads":"0"}"#)
  }

  @Test("headers and cookies that a format logs by themselves")
  func alone() throws {
    let apache = #"%h %t "%{Sec-GPC}i" "%{DNT}i" "%{euconsent-v2}C" "%{ads}C""#
    let line = #"h [10/Oct/2025:13:55:36 +0000] "1" "0" "CQ" "no""#
    #expect(
      try consent(line, apache, visitor: "host+agent")
        == #"{"gpc":"1","dnt":"0","tc":"CQ","cookie:ads":"no"}"#)
    #expect(try consent(line, apache, .none, visitor: "host+agent") == #"{"gpc":"1"}"#)
    let nginx = #"$remote_addr [$time_local] "$http_sec_gpc" "$http_dnt" "$cookie_ads""#
    #expect(
      try consent(
        #"h [10/Oct/2025:13:55:36 +0000] "-" "1" "-""#, nginx, visitor: "host+agent")
        == #"{"dnt":"1"}"#)
  }

  @Test("a format with DNT in it is read by the quick reader unless DNT is brought")
  func dntInFormat() throws {
    let format = #"%h %l %u %t "%r" %>s %b "%{DNT}i" "%{Cookie}i""#
    let line = #"h - - [10/Oct/2025:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "1" "v=1; ads=0""#
    #expect(try consent(line, format) == #"{"dnt":"1","cookie:ads":"0"}"#)
    let ads = SignalSources(cookies: ["ads"])
    #expect(try consent(line, format, ads) == #"{"cookie:ads":"0"}"#)
  }

  @Test("cookies behind a log's escapes are found")
  func escaped() throws {
    #expect(
      try consent(line(#"v=1;\x20ads=\"0\"; euconsent-v2=C\x51"#))
        == #"{"tc":"CQ","cookie:ads":"\"0\""}"#)
  }

  @Test("W3C columns and JSON fields")
  func otherFormats() throws {
    let w3c = try Reading(
      [
        "#Fields: date time c-ip cs(Sec-GPC) cs(DNT) cs(Cookie)",
        "2025-10-10 13:55:36 h 1 1 v=1;+ads=0",
      ],
      "w3c", signals: Self.all)
    #expect(w3c.text(\.consent) == #"{"gpc":"1","dnt":"1","cookie:ads":"0"}"#)
    let json =
      #"{"ts":1760104536,"ip":"h","request":{"headers":{"Dnt":["1"],"Cookie":["ads=0; euconsent-v2=CQ"]},"uri":"/g?gcs=G100"}}"#
    #expect(
      try consent(json, "json", visitor: "host+agent")
        == #"{"dnt":"1","gcs":"G100","tc":"CQ","cookie:ads":"0"}"#)
    let alone =
      #"{"ts":1760104536,"ip":"h","cookie_c.d":"x","cookie_euconsent-v2":"CQ","mode":"G101"}"#
    #expect(
      try consent(alone, "json", visitor: "host+agent", fields: ["gcs": "mode"])
        == #"{"gcs":"G101","tc":"CQ","cookie:c.d":"x"}"#)
  }

  @Test("the collector's events carry their own, whatever is asked for")
  func journey() throws {
    let line =
      #"{"customerCookieId":"v","eventName":"page_viewed","createdDate":"2025-10-10T13:55:36Z","#
      + #""consent":{"tc":"CQ","gcs":"G100","ads":false}}"#
    #expect(
      try consent(line, "journey", .none) == #"{"tc":"CQ","gcs":"G100","ads":"false"}"#)
  }

  @Test(
    "signals named as text",
    arguments: [
      ("none", SignalSources.none), ("tc,consent-mode,dnt", .standard),
      ("tc=mine,cookie:a,cookie:b", SignalSources(tcCookie: "mine", cookies: ["a", "b"])),
      ("", nil), ("tc,", nil), ("tcs", nil), ("tc=", nil), ("cookie:", nil), ("DNT", nil),
      ((0..<9).map { "cookie:\($0)" }.joined(separator: ","), nil),
    ] as [(String, SignalSources?)])
  func named(text: String, sources: SignalSources?) {
    #expect((try? SignalSources(text)) == sources)
  }
}
