import Bytes
import Events
import LogReading
import Testing

private let agentLine =
  #"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.0" 200 2326 "http://x/" "A \"B\" \\ \x16" "_actmu=v1; b=2""#
private let sampleFormat =
  #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#

@Suite("Format strings pasted from the servers' configurations")
struct TemplateTests {
  @Test(
    "Apache: the bare string, its escapes, and the whole LogFormat line read alike",
    arguments: [
      sampleFormat,
      #"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\" \"%{Cookie}i\""#,
      #""%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\" \"%{Cookie}i\"" sample"#,
      #"LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\" \"%{Cookie}i\"" sample"#,
      #"  LogFormat '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"' sample"#,
    ])
  func apachePasted(_ format: String) throws {
    let got = try Reading([agentLine], format, visitor: "cookie:_actmu")
    #expect(
      got.json
        == #"{"time":"2000-10-10T20:55:36Z","visitor":"v1","event":"page_viewed","url":"/a?b=1","referrer":"http://x/","agent":"A \"B\" \\ \u0016","status":200,"method":"GET","bytes":2326}"#
    )
  }

  @Test(
    "nginx: the bare string, quoted pieces, and the whole log_format line read alike",
    arguments: [
      #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_cookie""#,
      #"'$remote_addr - $remote_user [$time_local] "$request" ' '$status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_cookie"'"#,
      """
      log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_cookie"';
      """,
      #"log_format  main escape=default "$remote_addr - ${remote_user} [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" \"$http_cookie\"";"#,
    ])
  func nginxPasted(_ format: String) throws {
    let line = agentLine.replacing(#"A \"B\" \\ \x16"#, with: #"A \x22B\x22 \x5C \x16"#)
    let got = try Reading([line], format, visitor: "cookie:_actmu")
    #expect(
      got.json
        == #"{"time":"2000-10-10T20:55:36Z","visitor":"v1","event":"page_viewed","url":"/a?b=1","referrer":"http://x/","agent":"A \"B\" \\ \u0016","status":200,"method":"GET","bytes":2326}"#
    )
  }

  @Test("nginx escape=none leaves backslashes, escape=json undoes JSON's")
  func nginxEscapes() throws {
    let line = #"1.1.1.1 [10/Oct/2000:13:55:36 +0000] "a\nb\u0001""#
    let none = try Reading(
      [line], #"log_format x escape=none '$remote_addr [$time_local] "$http_user_agent"';"#)
    #expect(none.text(\.agent) == #"a\nb\u0001"#)
    let json = try Reading(
      [line], #"log_format x escape=json '$remote_addr [$time_local] "$http_user_agent"';"#)
    #expect(json.text(\.agent) == "a\nb\u{1}")
  }

  @Test(
    "times in every form",
    arguments: [
      ("%h %t", "h [10/Oct/2000:13:55:36 -0700]", "2000-10-10T20:55:36Z"),
      ("%h %t", "h [29/Feb/2024:23:59:59 +0530]", "2024-02-29T18:29:59Z"),
      ("%h %t", "h [31/Dec/2016:23:59:60 +0000]", "2017-01-01T00:00:00Z"),
      ("%h %{sec}t", "h 1703373474", "2023-12-23T23:17:54Z"),
      ("%h %{msec}t", "h 1703373474815", "2023-12-23T23:17:54.815Z"),
      ("%h %{begin:usec}t", "h 1703373474815560", "2023-12-23T23:17:54.815560Z"),
      ("%h %{sec}t.%{usec_frac}t", "h 1703373474.815560", "2023-12-23T23:17:54.815560Z"),
      (
        "%h [%{%d/%b/%Y:%H:%M:%S %z}t] x", "h [10/Oct/2000:13:55:36 -0700] x",
        "2000-10-10T20:55:36Z"
      ),
      (
        "%h %{end:%Y-%m-%dT%T}t.%{msec_frac}t%{%z}t", "h 2000-10-10T13:55:36.250-0700",
        "2000-10-10T20:55:36.250Z"
      ),
      ("%h %{%F %R}t", "h 2000-10-10 13:55", "2000-10-10T13:55:00Z"),
      ("%h %{%D %T}t", "h 10/09/00 13:55:01", "2000-10-09T13:55:01Z"),
      ("%h %{%a %e %h %Y %T}t", "h Tue  3 Oct 2000 13:55:01", "2000-10-03T13:55:01Z"),
      ("%h %{%Y%m%d%H%M%S}t", "h 20001003135501", "2000-10-03T13:55:01Z"),
      ("%h %{%s}t", "h 1703373474", "2023-12-23T23:17:54Z"),
      ("$remote_addr $time_iso8601", "h 2000-10-10T13:55:36-07:00", "2000-10-10T20:55:36Z"),
      ("$remote_addr $msec", "h 1703373474.815", "2023-12-23T23:17:54.815Z"),
    ])
  func times(_ format: String, _ line: String, _ time: String) throws {
    let got = try Reading([line], format)
    #expect(got.outcomes == [.event])
    #expect(got.batch.rows.first?.time.description == time)
  }

  @Test(
    "times that are none",
    arguments: [
      ("%h %t", "h [-]", RejectReason.noTime),
      ("%h %t", "h [29/Feb/2023:23:59:59 +0000]", .badTime),
      ("%h %t", "h [10/Oct/2000:24:00:00 +0000]", .badTime),
      ("%h %{%F %T}t", "h 2023-02-29 10:00:00", .badTime),
      ("%h %{%d %b %Y %T}t", "h 01 Foo 2023 10:00:00", .badTime),
      ("%h %{sec}t", "h 17x", .badTime),
      ("%h %{msec}t", "h 99999999999999999999", .badTime),
    ])
  func badTimes(_ format: String, _ line: String, _ reason: RejectReason) throws {
    #expect(try Reading([line], format).outcomes == [.rejected(reason)])
  }

  @Test("method, path and query apart, with and without something between them")
  func parts() throws {
    let got = try Reading(
      [#"h [10/Oct/2000:13:55:36 +0000] GET /a?b=c HTTP/1.1"#], "%h %t %m %U%q %H")
    #expect(got.text(\.url) == "/a?b=c")
    #expect(got.text(\.method) == "GET")
    let apart = try Reading(
      [
        "h [10/Oct/2000:13:55:36 +0000] GET /a ?b=c", "h [10/Oct/2000:13:55:36 +0000] GET /a ",
      ], "%h %t %m %U %q")
    #expect(apart.text(\.url) == "/a?b=c")
    #expect(apart.text(\.url, 1) == "/a")
    let nginx = try Reading(
      ["h [10/Oct/2000:13:55:36 +0000] GET https://s/a?b=c x"],
      "$remote_addr [$time_local] $request_method $scheme://$host$uri$is_args$args x")
    #expect(nginx.text(\.url) == "/a?b=c")
  }

  @Test("conditions, unknown directives and percent signs")
  func directives() throws {
    let got = try Reading(
      [#"h 100% - [10/Oct/2000:13:55:36 +0000] 12 "GET / HTTP/1.1" 204 - why "-" -"#],
      #"%h 100%% %!200,304{Referer}i %t %D "%r" %>s %B %{X}o "%400,501{User-agent}i" %^FB"#)
    #expect(
      got.json
        == #"{"time":"2000-10-10T13:55:36Z","visitor":"h\u001f-","event":"page_viewed","url":"/","status":204,"method":"GET"}"#
    )
  }

  @Test("the visitor by cookie directive, header, variable or our field's name")
  func visitors() throws {
    let line = "h [10/Oct/2000:13:55:36 +0000] c42 u7 x9"
    let apache = "%h %t %{_actmu}C %u %{X-Id}i"
    #expect(try Reading([line], apache, visitor: "cookie:_actmu").text(\.visitor) == "c42")
    #expect(try Reading([line], apache, visitor: "field:user").text(\.visitor) == "u7")
    #expect(try Reading([line], apache, visitor: "field:x-id").text(\.visitor) == "x9")
    let nginx = "$remote_addr [$time_local] $cookie__actmu $remote_user $http_x_id"
    #expect(try Reading([line], nginx, visitor: "cookie:_actmu").text(\.visitor) == "c42")
    #expect(try Reading([line], nginx, visitor: "field:http_x_id").text(\.visitor) == "x9")
    #expect(throws: LogFormatError.noVisitorField(name: "other")) {
      try Reading([line], apache, visitor: "cookie:other")
    }
    #expect(throws: LogFormatError.noVisitorField(name: "other")) {
      try Reading([line], apache, visitor: "field:other")
    }
    #expect(throws: LogFormatError.noVisitorField(name: "host")) {
      try Reading([line], "%t %r")
    }
  }

  @Test("the Sec-GPC header is a signal, as found")
  func signals() throws {
    let line = #"h [10/Oct/2000:13:55:36 +0000] "1""#
    let want = #"{"gpc":"1"}"#
    #expect(try Reading([line], #"%h %t "%{Sec-GPC}i""#).text(\.consent) == want)
    #expect(
      try Reading([line], #"$remote_addr [$time_local] "$http_sec_gpc""#).text(\.consent) == want)
    let none = try Reading([#"h [10/Oct/2000:13:55:36 +0000] "-""#], #"%h %t "%{Sec-GPC}i""#)
    #expect(none.text(\.consent).isEmpty)
  }

  @Test("a quote without a backslash ends a field only where the text after it stands")
  func unescapedQuotes() throws {
    let got = try Reading(
      [#"h [10/Oct/2000:13:55:36 +0000] "a "b"c\" d" 200"#], #"%h %t "%{User-Agent}i" %s"#)
    #expect(got.text(\.agent) == #"a "b"c" d"#)
  }

  @Test(
    "what is no format is refused with its place",
    arguments: [
      ("combine", LogFormatError.unknownFormat), ("", .unknownFormat),
      ("%h %l", .noTime), ("%h %{%Y-%m}t", .noTime), ("%h %", .noDirective(position: 3)),
      ("%h %t %{Referer", .unended(position: 7)), ("%h%t", .none),
      ("%h%l %t", .adjacentFields(position: 2)),
      ("%h %{%Y-%Q}t", .unreadableTime(position: 8)),
      ("$remote_addr $", .noDirective(position: 13)),
      ("$remote_addr ${time_local", .unended(position: 13)),
      (#"LogFormat "%h %t %{Referer" x"#, .unended(position: 18)),
    ] as [(String, LogFormatError?)])
  func refused(_ format: String, _ want: LogFormatError?) {
    var got: LogFormatError?
    do throws(LogFormatError) { _ = try LogFormat(format) } catch { got = error }
    #expect(got == want)
    if let got { #expect(!got.description.isEmpty) }
  }
}
