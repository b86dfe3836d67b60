import Bytes

/// The kinds of things that a visitor of the made-up shop does, each known by its page's path.
///
/// Web servers log all of them as pages; the collector reports some as other events, on a page of
/// the same path. So the path alone tells the step in either form.
enum Step: Int, CaseIterable, Sendable {
  case home, category, product, search, help, chat, added, checkout, register, dismissed
  case subscribed, done, cancelled, welcome

  static let count = Step.allCases.count

  /// The name in `truth.json`.
  var name: String {
    switch self {
    case .home: "home"
    case .category: "category"
    case .product: "product"
    case .search: "search"
    case .help: "help"
    case .chat: "chat"
    case .added: "added"
    case .checkout: "checkout"
    case .register: "register"
    case .dismissed: "dismissed"
    case .subscribed: "subscribed"
    case .done: "done"
    case .cancelled: "cancelled"
    case .welcome: "welcome"
    }
  }

  /// How the step's path begins, and whether the path goes on after it.
  var path: (start: StaticString, isWhole: Bool) {
    switch self {
    case .home: ("/", true)
    case .category: ("/category/", false)
    case .product: ("/product/", false)
    case .search: ("/search", true)
    case .help: ("/help/", false)
    case .chat: ("/help/chat/sent", true)
    case .added: ("/cart/added", true)
    case .checkout: ("/checkout/address", true)
    case .register: ("/account/register", true)
    case .dismissed: ("/newsletter/dismissed", true)
    case .subscribed: ("/newsletter/thanks", true)
    case .done: ("/checkout/done", true)
    case .cancelled: ("/checkout/cancelled", true)
    case .welcome: ("/welcome", true)
    }
  }

  /// The event that the collector reports.
  var eventName: StaticString {
    switch self {
    case .search: "search_performed"
    case .chat: "widgets_web_chat_submitted"
    case .added: "product_added"
    case .dismissed: "form_abandoned"
    case .subscribed: "form_submitted"
    default: "page_viewed"
    }
  }

  /// The step that a page's address, with or without scheme and host, stands for; nil for others.
  init?(url: Span<UInt8>) {
    let path = url.extracting(Step.pathRange(of: url))
    if path.count == 0 {
      self = .home
      return
    }
    if path.isEqual(to: Step.chat.path.start) {
      self = .chat
      return
    }
    for step in Step.allCases {
      let (start, isWhole) = step.path
      if isWhole ? path.isEqual(to: start) : path.hasPrefix(start) {
        self = step
        return
      }
    }
    return nil
  }

  private static func pathRange(of url: Span<UInt8>) -> Range<Int> {
    var start = 0
    if url.count > 0, url[0] != 0x2F, let colon = url.firstIndex(of: 0x3A),
      url.hasPrefix("://", at: colon)
    {
      start = url.firstIndex(of: 0x2F, from: colon + 3) ?? url.count
    }
    var end = start
    while end < url.count, url[end] != 0x3F, url[end] != 0x23 { end += 1 }
    return start..<end
  }
}
