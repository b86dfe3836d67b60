import Bytes

/// Tells programs from people by what their agent says.
///
/// The list is general: words that programs use of themselves, the libraries that they are built
/// with, products known by name, and forms that no browser has. A program that pretends to be a
/// browser is not found.
public enum BotDetector {
  /// Why an agent is taken for a bot: the word that shows it, or its form; nil for what may be a
  /// person's.
  ///
  /// The forms are `address` (it gives a page or mailbox to complain to), `compatible` (with a
  /// browser, without being one) and `product` (a lone name and version). An agent that is empty or
  /// `-` says nothing and is nobody's; a family such as `Chrome mobile` is a person's, `bot other`
  /// is not. Allocates once.
  public static func reason(_ agent: Span<UInt8>) -> StaticString? {
    guard agent.count > 1 else { return nil }
    var folded: [UInt8] = []
    folded.reserveCapacity(agent.count)
    for index in agent.indices { folded.append(asciiLowercased(agent[index])) }
    let text = folded.span
    if let word = BotWords.first(in: text) { return word }
    if BotShape.hasAddress(text) { return "address" }
    if BotShape.isOtherwiseCompatible(text) { return "compatible" }
    return BotShape.isLoneProduct(text) ? "product" : nil
  }
}
