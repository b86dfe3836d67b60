import Bytes

/// Tells agents of programs by their form, where no word shows them.
enum BotShape {
  /// Whether a lower-case agent is a lone `name/version` that no browser begins with and that names
  /// no system for people.
  ///
  /// An app on a telephone or a computer, whose agent has that form, mostly names its system.
  static func isLoneProduct(_ agent: Span<UInt8>) -> Bool {
    guard let slash = agent.firstIndex(of: 0x2F), slash >= 2, slash + 1 < agent.count,
      isLetter(agent[0]), hasVersion(agent, at: slash + 1)
    else { return false }
    for start in browsers where agent.hasPrefix(start) { return false }
    return !containsAny(agent, systems)
  }

  /// Whether the agent calls itself compatible as the old browsers did, but is none of them.
  static func isOtherwiseCompatible(_ agent: Span<UInt8>) -> Bool {
    agent.contains("(compatible;") && !containsAny(agent, compatibleBrowsers)
  }

  /// Whether the agent names a web page or a mailbox, as polite programs do and browsers do not.
  ///
  /// An old extension of Internet Explorer that names its maker's page is passed over.
  static func hasAddress(_ agent: Span<UInt8>) -> Bool {
    containsAny(agent, addresses) && !agent.contains("bsalsa")
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  private static func hasVersion(_ agent: Span<UInt8>, at start: Int) -> Bool {
    let digit = agent[start] == 0x76 && start + 1 < agent.count ? start + 1 : start
    return agent[digit] &- 0x30 < 10
  }

  private static let addresses: [StaticString] = ["http://", "https://", "@", "www.", ".com"]

  private static let compatibleBrowsers: [StaticString] = [
    "msie", "konqueror", "khtml", "trident", "opera", "netfront", "icab",
  ]

  private static let systems: [StaticString] = [
    "android", "iphone", "ipad", "ios", "darwin", "windows", "macintosh", "cfnetwork",
  ]

  private static let browsers: [StaticString] = [
    "mozilla/", "opera/", "opera ", "dalvik", "blackberry", "nokia", "sonyericsson", "samsung",
    "lg-", "lg/", "mot-", "htc", "zte", "ucweb", "netfront", "docomo", "kddi", "j-phone",
    "softbank", "vodafone", "lynx", "links", "elinks", "w3m", "dillo", "huawei", "lenovo", "sec-",
    "sie-", "palm", "alcatel", "micromax", "safari/", "mobilesafari", "sharp", "xiaomi", "philips",
    "pantech", "sagem", "maui", "karbonn", "spice", "lava", "portalmmm", "netsurf", "konqueror",
    "galeon", "icab", "ibrowse", "amaya", "uzbl", "firefox/", "chrome/", "edge/",
  ]
}
