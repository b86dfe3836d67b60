import Bytes

/// What stands in access logs besides visitors' pages: bots, monitors, scanners, broken lines.
struct AccessNoise {
  private var random: SeededRandom
  private let midnight: Int64

  init(day: Int, of settings: SimulationSettings) {
    random = SeededRandom(seed: settings.seed, .noise, day)
    midnight = settings.midnight(day)
  }

  /// A moment of the day, drawn.
  mutating func time() -> Int64 {
    midnight + Int64(random.below(86_400_000))
  }

  /// A server's number, drawn.
  mutating func server() -> Int {
    random.below(AccessLogs.names.count)
  }

  /// A robot's request, most of them without a cookie.
  mutating func bot(at time: Int64) -> AccessLine {
    var line = AccessLine(
      time: time, host: Array("2001:db8:b07::1".utf8),
      target: PageAddress(random.element(of: [.home, .category, .product, .help]), &random).target,
      size: random.number(in: 4000...20_000),
      agent: random.element(of: AccessNoise.robots))
    switch random.below(10) {
    case 0:
      line.cookies.append("_actmu=")
      line.cookies.append(Visitor.uuid(&random).span)
    case 1:
      line.cookies.append("_actmu=-")
    case 2:
      line.target.removeAll()
      line.target.append("/robots.txt")
    default: break
    }
    return line
  }

  /// The uptime monitor's request.
  mutating func monitor(at time: Int64) -> AccessLine {
    AccessLine(
      time: time, host: Array("198.51.100.254".utf8),
      method: random.isTrue(perMille: 500) ? "HEAD" : "GET", target: Array("/".utf8), size: 0,
      agent: "UptimeMonitor/2.1 (+https://monitor.example/bot)")
  }

  /// A request for what is not there, its header full of what servers escape.
  mutating func scan(at time: Int64) -> AccessLine {
    var line = AccessLine(
      time: time, host: Array("203.0.113.255".utf8),
      target: [], status: 404, size: 312,
      agent: "Mozilla/5.0 \\\"quoted\\\" \\xe2\\x98\\x83 zgrab/0.x")
    line.target.append(random.element(of: AccessNoise.probes))
    line.referrer.append("https://shop.example/\\\"onmouseover=\\\"x")
    return line
  }

  /// A line that no reader of the format can take, or a request that is none.
  mutating func broken(at time: Int64) -> [UInt8] {
    var line: [UInt8] = []
    switch random.below(4) {
    case 0:
      line.append("192.0.2.77 - - [")
      line.append(commonLogTime: time / 1000)
      line.append("] \"GET /cat")
    case 1:
      line.append("AH00163: Apache configured -- resuming normal operations")
    case 2:
      line.append(
        "192.0.2.78 - - [99/Nov/2026:25:61:00 +0000] \"GET / HTTP/1.1\" 200 10 \"-\" \"-\" \"-\"")
    default:
      line.append("192.0.2.79 - - [")
      line.append(commonLogTime: time / 1000)
      line.append("] \"\\x16\\x03\\x01\\x02\\x00\" 400 226 \"-\" \"-\" \"-\"")
    }
    return line
  }

  private static let robots: [StaticString] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.14.1",
  ]
  private static let probes: [StaticString] = [
    "/wp-login.php", "/.env", "/caf\\xc3\\xa9", "/search.php?q=\\\"><script>",
  ]
}
