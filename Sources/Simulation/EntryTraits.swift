import Bytes

/// The device of a visit, as the true model sees it.
enum Device: Int, CaseIterable, Sendable {
  case desktop, mobile, tablet

  static let count = 3

  var name: String {
    switch self {
    case .desktop: "desktop"
    case .mobile: "mobile"
    case .tablet: "tablet"
    }
  }

  /// The device that an agent names, raw or reduced to a family such as `Chrome mobile`.
  init(agent: Span<UInt8>) {
    if agent.contains("iPad") || agent.contains("ablet") {
      self = .tablet
    } else if agent.contains("Mobile") || agent.contains("mobile") {
      self = .mobile
    } else {
      self = agent.contains("Android") ? .tablet : .desktop
    }
  }
}

/// By which way a visit came, as the true model sees it.
enum Medium: Int, CaseIterable, Sendable {
  case direct, search, social, campaign

  static let count = 4

  var name: String {
    switch self {
    case .direct: "direct"
    case .search: "search"
    case .social: "social"
    case .campaign: "campaign"
    }
  }

  /// The way that a visit's first event names: by `utm_medium` in the page's address, else by the
  /// host of the page before.
  init(url: Span<UInt8>, referrer: Span<UInt8>) {
    if url.contains("utm_medium=") {
      self = .campaign
    } else if referrer.contains("//www.google.") || referrer.contains("//www.bing.")
      || referrer.contains("//duckduckgo.")
    {
      self = .search
    } else if referrer.contains("//www.facebook.") || referrer.contains("//www.instagram.")
      || referrer.contains("//www.reddit.")
    {
      self = .social
    } else {
      self = .direct
    }
  }
}

extension Span<UInt8> {
  /// Whether a literal stands anywhere in the bytes.
  func contains(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard length <= count else { return false }
    let first = unsafe literal.utf8Start[0]
    var from = 0
    while let at = firstIndex(of: first, from: from) {
      if hasPrefix(literal, at: at) { return true }
      from = at + 1
    }
    return false
  }
}
