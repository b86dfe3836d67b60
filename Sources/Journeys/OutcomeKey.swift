import Bytes

/// What a criterion looks at, resolved from its name once.
enum OutcomeKey: Hashable, Sendable {
  case pageURL, pageTitle, pageHostname, pagePathname, pageQueryString, pageFragment
  case referrerURL, referrerHostname, referrerMedium
  case eventName, searchQuery, device, status, customerID
  case campaignSource, campaignMedium, campaignName
  case attribute([UInt8])
  case trait([UInt8])

  /// The key of a name.
  ///
  /// - Throws: ``OutcomeError`` with `path` and the nearest name.
  init(_ name: String, path: String) throws(OutcomeError) {
    if let key = OutcomeKey.named.first(where: { $0.0 == name })?.1 {
      self = key
    } else if let attribute = OutcomeKey.member(name, of: "attributes.") {
      self = .attribute(attribute)
    } else if let trait = OutcomeKey.member(name, of: "traits.") {
      self = .trait(trait)
    } else {
      throw OutcomeError(
        path: path, problem: .unknownKey(name),
        nearest: nearestName(to: name, in: OutcomeKey.named.map(\.0)))
    }
  }

  /// The name after a prefix, without the `.value` that the collector's own criteria end with.
  private static func member(_ name: String, of prefix: String) -> [UInt8]? {
    guard name.hasPrefix(prefix) else { return nil }
    var member = name.dropFirst(prefix.count)
    if member.hasSuffix(".value") { member = member.dropLast(6) }
    return member.isEmpty ? nil : Array(member.utf8)
  }

  private static let named: [(String, OutcomeKey)] = [
    ("page.url", .pageURL), ("page.title", .pageTitle), ("page.hostname", .pageHostname),
    ("page.pathname", .pagePathname), ("page.path", .pagePathname),
    ("page.queryString", .pageQueryString), ("page.fragment", .pageFragment),
    ("referrer.url", .referrerURL), ("referrer.hostname", .referrerHostname),
    ("referrer.medium", .referrerMedium), ("eventName", .eventName),
    ("searchQuery", .searchQuery), ("device", .device), ("status", .status),
    ("customerId", .customerID), ("campaign.source", .campaignSource),
    ("campaign.medium", .campaignMedium), ("campaign.name", .campaignName),
  ]
}
