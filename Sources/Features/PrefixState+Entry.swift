import Bytes
import Events
import Journeys

extension PrefixState {
  /// The features of how the session was entered, by its first event.
  mutating func addEntry(_ row: EventRow, _ text: Span<UInt8>) {
    let url = text.extracting(row.url.indices)
    let campaign = Campaign(url: url)
    for step in plan.atEntry {
      switch step.kind {
      case .referrerMedium: addMedium(text.extracting(row.referrer.indices), url, step)
      case .campaignSource: addQueryText(url.extracting(campaign.source.indices), step)
      case .campaignMedium: addQueryText(url.extracting(campaign.medium.indices), step)
      case .campaignName: addQueryText(url.extracting(campaign.name.indices), step)
      case .device where !row.agent.isEmpty:
        open(step)
        scratch.append(DeviceClass(agent: text.extracting(row.agent.indices)).literal)
        closeLasting(step)
      default: break
      }
    }
  }

  private mutating func addMedium(
    _ referrer: Span<UInt8>, _ url: Span<UInt8>, _ step: FeaturePlan.Step
  ) {
    let medium = ReferrerMedium(referrer: referrer, page: url, siteHosts: plan.siteHosts)
    open(step)
    scratch.append(contentsOf: medium.rawValue.utf8)
    closeLasting(step)
  }

  private mutating func addQueryText(_ value: Span<UInt8>, _ step: FeaturePlan.Step) {
    guard value.count > 0 else { return }
    open(step)
    scratch.append(queryText: value)
    closeLasting(step)
  }
}
