import Bytes
import Events

/// What many sessions over one text share of their facts, each worked out once: how visitors came from a
/// page before, and what device an agent runs on.
public struct SessionFactsMemo: Sendable {
  private let siteHosts: [[UInt8]]
  private var mediums = OffsetMap<UInt8>(empty: 0)
  private var devices = OffsetMap<UInt8>(empty: 0)
  private var text: UInt64 = 0

  /// A memo that knows nothing.
  ///
  /// - Parameter siteHosts: the site's own hosts, in lower case, by which a page before is known as
  ///   internal where addresses have no host.
  public init(siteHosts: [[UInt8]] = []) {
    self.siteHosts = siteHosts
  }

  /// Goes on with events over another text, unless it is the same; see ``TextPool/identity``.
  public mutating func begin(_ text: UInt64) {
    guard text != self.text else { return }
    self.text = text
    mediums.removeAll()
    devices.removeAll()
  }

  /// How the visitor came to the page of an event.
  mutating func medium(_ row: EventRow, _ text: Span<UInt8>) -> ReferrerMedium {
    let page = text.extracting(row.url.indices)
    let referrer = text.extracting(row.referrer.indices)
    // Only a page's host and query have a say.
    let isPath = page.count > 0 && page[0] == 0x2F && page.firstIndex(of: 0x3F) == nil
    let isHostless = isPath && !(page.count > 1 && page[1] == 0x2F)
    guard isHostless, !row.referrer.isEmpty else {
      return ReferrerMedium(referrer: referrer, page: page, siteHosts: siteHosts)
    }
    if let place = mediums[row.referrer.offset] { return ReferrerMedium.allCases[Int(place)] }
    let medium = ReferrerMedium(referrer: referrer, page: page, siteHosts: siteHosts)
    if let place = ReferrerMedium.allCases.firstIndex(of: medium) {
      mediums[row.referrer.offset] = UInt8(place)
    }
    return medium
  }

  /// What device an agent runs on.
  mutating func device(_ agent: ByteRange, _ text: Span<UInt8>) -> DeviceClass {
    if let place = devices[agent.offset] { return DeviceClass.allCases[Int(place)] }
    let device = DeviceClass(agent: text.extracting(agent.indices))
    if let place = DeviceClass.allCases.firstIndex(of: device) {
      devices[agent.offset] = UInt8(place)
    }
    return device
  }
}
