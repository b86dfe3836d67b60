import Bytes
import Events
import LogReading
import Testing

@Suite("JSON access logs")
struct JSONTests {
  @Test("Traefik, as it names its fields")
  func traefik() throws {
    let line =
      #"{"ClientAddr":"1.2.3.4:5","ClientHost":"1.2.3.4","ClientUsername":"-","DownstreamContentSize":512,"DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"/a?b=1","RequestProtocol":"HTTP/1.1","StartUTC":"2024-02-29T23:59:59.123456789Z","time":"2024-03-01T00:00:01Z","request_User-Agent":"A","request_Referer":"http://x/","request_Cookie":"_actmu=v","level":"info"}"#
    let got = try Reading([line], "json", visitor: "cookie:_actmu", keepAll: false)
    #expect(
      got.json
        == #"{"time":"2024-02-29T23:59:59.123456789Z","visitor":"v","event":"page_viewed","url":"/a?b=1","referrer":"http://x/","agent":"A","status":200,"method":"GET","bytes":512}"#
    )
  }

  @Test("nginx, as its variables are commonly named")
  func nginx() throws {
    let line =
      #"{"time_iso8601":"2024-02-29T23:59:59+00:00","remote_addr":"1.2.3.4","remote_user":"frank","request":"GET /a?b=1 HTTP/1.1","uri":"/index.php","status":"200","body_bytes_sent":"512","http_referer":"","http_user_agent":"A \"B\" \u00e9","http_cookie":"x=1","http_sec_gpc":"1"}"#
    let got = try Reading([line], "json", keepAll: false)
    #expect(
      got.json
        == #"{"time":"2024-02-29T23:59:59Z","visitor":"1.2.3.4\u001fA \"B\" é","event":"page_viewed","url":"/a?b=1","agent":"A \"B\" é","status":200,"method":"GET","bytes":512,"customer":"frank","consent":{"gpc":"1"}}"#
    )
  }

  @Test(
    "times in every form",
    arguments: [
      (#""2024-02-29T23:59:59.5Z""#, "2024-02-29T23:59:59.5Z"),
      (#""2024-02-29T23:59:59+01:00""#, "2024-02-29T22:59:59Z"),
      (#""29/Feb/2024:23:59:59 +0000""#, "2024-02-29T23:59:59Z"),
      ("1703373474", "2023-12-23T23:17:54Z"), (#""1703373474.815""#, "2023-12-23T23:17:54.815Z"),
      ("1703373474815", "2023-12-23T23:17:54.815Z"),
      ("1703373474815560", "2023-12-23T23:17:54.815560Z"),
      ("1703373474815560123", "2023-12-23T23:17:54.815560123Z"),
    ])
  func times(_ value: String, _ time: String) throws {
    let got = try Reading([#"{"ts":\#(value)}"#], "json")
    #expect(got.outcomes == [.event])
    #expect(got.batch.rows.first?.time.description == time)
  }

  @Test(
    "what is no record",
    arguments: [
      ("{", RejectReason.notJSON), ("[]", .notJSON), (#"{"ts":1703373474} x"#, .notJSON),
      ("plain", .notJSON), (#"{"ts":1703373474,"status":true}"#, .badStatus),
      (#"{"ts":1703373474,"size":"big"}"#, .badBytes), (#"{"status":200}"#, .noTime),
      (#"{"ts":null}"#, .noTime), (#"{"ts":"yesterday"}"#, .badTime), (#"{"ts":1e9}"#, .badTime),
      (#"{"ts":{"a":1}}"#, .noTime),
    ])
  func rejected(_ line: String, _ reason: RejectReason) throws {
    let got = try Reading([line], "json")
    #expect(got.outcomes == [.rejected(reason)])
    #expect(got.batch.text.isEmpty)
  }

  @Test("fields mapped by dotted paths go before the known names")
  func mapped() throws {
    let line =
      #"{"time":"2024-01-01T00:00:00Z","at":{"when":"2024-02-29T23:59:59Z"},"who":{"ids":["u1","u2"],"login":"f"},"what":"form_submitted","http.url":"/b","url":"/a","n":"T"}"#
    let got = try Reading(
      [line], "json", visitor: "field:visitor", keepAll: false,
      fields: [
        "time": "at.when", "visitor": "Who.IDs", "customer": "who.login", "event": "what",
        "url": "http.url", "title": "n",
      ])
    #expect(
      got.json
        == #"{"time":"2024-02-29T23:59:59Z","visitor":"u1","event":"form_submitted","url":"/b","title":"T","customer":"f"}"#
    )
    let byPath = try Reading([line], "json", visitor: "field:who.login")
    #expect(byPath.text(\.visitor) == "f")
    let badEvent = try Reading(
      [line], "json", fields: ["event": "http.url"])
    #expect(badEvent.outcomes == [.rejected(.badEvent)])
  }

  @Test("one part of a record may be several fields, and a known one besides")
  func shared() throws {
    let got = try Reading(
      [#"{"ts":1703373474,"request_uri":"/a","uid":"u"}"#], "json", visitor: "field:uid",
      fields: ["customer": "uid", "id": "uid", "title": "request_uri"])
    #expect(
      got.json
        == #"{"time":"2023-12-23T23:17:54Z","visitor":"u","event":"page_viewed","id":"u","url":"/a","title":"/a","customer":"u"}"#
    )
  }

  @Test("the order of keys does not decide between two names of one field")
  func keyOrder() throws {
    let parts = [
      #""ts":1703373474"#, #""request":{"remote_ip":"2.2.2.2","client_ip":"1.1.1.1"}"#,
      #""remote_addr":"3.3.3.3""#, #""user_agent":"B""#, #""http_user_agent":"A""#,
    ]
    let lines = [parts, parts.reversed()].map { "{" + $0.joined(separator: ",") + "}" }
    let got = try Reading(lines, "json")
    #expect(got.text(\.visitor, 0) == "1.1.1.1\u{1F}A")
    #expect(got.json(0) == got.json(1))
  }

  @Test("settings that name no field are refused")
  func refused() throws {
    #expect(throws: LogFormatError.unknownEventField(name: "colour")) {
      try Reading([""], "json", fields: ["colour": "x"])
    }
    #expect(throws: LogFormatError.emptyPath(field: "url")) {
      try Reading([""], "json", fields: ["url": "a..b"])
    }
  }
}
