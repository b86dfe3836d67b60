import Bytes

/// A made-up visitor: one cookie in one browser.
///
/// Addresses are those set apart for documentation.
struct Visitor {
  let number: Int
  let device: Device
  let agent: StaticString
  /// The `_actmu` cookie: a version 4 UUID.
  let cookie: [UInt8]
  /// The browser's other cookies, before and after `_actmu` in the header.
  let cookieHeader: [UInt8]
  /// The address, IPv4 or IPv6.
  let host: [UInt8]
  /// Whether the browser sends Global Privacy Control.
  let sendsGPC: Bool
  /// The day on which a visit is certain.
  let certainDay: Int
  /// Minutes by which the visitor's clock of visits is shifted against midnight.
  let phase: Int
  /// The login shared with another cookie; nil for most.
  let login: Login?

  init(_ number: Int, of settings: SimulationSettings) {
    var random = SeededRandom(seed: settings.seed, .visitor, number)
    self.number = number
    device = Device.allCases[random.index(weights: ShopBehaviour.devices)]
    agent = random.element(of: Visitor.agents[device.rawValue])
    cookie = Visitor.uuid(&random)
    cookieHeader = Visitor.cookieHeader(cookie, &random)
    host = Visitor.address(&random)
    sendsGPC = random.isTrue(perMille: 30)
    certainDay = random.below(settings.days)
    phase = random.below(240)
    login = Login(visitor: number, of: settings)
  }

  /// A version 4 UUID in lower case.
  static func uuid(_ random: inout SeededRandom) -> [UInt8] {
    let high = random.next() & ~0xF000 | 0x4000
    let low = random.next() & ~(3 << 62) | 1 << 63
    var text: [UInt8] = []
    for place in 0..<32 {
      if place == 8 || place == 12 || place == 16 || place == 20 { text.append(0x2D) }
      let word = place < 16 ? high : low
      text.append(hexDigit(UInt8(word >> UInt64(60 - place % 16 * 4) & 15)))
    }
    return text
  }

  private static func cookieHeader(
    _ cookie: [UInt8], _ random: inout SeededRandom
  ) -> [UInt8] {
    var header: [UInt8] = []
    let style = random.below(4)
    if style >= 2 {
      header.append("_ga=GA1.2.")
      header.append(decimal: random.below(1 << 30))
      header.append("; ")
    }
    header.append("_actmu=")
    header.append(cookie.span)
    if style % 2 == 1 { header.append("; theme=dark; lang=en-IE") }
    return header
  }

  private static func address(_ random: inout SeededRandom) -> [UInt8] {
    var text: [UInt8] = []
    if random.isTrue(perMille: 120) {
      text.append("2001:db8:")
      text.append(hex: random.below(0x1_0000))
      text.append("::")
      text.append(hex: random.number(in: 1...0xFFFF))
    } else {
      text.append(random.element(of: documentationNetworks))
      text.append(decimal: random.number(in: 1...254))
    }
    return text
  }

  /// RFC 5737.
  private static let documentationNetworks: [StaticString] = [
    "192.0.2.", "198.51.100.", "203.0.113.",
  ]
  private static let agents: [[StaticString]] = [
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
      "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    ],
    [
      "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.7 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (Linux; Android 15; SM-T970) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    ],
  ]
}

/// The login of a person who uses two cookies.
struct Login {
  /// Which such person, from 0.
  let person: Int
  /// Whether this is the person's second cookie.
  let isSecond: Bool
  /// When the link was made, in seconds since 1970.
  let linkedAt: Int64

  /// Every fiftieth visitor shares a login with the next one.
  init?(visitor: Int, of settings: SimulationSettings) {
    guard visitor % 50 < 2, visitor - visitor % 50 + 1 < settings.visitors else { return nil }
    person = visitor / 50
    isSecond = visitor % 50 == 1
    var random = SeededRandom(seed: settings.seed, .login, visitor)
    linkedAt = settings.midnight(0) / 1000 + Int64(random.below(settings.days * 72_000))
  }

  /// Whether the person withdraws later on, through the second cookie.
  var withdraws: Bool { person % 4 == 3 }

  /// The login id, such as `customer-000017`.
  var customer: [UInt8] {
    var text: [UInt8] = []
    text.append("customer-")
    text.append(decimal: person, minimumDigits: 6)
    return text
  }
}

extension [UInt8] {
  /// Appends a number in lower-case hexadecimal digits, without leading zeros.
  mutating func append(hex number: Int) {
    append(contentsOf: String(number, radix: 16).utf8)
  }
}
