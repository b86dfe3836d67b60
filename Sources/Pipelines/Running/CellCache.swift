import Bytes
package import Events
import Journeys

/// Finds the coarse cell of events as they lie at rest, over one text, in which a text that many events share
/// stands once: what follows from a text is worked out once.
///
/// How a visitor came to a page hangs on the page's query, which may say so, else on its host and on the page
/// before; see ``ReferrerMedium``.
package struct CellCache {
  /// What is known of a text of a length.
  private struct Known: BitwiseCopyable {
    var count: UInt32
    var code: UInt8
  }

  /// A page's code where its query does not name a medium: this and the place of its host.
  private static let unnamed: UInt8 = 16
  private static let mostHosts = 64

  private var agents = OffsetMap(empty: Known(count: 0, code: 0))
  private var pages = OffsetMap(empty: Known(count: 0, code: 0))
  private var hosts: [[UInt8]] = [[]]
  /// For each host the media by the page before.
  private var media = [OffsetMap(empty: Known(count: 0, code: 0))]

  package init() {}

  /// The cell of an event at rest.
  ///
  /// - Parameters:
  ///   - text: the same text each time, to which more may have been added.
  ///   - sources: how many sources are known; others count as unknown.
  @inline(__always)
  package mutating func cell(
    of row: borrowing EventRow, in text: Span<UInt8>, sources: Int
  ) -> CoarseCell {
    let place = Int(row.source)
    return CoarseCell(
      source: place >= 0 && place < sources ? UInt16(clamping: place) : SourceNames.unknown,
      agentCode: agentCode(row.agent, text), medium: medium(row.url, row.referrer, text),
      isBot: !row.bot.isEmpty)
  }

  private mutating func agentCode(_ agent: ByteRange, _ text: Span<UInt8>) -> UInt8 {
    if let known = agents[agent.offset], known.count == agent.count { return known.code }
    // Whether a bot sent it was told from the whole agent, and lies at rest beside the family.
    let code = CoarseCell.agentCode(
      DeviceClass(agent: text.extracting(agent.indices)), isBot: false)
    agents[agent.offset] = Known(count: agent.count, code: code)
    return code
  }

  private mutating func medium(
    _ page: ByteRange, _ referrer: ByteRange, _ text: Span<UInt8>
  ) -> UInt8 {
    let code = pageCode(page, text)
    guard code >= CellCache.unnamed else { return code }
    let host = Int(code - CellCache.unnamed)
    let isKnown = host < media.count
    if isKnown, let known = media[host][referrer.offset], known.count == referrer.count {
      return known.code
    }
    let medium = ReferrerMedium(
      referrer: text.extracting(referrer.indices), page: text.extracting(page.indices)
    ).place
    if isKnown { media[host][referrer.offset] = Known(count: referrer.count, code: medium) }
    return medium
  }

  /// The medium that a page's query names, else ``unnamed`` and the place of its host, which is past the
  /// last where there are too many.
  private mutating func pageCode(_ page: ByteRange, _ text: Span<UInt8>) -> UInt8 {
    if let known = pages[page.offset], known.count == page.count { return known.code }
    let address = text.extracting(page.indices)
    let named = ReferrerMedium(referrer: text.extracting(0..<0), page: address)
    let code =
      named == .direct
      ? CellCache.unnamed + UInt8(clamping: place(ofHost: address)) : named.place
    pages[page.offset] = Known(count: page.count, code: code)
    return code
  }

  private mutating func place(ofHost address: Span<UInt8>) -> Int {
    let host = address.extracting(URLParts(address).host.indices)
    if let place = hosts.firstIndex(where: { $0.span.isEqual(to: host) }) { return place }
    guard hosts.count < CellCache.mostHosts else { return CellCache.mostHosts }
    hosts.append(Array(bytes: host))
    media.append(OffsetMap(empty: Known(count: 0, code: 0)))
    return hosts.count - 1
  }
}
