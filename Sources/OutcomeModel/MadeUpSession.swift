import Bytes

/// Draws sessions that nobody ever made, for golden prefixes: a pure function of the seed.
///
/// Names, pages and words are a fixed list of things that sites have; none comes from a log.
struct MadeUpSession {
  private var numbers: SplitMix
  /// The session's next event, in nanoseconds since the epoch.
  private var time: Int64

  init(seed: UInt64) {
    numbers = SplitMix(seed: seed)
    time = 0
    let minutes = draw(525_600)
    time = (1_767_225_600 + Int64(minutes) * 60) * 1_000_000_000
  }

  /// A number below `limit`.
  mutating func draw(_ limit: Int) -> Int {
    Int(numbers.next() % UInt64(limit))
  }

  private mutating func pick(_ list: [String]) -> String {
    list[draw(list.count)]
  }

  /// Appends the next event as a JSON object.
  mutating func appendEvent(to line: inout [UInt8], isFirst: Bool) {
    time += Int64(draw(isFirst ? 60_000 : 240_000)) * 1_000_000
    let name = pick(MadeUpSession.names)
    line.append("{\"time\":\"")
    line.append(
      time: RecordTime(start: Timestamp(nanoseconds: time), fractionDigits: 3))
    line.append("\",\"visitor\":\"made-up\",\"event\":")
    line.append(json: name)
    let page = pick(MadeUpSession.pages)
    let campaign = isFirst && draw(3) == 0 ? pick(MadeUpSession.campaigns) : ""
    append("url", "https://shop.example\(page)\(campaign)", to: &line)
    if draw(3) > 0 { append("title", pick(MadeUpSession.titles), to: &line) }
    if isFirst { append("referrer", pick(MadeUpSession.referrers), to: &line) }
    if name == "search_performed" { append("search", pick(MadeUpSession.searches), to: &line) }
    append("agent", pick(MadeUpSession.agents), to: &line)
    if draw(4) == 0 { appendAttributes(to: &line) }
    line.append(0x7D)
  }

  private func append(_ key: String, _ value: String, to line: inout [UInt8]) {
    guard !value.isEmpty else { return }
    line.append(0x2C)
    line.append(json: key)
    line.append(0x3A)
    line.append(json: value)
  }

  private mutating func appendAttributes(to line: inout [UInt8]) {
    line.append(",\"attributes\":{\"price\":{\"dataType\":\"number\",\"value\":\"")
    line.append(decimal: draw(400))
    line.append(".")
    line.append(decimal: draw(100), minimumDigits: 2)
    line.append("\"},\"category\":{\"dataType\":\"string\",\"value\":")
    line.append(json: pick(MadeUpSession.categories))
    line.append("}}")
  }

  private static let names = [
    "page_viewed", "page_viewed", "page_viewed", "page_viewed", "search_performed",
    "form_submitted", "form_abandoned", "widgets_web_chat_submitted", "product_viewed",
    "cart_updated",
  ]
  private static let pages = [
    "/", "/product/12", "/product/340", "/category/shoes", "/category/hats?page=2", "/cart",
    "/checkout/address", "/checkout/payment", "/help/returns#time", "/search?q=red+shoes",
    "/account/register", "/blog/2026/summer",
  ]
  private static let titles = [
    "Home", "Shoes", "Your cart", "Checkout", "Caf\u{E9} & more", "Help",
  ]
  private static let referrers = [
    "", "https://www.google.com/", "https://www.facebook.com/", "https://shop.example/",
    "https://news.example/article", "https://mail.google.com/",
  ]
  private static let campaigns = [
    "?utm_source=newsletter&utm_medium=email&utm_campaign=summer%20sale",
    "?utm_source=google&utm_medium=cpc&utm_campaign=brand", "?gclid=made-up",
  ]
  private static let searches = ["red shoes", "Gr\u{F6}\u{DF}e 42", "hat", "return policy?"]
  private static let agents = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15", "Chrome desktop",
  ]
  private static let categories = ["shoes", "hats", "Taschen & G\u{FC}rtel"]
}
