import Bytes
package import Events
import Journeys

/// Finds the coarse cell of records as logs have them, such as it would be of what would lie at rest of
/// them: of dropped records nothing does.
///
/// Agents and the ways to a page are worked out once while they are in use. One value serves one thread.
package struct CellReader {
  private let addresses: AddressReduction
  private var agents = ByteMemo(maximumCount: 16_384, maximumBytes: 2 << 20)
  private var agentCodes: [UInt8] = []
  /// The media of referrers where the page has no say.
  private var referrers = ByteMemo(maximumCount: 16_384, maximumBytes: 2 << 20)
  private var referrerMedia: [UInt8] = []
  /// The media of pages and referrers together.
  private var ways = ByteMemo(maximumCount: 16_384, maximumBytes: 4 << 20)
  private var wayMedia: [UInt8] = []
  private var room: [UInt8] = []
  private let direct = ReferrerMedium.direct.place

  /// - Parameter keepQuery: the keys of queries that lie at rest.
  package init(keepQuery: [String]) {
    addresses = AddressReduction(keepQuery: keepQuery)
  }

  /// The cell of a record.
  ///
  /// - Parameter source: the place of its source among the run's.
  package mutating func cell(
    of row: borrowing EventRow, in text: Span<UInt8>, source: UInt16
  ) -> CoarseCell {
    CoarseCell(
      source: source, agentCode: agentCode(text.extracting(row.agent.indices)),
      medium: medium(text.extracting(row.url.indices), text.extracting(row.referrer.indices)),
      isBot: !row.bot.isEmpty)
  }

  private mutating func agentCode(_ agent: Span<UInt8>) -> UInt8 {
    let entry = agents.entry(of: agent)
    guard entry.isNew else { return agentCodes[entry.number] }
    let code = CoarseCell.agentCode(
      DeviceClass(agent: agent), isBot: BotDetector.reason(agent) != nil)
    CellReader.learn(code, as: entry.number, in: &agentCodes)
    return code
  }

  private mutating func medium(_ page: Span<UInt8>, _ referrer: Span<UInt8>) -> UInt8 {
    let hasQuery = CellReader.hasNamingQuery(page)
    let isPath = page.count == 0 || page[0] == 0x2F && !(page.count > 1 && page[1] == 0x2F)
    guard hasQuery || !isPath else { return medium(ofReferrer: referrer) }
    var end = page.count
    if !hasQuery {
      if referrer.count == 0 { return direct }
      let parts = URLParts(page)
      if parts.hasAuthority { end = parts.path.start }
    }
    var way: [UInt8] = []
    swap(&way, &room)
    defer { swap(&way, &room) }
    way.removeAll(keepingCapacity: true)
    for shift in [0, 8, 16, 24] { way.append(UInt8(truncatingIfNeeded: end >> shift)) }
    way.append(page.extracting(0..<end))
    way.append(referrer)
    let entry = ways.entry(of: way.span)
    guard entry.isNew else { return wayMedia[entry.number] }
    let medium = addresses.medium(referrer, page.extracting(0..<end))
    CellReader.learn(medium, as: entry.number, in: &wayMedia)
    return medium
  }

  private mutating func medium(ofReferrer referrer: Span<UInt8>) -> UInt8 {
    if referrer.count == 0 || referrer.count == 1 && referrer[0] == 0x2D { return direct }
    let entry = referrers.entry(of: referrer)
    guard entry.isNew else { return referrerMedia[entry.number] }
    let medium = addresses.medium(referrer, referrer.extracting(0..<0))
    CellReader.learn(medium, as: entry.number, in: &referrerMedia)
    return medium
  }

  /// Whether a page's query may name a medium, by the keys that ``ReferrerMedium`` knows.
  private static func hasNamingQuery(_ page: Span<UInt8>) -> Bool {
    guard let mark = page.firstIndex(of: 0x3F) else { return false }
    let query = page.extracting(mark..<page.count)
    return namingKeys.contains { query.contains($0) }
  }

  /// What the keys of queries that name a medium have in them.
  private static let namingKeys: [StaticString] = [
    "utm_medium", "clid", "clkid", "braid", "li_fat_id",
  ]

  private static func learn(_ code: UInt8, as number: Int, in codes: inout [UInt8]) {
    // Numbers begin anew when a memo has forgotten all.
    if number == 0 { codes.removeAll(keepingCapacity: true) }
    codes.append(code)
  }
}

extension AddressReduction {
  /// The place of the medium by which a visitor came to a page, once both addresses are reduced.
  fileprivate func medium(_ referrer: Span<UInt8>, _ page: Span<UInt8>) -> UInt8 {
    var texts: (referrer: [UInt8], page: [UInt8]) = ([], [])
    append(referrer, to: &texts.referrer)
    append(page, to: &texts.page)
    return ReferrerMedium(referrer: texts.referrer.span, page: texts.page.span).place
  }
}
