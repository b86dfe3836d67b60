import Bytes

/// Tells programs from people by what their agent says.
///
/// The list is general: words that programs use of themselves, the libraries that they are built
/// with, and products known by name. A program that pretends to be a browser is not found.
public enum BotDetector {
  /// Why an agent is taken for a bot: the word that shows it, or `address` for an agent that gives
  /// a place to complain to; nil for what may be a person's.
  ///
  /// An agent that is empty or `-` says nothing and is nobody's.
  public static func reason(_ agent: Span<UInt8>) -> StaticString? {
    guard agent.count > 1 else { return nil }
    var folded: [UInt8] = []
    folded.reserveCapacity(agent.count)
    for index in agent.indices { folded.append(asciiLowercased(agent[index])) }
    let text = folded.span
    if let word = BotWords.first(in: text) { return word }
    return hasAddress(text) ? "address" : nil
  }

  /// Whether the agent names a web page or a mailbox, as polite programs do and browsers do not.
  ///
  /// An old extension of Internet Explorer that names its maker's page is passed over.
  private static func hasAddress(_ agent: Span<UInt8>) -> Bool {
    guard
      agent.contains("http://") || agent.contains("https://") || agent.contains("@")
        || agent.contains("+http") || agent.contains("www.")
    else { return false }
    return !agent.contains("bsalsa") && !agent.contains("simplepie")
  }
}
