import Bytes
import Events
import LogReading
import Testing

@Suite("Without --keep-all only pages count")
struct PageFilterTests {
  private func outcome(
    _ request: String, _ status: String = "200", extensions: [String]? = nil
  ) throws -> LineOutcome {
    var settings = LogReaderSettings(format: .common)
    if let extensions { settings.assetExtensions = extensions }
    var reader = try LogReader(settings)
    var batch = EventBatch()
    let line = Array(#"h - - [10/Oct/2000:13:55:36 +0000] "\#(request)" \#(status) 5"#.utf8)
    return reader.read(line.span, number: 1, source: -1, into: &batch)
  }

  @Test("methods other than GET, and bytes that are no request, are left out")
  func methods() throws {
    #expect(try outcome("GET / HTTP/1.1") == .event)
    for request in ["POST / HTTP/1.1", "HEAD / HTTP/1.1", "get / HTTP/1.1", "-", "", #"\x16\x03"#] {
      #expect(try outcome(request) == .filtered(.method))
    }
  }

  @Test(
    "statuses but 200 to 299 and 304 are left out",
    arguments: [
      ("199", false), ("200", true), ("204", true), ("299", true), ("300", false), ("301", false),
      ("303", false), ("304", true), ("305", false), ("404", false), ("500", false), ("-", false),
      ("000", false),
    ])
  func statuses(_ status: String, _ isPage: Bool) throws {
    #expect(
      try outcome("GET / HTTP/1.1", status) == (isPage ? .event : .filtered(.status)))
  }

  @Test(
    "assets are told by the extension of the path alone",
    arguments: [
      ("/a.css", false), ("/a.CSS?v=1", false), ("/a.js#x", false), ("/a/b.min.js", false),
      ("/a.woff2", false), ("/a.mp4", false), ("/a.jpg?x=/y.html", false),
      ("http://h/a.png", false),
      ("/a", true), ("/", true), ("/a.html", true), ("/a.json", true), ("/a.css/", true),
      ("/css", true), ("/a.cssx", true), ("/.", true), ("/a?file=b.css", true), ("/a#b.js", true),
      ("http://x.js", true), ("/a.css/b", true), ("*", true), ("/a.verylongextensionhere.", true),
    ])
  func assets(_ target: String, _ isPage: Bool) throws {
    #expect(
      try outcome("GET \(target) HTTP/1.1") == (isPage ? .event : .filtered(.asset)))
  }

  @Test("which extensions are assets is a setting")
  func setting() throws {
    #expect(try outcome("GET /a.css HTTP/1.1", extensions: []) == .event)
    #expect(try outcome("GET /a.pdf HTTP/1.1", extensions: ["pdf"]) == .filtered(.asset))
    #expect(try outcome("GET /a.pdf HTTP/1.1", extensions: [".PDF"]) == .filtered(.asset))
  }

  @Test("a format that logs neither method nor status is judged by the path alone")
  func unknown() throws {
    let lines = ["h [10/Oct/2000:13:55:36 +0000] /a", "h [10/Oct/2000:13:55:36 +0000] /a.css"]
    #expect(
      try Reading(lines, "$remote_addr [$time_local] $request_uri", keepAll: false).outcomes
        == [.event, .filtered(.asset)])
  }

  @Test("a rejected line is never taken for a filtered one")
  func rejectedFirst() throws {
    #expect(try outcome("POST /a.css HTTP/1.1", "4x4") == .rejected(.badStatus))
  }
}

@Suite("Tallies")
struct TallyTests {
  @Test("sessions 24: lines = events + rejected by reason + filtered by reason")
  func balance() throws {
    var tally = LineTally()
    for reason in RejectReason.allCases { tally.count(.rejected(reason)) }
    for reason in FilterReason.allCases {
      tally.count(.filtered(reason))
      tally.count(.filtered(reason))
    }
    tally.count(.event)
    #expect(tally.isBalanced)
    #expect(tally.lines == RejectReason.allCases.count + 2 * FilterReason.allCases.count + 1)
    #expect(tally.rejectedByReason.map(\.reason) == RejectReason.allCases)
    #expect(tally.rejectedByReason.allSatisfy { $0.count == 1 })
    #expect(tally.filteredByReason.map(\.reason) == FilterReason.allCases)
    #expect(tally.filteredByReason.allSatisfy { $0.count == 2 })
  }

  @Test("tallies merge in any order to the same sums")
  func merge() {
    var first = LineTally()
    first.count(.event)
    first.count(.rejected(.badTime))
    var second = LineTally()
    second.count(.filtered(.asset))
    second.count(.rejected(.badTime))
    var forward = first
    forward.merge(second)
    var backward = second
    backward.merge(first)
    #expect(forward == backward)
    #expect(forward.lines == 4 && forward.rejected(.badTime) == 2 && forward.isBalanced)
  }
}
