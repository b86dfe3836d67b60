import Bytes
import Journeys
import TestKit
import Testing

@Suite("Agents are reduced to family and device")
struct AgentFamilyTests {
  private func family(_ agent: String) -> String {
    var bytes: [UInt8] = []
    AgentFamily.append(familyOf: Array(agent.utf8).span, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("Real browsers", arguments: Agents.people)
  func people(agent: String, expected: String) {
    #expect(family(agent) == expected)
  }

  @Test("The family of a family is itself", arguments: AgentFamily.allCases, DeviceClass.allCases)
  func idempotent(family name: AgentFamily, device: DeviceClass) {
    let reduced = "\(name.rawValue) \(device.rawValue)"
    #expect(family(reduced) == reduced)
    #expect(DeviceClass(agent: Array(reduced.utf8).span) == device)
    #expect((botReason(reduced) != nil) == (name == .bot))
  }

  @Test("A bot stays a bot and keeps its device; no agent stays none")
  func bots() {
    #expect(family("Mozilla/5.0 (iPhone) Mobile (compatible; Googlebot/2.1)") == "bot mobile")
    #expect(family("curl/8.5.0") == "bot other")
    #expect(family("").isEmpty)
    #expect(family("something else entirely") == "other other")
  }
}

@Suite("Addresses are read in place")
struct URLPartsTests {
  private func parts(_ url: String) -> [String] {
    let bytes = Array(url.utf8)
    let parts = URLParts(bytes.span)
    return [parts.scheme, parts.host, parts.port, parts.path, parts.query, parts.fragment].map {
      String(decoding: bytes[$0.indices], as: UTF8.self)
    }
  }

  @Test(
    "Each form of address falls into its parts",
    arguments: [
      ("https://u:p@h.org:81/p/q?a=1#f?x", ["https", "h.org", "81", "/p/q", "a=1", "f?x"]),
      ("/p?q=http://x/#y", ["", "", "", "/p", "q=http://x/", "y"]),
      ("//h/p", ["", "h", "", "/p", "", ""]), ("http://h", ["http", "h", "", "", "", ""]),
      ("http://h?x", ["http", "h", "", "", "x", ""]),
      ("http://[::1]:80/", ["http", "[::1]", "80", "/", "", ""]),
      ("localhost:8080/x", ["", "", "", "localhost:8080/x", "", ""]),
      ("android-app://com.x/", ["android-app", "com.x", "", "/", "", ""]),
      ("mailto:a@b.org", ["mailto", "", "", "a@b.org", "", ""]),
      ("", ["", "", "", "", "", ""]), ("*", ["", "", "", "*", "", ""]),
      ("http://a@b@c/", ["http", "c", "", "/", "", ""]), ("?", ["", "", "", "", "", ""]),
    ])
  func forms(url: String, expected: [String]) {
    #expect(parts(url) == expected)
  }

  @Test(
    "The first value of a query's key is found as it is written",
    arguments: [
      ("/?q=a+b%21&q=c", "a+b%21"), ("/?x=1&q=2", "2"), ("/?q", ""), ("/?q=", ""),
      ("/?xq=1&&q==", "="),
    ])
  func queryValue(url: String, expected: String) {
    let bytes = Array(url.utf8)
    let found = URLParts(bytes.span).queryValue("q", in: bytes.span)
    #expect(found.map { String(decoding: bytes[$0.indices], as: UTF8.self) } == expected)
  }

  @Test("A key that is not there has no value", arguments: ["/", "/?xq=1", "/#?q=1", "/q=1"])
  func noValue(url: String) {
    let bytes = Array(url.utf8)
    let found = URLParts(bytes.span).queryValue("q", in: bytes.span)
    #expect(found == nil)
  }

  @Test(
    "Query text is decoded",
    arguments: [("a+b%21", "a b!"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%C3%A9", "é")])
  func decoding(text: String, expected: String) {
    var bytes: [UInt8] = []
    bytes.append(queryText: Array(text.utf8).span)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }
}

@Suite("Addresses are minimised")
struct URLMinimizerTests {
  private let minimizer = URLMinimizer(keeping: ["q", "utm_source"])

  private func minimized(_ url: String) -> String {
    var bytes: [UInt8] = []
    minimizer.append(minimized: Array(url.utf8).span, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "Path and listed keys stay, everything else goes",
    arguments: [
      (
        "https://joe:pw@h.org:81/p?email=x&q=1&utm_source=a#f",
        "https://h.org:81/p?q=1&utm_source=a"
      ),
      ("/p?utm_source=a&token=1&Q=2", "/p?utm_source=a&Q=2"), ("/p?token=1", "/p"),
      ("/p;jsessionid=A1/x?q", "/p/x?q"), ("/p;v=2/x", "/p;v=2/x"), ("mailto:joe@x.org", "mailto:"),
      ("data:text/plain,secret", "data:"), ("file:///home/joe/x", "file://"), ("//h/p#f", "//h/p"),
      ("", ""), ("-", "-"), ("/#/secret", "/"), ("/p?qq=1&xq=2", "/p"),
    ])
  func table(url: String, expected: String) {
    #expect(minimized(url) == expected)
  }

  @Test("An address minimised again is itself", arguments: 1...200 as ClosedRange<UInt64>)
  func idempotent(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "http", ":", "/", "//", "?", "#", "@", "q=1", "&", ";jsessionid=x", "a", "8", "[::1]", "\\",
      "%41", "é", "utm_source=", "=", ".",
    ]
    let url = (0..<Int.random(in: 0..<12, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    let once = minimized(url)
    #expect(minimized(once) == once, "\(url)")
    #expect(!once.contains("#"))
  }
}

@Suite("Referrers have a medium")
struct ReferrerMediumTests {
  @Test(
    "By the page's own address, else by the page before",
    arguments: [
      ("", "/", ReferrerMedium.direct), ("-", "/", .direct),
      ("https://www.google.co.uk/search?q=x", "/", .search),
      ("https://duckduckgo.com/", "/", .search),
      ("https://google.evil.example/", "/", .referral), ("https://notgoogle.com/", "/", .referral),
      ("android-app://com.google.android.googlequicksearchbox/", "/", .search),
      ("https://t.co/x", "/", .social), ("https://m.facebook.com/", "/", .social),
      ("https://mail.google.com/", "/", .email), ("https://webmail.isp.example/", "/", .email),
      ("https://blog.example.net/", "/", .referral), ("/home", "/", .internal),
      ("https://shop.example.org/a", "https://www.example.org/", .internal),
      ("https://EXAMPLE.org/a", "https://www.example.org/", .internal),
      ("https://example.org.evil.net/", "https://example.org/", .referral),
      ("https://site.example/", "/", .internal), ("https://www.site.example/", "/", .internal),
      ("https://www.google.com/", "/?gclid=1", .paid), ("", "/?utm_medium=cpc", .paid),
      ("", "/?utm_medium=Email", .email), ("https://t.co/x", "/?utm_medium=unheard", .social),
      ("", "/?utm_medium=newsletter#x", .email), ("", "/?fbclid=1", .social),
      ("https://www.bing.com/", "/?utm_medium=referral", .referral), ("junk", "/", .referral),
      ("http://", "/", .referral), ("https://org/", "https://example.org/", .referral),
    ])
  func table(referrer: String, page: String, expected: ReferrerMedium) {
    let medium = ReferrerMedium(
      referrer: Array(referrer.utf8).span, page: Array(page.utf8).span,
      siteHosts: [Array("site.example".utf8)])
    #expect(medium == expected)
    #expect("\(medium.literal)" == medium.rawValue)
  }

  @Test("A campaign is read from the first utm keys that say something")
  func campaign() {
    let url = Array(
      "/?utm_source=&utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d&utm_content=e".utf8)
    let campaign = Campaign(url: url.span)
    let found = [campaign.source, campaign.medium, campaign.name, campaign.term, campaign.content]
    #expect(
      found.map { String(decoding: url[$0.indices], as: UTF8.self) } == ["a", "b", "c", "d", "e"])
    #expect(Campaign(url: Array("/?utm_=1&x=utm_source=2".utf8).span).isEmpty)
  }
}
