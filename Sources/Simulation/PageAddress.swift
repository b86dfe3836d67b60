import Bytes

/// The address of a step's page, as target (path and query) and with its title.
struct PageAddress {
  private(set) var target: [UInt8] = []
  private(set) var title: [UInt8] = []
  /// What was searched for; empty for other steps.
  private(set) var search: [UInt8] = []

  /// A page for a step, its details drawn.
  init(_ step: Step, _ random: inout SeededRandom) {
    target.append(step.path.start)
    switch step {
    case .category:
      name(random.element(of: PageAddress.categories))
    case .product:
      name(random.element(of: PageAddress.products))
      target.append(0x2D)
      target.append(decimal: random.number(in: 1...12))
    case .help:
      name(random.element(of: PageAddress.topics))
    case .search:
      let query = random.element(of: PageAddress.queries)
      search.append(query)
      target.append("?q=")
      for byte in search { target.append(byte == 0x20 ? 0x2B : byte) }
      title.append("Search")
    case .done:
      target.append("?order=")
      target.append(decimal: random.number(in: 100_000...999_999))
      title.append("Thank you")
    default:
      title.append(contentsOf: step.name.utf8)
    }
    title.append(" | Example Shop")
  }

  private mutating func name(_ word: StaticString) {
    target.append(word)
    title.append(word)
  }

  /// Adds the parameters of a campaign, drawn.
  mutating func addCampaign(_ random: inout SeededRandom) {
    target.append(target.contains(0x3F) ? 0x26 : 0x3F)
    target.append(random.element(of: PageAddress.campaigns))
  }

  /// The address with scheme and host.
  var url: [UInt8] {
    var url: [UInt8] = []
    url.append(PageAddress.site)
    url.append(target.span)
    return url
  }

  /// Where the shop stands.
  static let site: StaticString = "https://shop.example"

  private static let categories: [StaticString] = [
    "boots", "coats", "rucksacks", "tents", "lamps", "stoves", "maps", "socks",
  ]
  private static let products: [StaticString] = [
    "alpine-boots", "rain-coat", "day-rucksack", "dome-tent", "head-lamp", "gas-stove", "trail-map",
    "wool-socks", "walking-poles", "sleeping-bag",
  ]
  private static let topics: [StaticString] = [
    "delivery", "returns", "sizes", "payment", "contact",
  ]
  private static let queries: [StaticString] = [
    "waterproof boots", "tent", "wool socks", "rain coat", "lamp", "rucksack 30l", "gas",
    "map kerry",
  ]
  private static let campaigns: [StaticString] = [
    "utm_source=newsletter&utm_medium=email&utm_campaign=november-coats",
    "utm_source=newsletter&utm_medium=email&utm_campaign=winter-tents",
    "utm_source=google&utm_medium=cpc&utm_campaign=brand",
  ]
}

extension Medium {
  /// The page before the visit, drawn; empty where there is none.
  func referrer(_ random: inout SeededRandom) -> [UInt8] {
    var text: [UInt8] = []
    switch self {
    case .direct, .campaign: break
    case .search:
      text.append(
        random.element(
          of: [
            "https://www.google.com/", "https://www.google.com/", "https://www.bing.com/",
            "https://duckduckgo.com/",
          ] as [StaticString]))
    case .social:
      text.append(
        random.element(
          of: [
            "https://www.facebook.com/", "https://www.instagram.com/",
            "https://www.reddit.com/r/hiking",
          ] as [StaticString]))
    }
    return text
  }
}
