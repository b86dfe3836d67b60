public import Bytes

/// The campaign that an address names by its `utm_` keys, as places in the address.
public struct Campaign: Equatable, Sendable {
  /// `utm_source`: who sent the visitor.
  public var source = ByteRange.none
  /// `utm_medium`: by what kind of link.
  public var medium = ByteRange.none
  /// `utm_campaign`: the campaign's name.
  public var name = ByteRange.none
  /// `utm_term`: the words paid for.
  public var term = ByteRange.none
  /// `utm_content`: which of several links.
  public var content = ByteRange.none

  /// The campaign of a page's address; empty where it names none.
  public init(url: Span<UInt8>) {
    guard url.firstIndex(of: 0x3F) != nil, url.contains("utm_") else { return }
    var pairs = QueryPairs(URLParts(url).query)
    while let pair = pairs.next(in: url) {
      let key = url.extracting(pair.key.indices)
      guard !pair.value.isEmpty, key.hasPrefix("utm_") else { continue }
      if source.isEmpty && key.isEqual(to: "utm_source") {
        source = pair.value
      } else if medium.isEmpty && key.isEqual(to: "utm_medium") {
        medium = pair.value
      } else if name.isEmpty && key.isEqual(to: "utm_campaign") {
        name = pair.value
      } else if term.isEmpty && key.isEqual(to: "utm_term") {
        term = pair.value
      } else if content.isEmpty && key.isEqual(to: "utm_content") {
        content = pair.value
      }
    }
  }

  /// Whether the address names no campaign.
  public var isEmpty: Bool {
    source.isEmpty && medium.isEmpty && name.isEmpty && term.isEmpty && content.isEmpty
  }

  /// Whether two addresses name the same campaign, byte for byte.
  func isSame(
    in url: Span<UInt8>, as other: Campaign, in otherURL: Span<UInt8>
  ) -> Bool {
    func same(_ a: ByteRange, _ b: ByteRange) -> Bool {
      url.extracting(a.indices).isEqual(to: otherURL.extracting(b.indices))
    }
    return same(source, other.source) && same(medium, other.medium) && same(name, other.name)
      && same(term, other.term) && same(content, other.content)
  }
}
