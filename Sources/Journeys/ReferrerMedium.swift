import Bytes

/// By what kind of way a visitor came to a page.
public enum ReferrerMedium: String, CaseIterable, Sendable {
  /// No page before is known.
  case direct
  /// From a page of the same site.
  case `internal`
  /// From a search engine's own results.
  case search
  /// From a social network.
  case social
  /// From a message, in a mail program or on a mail site.
  case email
  /// From a link that was paid for.
  case paid
  /// From any other site.
  case referral

  /// The way to a page, by what its address says of it (`utm_medium`, click ids), else by the page
  /// before.
  ///
  /// A request's own form of address has no host, so a page before on the same site is known as
  /// internal only by `siteHosts`.
  ///
  /// - Parameters:
  ///   - referrer: the address of the page before; empty or `-` where there is none.
  ///   - page: the address of the page.
  ///   - siteHosts: the site's own hosts, in lower case; their subdomains count too.
  public init(referrer: Span<UInt8>, page: Span<UInt8>, siteHosts: [[UInt8]] = []) {
    if let named = ReferrerMedium.named(by: page) {
      self = named
      return
    }
    guard referrer.count > 0, !referrer.isEqual(to: "-") else {
      self = .direct
      return
    }
    let hostRange = URLParts(referrer).host
    let host = referrer.extracting(hostRange.indices)
    guard host.count > 0 else {
      self = referrer[0] == 0x2F ? .internal : .referral
      return
    }
    let pageHost = page.extracting(URLParts(page).host.indices)
    if ReferrerMedium.isOneSite(host, pageHost)
      || siteHosts.contains(where: { ReferrerMedium.isOneSite(host, $0.span) })
    {
      self = .internal
    } else {
      self = HostKind.medium(of: host)
    }
  }

  /// The medium's name as a literal, for comparisons and output without allocation.
  public var literal: StaticString {
    switch self {
    case .direct: "direct"
    case .internal: "internal"
    case .search: "search"
    case .social: "social"
    case .email: "email"
    case .paid: "paid"
    case .referral: "referral"
    }
  }

  /// The medium that a page's own address names: it was put there by who made the link.
  private static func named(by page: Span<UInt8>) -> ReferrerMedium? {
    let parts = URLParts(page)
    guard !parts.query.isEmpty else { return nil }
    if let medium = parts.queryValue("utm_medium", in: page), !medium.isEmpty {
      return named(page.extracting(medium.indices))
    }
    for key in paidClickKeys where parts.queryValue(key, in: page) != nil { return .paid }
    return parts.queryValue("fbclid", in: page) != nil ? .social : nil
  }

  private static func named(_ medium: Span<UInt8>) -> ReferrerMedium? {
    for (word, kind) in mediumWords where medium.isEqualIgnoringCase(to: word) { return kind }
    return nil
  }

  /// Whether two hosts are one site: equal, or one a subdomain of the other, `www.` aside.
  private static func isOneSite(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count > 0, b.count > 0 else { return false }
    let left = withoutWWW(a)
    let right = withoutWWW(b)
    return isHost(a.extracting(left), within: b.extracting(right))
      || isHost(b.extracting(right), within: a.extracting(left))
  }

  private static func withoutWWW(_ host: Span<UInt8>) -> Range<Int> {
    let hasWWW = host.count > 4 && host.extracting(0..<4).isEqualIgnoringCase(to: "www.")
    return (hasWWW ? 4 : 0)..<host.count
  }

  private static func isHost(_ host: Span<UInt8>, within domain: Span<UInt8>) -> Bool {
    guard host.count > domain.count else { return host.isEqualIgnoringCase(to: domain) }
    let start = host.count - domain.count
    return domain.firstIndex(of: 0x2E) != nil && host[start - 1] == 0x2E
      && host.extracting(start..<host.count).isEqualIgnoringCase(to: domain)
  }

  private static let paidClickKeys: [StaticString] = [
    "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "ttclid", "twclid", "li_fat_id",
  ]
  private static let mediumWords: [(StaticString, ReferrerMedium)] = [
    ("cpc", .paid), ("ppc", .paid), ("cpm", .paid), ("cpa", .paid), ("cpv", .paid),
    ("paid", .paid), ("paidsearch", .paid), ("paid-search", .paid), ("paid_search", .paid),
    ("paidsocial", .paid), ("paid-social", .paid), ("paid_social", .paid), ("display", .paid),
    ("banner", .paid), ("retargeting", .paid), ("remarketing", .paid), ("ads", .paid),
    ("email", .email), ("e-mail", .email), ("mail", .email), ("newsletter", .email),
    ("social", .social), ("social-media", .social), ("social_media", .social),
    ("socialmedia", .social), ("social-network", .social), ("sm", .social),
    ("organic", .search), ("search", .search), ("seo", .search),
    ("referral", .referral), ("affiliate", .referral), ("partner", .referral),
  ]
}
