import Bytes

/// The words that show a program, in lower case.
enum BotWords {
  /// The first word that stands in a lower-case agent.
  static func first(in agent: Span<UInt8>) -> StaticString? {
    if hasBot(agent) { return "bot" }
    for word in words where agent.contains(word) { return word }
    return nil
  }

  /// Whether `bot` stands anywhere but in the name of a maker of telephones.
  private static func hasBot(_ agent: Span<UInt8>) -> Bool {
    let word: StaticString = "bot"
    var from = 0
    while let at = agent.firstIndex(of: 0x62, from: from) {
      from = at + 1
      guard agent.hasPrefix(word, at: at) else { continue }
      let isCubot = at >= 2 && agent.hasPrefix("cu", at: at - 2)
      if !isCubot { return true }
    }
    return false
  }

  private static let words: [StaticString] = [
    // What programs call themselves.
    "crawl", "spider", "slurp", "scrap", "fetch", "archiv", "harvest", "headless", "monitor",
    "validat", "indexer", "feed", "check", "scan", "preview", "uptime", "pingdom",
  ]
}
