import Bytes
import Events
import Foundation
import LogReading
import TestKit
import Testing

private let folder = "logs/matomo-log-analytics/logs"

/// The asserted fields of each format's sample, as the events carry them.
///
/// Not covered: what the importer computes for its own server (`host` foo, `is_robot`, `args`,
/// `generation_time_milli`, `filename`, `lineno`) and its options for regular expressions, since
/// events have no such fields. The address is seen in the visitor made of host and agent.
@Suite(
  "Sample logs of Matomo's importer",
  .enabled(if: SharedData.path(folder) != nil, "shared vectors are not here"))
struct MatomoTests {
  @Test("common, with and without a virtual host", arguments: ["common.log", "common_vhost.log"])
  func common(_ name: String) throws {
    let got = try Reading(sharedLines("\(folder)/\(name)"), "common")
    #expect(
      got.json
        == #"{"time":"2012-02-10T21:42:07Z","visitor":"1.2.3.4\u001f-","event":"page_viewed","url":"/","status":301,"method":"GET","bytes":368,"customer":"theuser"}"#
    )
  }

  @Test("combined")
  func combined() throws {
    let got = try Reading(sharedLines("\(folder)/ncsa_extended.log"), "combined")
    #expect(
      got.json
        == #"{"time":"2012-02-10T21:42:07Z","visitor":"1.2.3.4\u001fMozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11","event":"page_viewed","url":"/","agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11","status":301,"method":"GET","bytes":368,"customer":"theuser"}"#
    )
  }

  @Test("IIS: plus for space in the agent, quoted cookies, user, stem and query joined")
  func iis() throws {
    let lines = try sharedLines("\(folder)/iis.log")
    let got = try Reading(lines, "w3c")
    #expect(
      got.json
        == #"{"time":"2012-04-01T00:00:13Z","visitor":"1.2.3.4\u001fMozilla/5.0 (X11; U; Linux i686; en-US; rv:1.9.2.7) Gecko/20100722 Firefox/3.6.7","event":"page_viewed","url":"/foo/bar?topCat1=divinity&submit=Search","agent":"Mozilla/5.0 (X11; U; Linux i686; en-US; rv:1.9.2.7) Gecko/20100722 Firefox/3.6.7","status":200,"method":"GET","bytes":27028,"customer":"theuser"}"#
    )
    #expect(got.tally.filtered(.directive) == 4)
    #expect(got.tally.isBalanced)
    let cookie = try Reading(lines, "w3c", visitor: "cookie:utmccn")
    #expect(cookie.text(\.visitor) == "(direct)|utmcsr=(direct)|utmcmd=(none)")
    let session = try Reading(lines, "w3c", visitor: "cookie:ASP.NET_SessionId")
    #expect(session.text(\.visitor) == "sldfkjs")
  }

  @Test("CloudFront: tabs, and agents percent-encoded twice")
  func cloudFront() throws {
    let got = try Reading(sharedLines("\(folder)/amazon_cloudfront_web.log"), "w3c")
    #expect(got.batch.rows.count == 1)
    #expect(
      got.text(\.agent)
        == "Mozilla/5.0 (Windows; U; Windows NT 6.1; de-DE) AppleWebKit/534.17 (KHTML, like Gecko) Chrome/10.0.649.0 Safari/534.17"
    )
    #expect(got.text(\.referrer) == "https://example.com/")
    #expect(got.text(\.url) == "/view/my/file.html")
    #expect(got.batch.rows[0].time.description == "2014-05-23T01:13:11Z")
    #expect(got.batch.rows[0].status == 200)
    #expect(got.text(\.visitor).hasPrefix("192.0.2.10\u{1F}Mozilla/5.0 (Windows; U;"))
  }

  @Test("Caddy: nested headers, time with a fraction, Sec-GPC")
  func caddy() throws {
    let lines = try sharedLines("\(folder)/caddy_json.log")
    let got = try Reading(lines, "json")
    #expect(
      got.json
        == #"{"time":"2023-12-23T23:17:54.8155608Z","visitor":"1.2.3.4\u001fMozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0","event":"page_viewed","url":"/beta/","agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0","status":200,"method":"GET","bytes":3609,"consent":{"gpc":"1"}}"#
    )
    #expect(got.text(\.referrer, 1) == "https://example.com/beta/")
    let pages = try Reading(lines, "json", keepAll: false)
    #expect(
      pages.outcomes == [.event] + Array(repeating: .filtered(.asset), count: lines.count - 1))
  }

  @Test("nginx JSON")
  func nginxJSON() throws {
    let got = try Reading(sharedLines("\(folder)/nginx_json.log"), "json", keepAll: false)
    #expect(got.tally.events == got.tally.lines)
    #expect(got.batch.rows[0].time.description == "2013-10-10T14:52:00Z")
    #expect(got.batch.rows[0].status == 200)
    #expect(got.batch.rows[0].bytes == 192)
    #expect(got.text(\.referrer) == "http://clearcode.cc/")
    #expect(got.text(\.url).hasPrefix("/piwik.php?action_name=Clearcode%20-%20Web"))
    #expect(got.text(\.visitor).hasPrefix("1.2.3.4\u{1F}Mozilla/5.0 (Windows NT 6.1; WOW64)"))
  }

  @Test("Amazon's load balancer has no named format; a format string reads it")
  func loadBalancer() throws {
    let format =
      #"$type $time_iso8601 $elb $remote_addr:$port $target $t1 $t2 $t3 $status $target_status $received $bytes_sent "$request" "$http_user_agent" $rest"#
    let got = try Reading(sharedLines("\(folder)/alb.log"), format)
    #expect(got.text(\.visitor).hasPrefix("1.2.3.4\u{1F}Mozilla/5.0 (X11; Linux x86_64)"))
    #expect(got.text(\.url) == "https://www.example.com:443/path/index.html")
    #expect(got.batch.rows[0].time.description == "2020-01-01T00:55:04.127531Z")
    #expect(got.batch.rows[0].status == 200)
    #expect(got.batch.rows[0].bytes == 24950)
  }

  @Test("Amazon's S3 has no named format; a format string reads it")
  func s3() throws {
    let format =
      #"%{owner}e %v %t %h %{requester}e %{id}n %{operation}n %{key}n "%r" %s %{error}n %b %{size}n %D %{turn}n "%{Referer}i" "%{User-Agent}i""#
    let got = try Reading(sharedLines("\(folder)/s3.log"), format)
    #expect(
      got.json
        == #"{"time":"2012-02-10T21:42:07Z","visitor":"1.2.3.4\u001fMozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11","event":"page_viewed","url":"/index","agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/535.11 (KHTML, like Gecko) Chrome/17.0.963.56 Safari/535.11","status":200,"method":"GET","bytes":368}"#
    )
  }
}
