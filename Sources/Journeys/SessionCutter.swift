import Bytes
import Events

/// Where one session ends and the next begins, while a visitor's events pass in order.
struct SessionCutter {
  private let rules: SessionRules
  private var start = Timestamp.distantPast
  private var end = Timestamp.distantPast
  private var count = 0
  private var campaignURL = ByteRange.none
  private var login = ByteRange.none
  private var day = 0
  /// How many neighbours in one session lie on two days of the site.
  private(set) var midnightsInside = 0

  init(_ rules: SessionRules) {
    self.rules = rules
  }

  /// What parts an event from the session before.
  enum Verdict: Equatable {
    /// It goes on with the session.
    case joins
    /// It begins a session after a gap over the timeout.
    case begins
    /// It begins a session because the one before was cut.
    case cuts(SessionCut)
  }

  /// Begins with a new visitor's first event.
  mutating func begin(_ row: EventRow, _ text: Span<UInt8>) {
    start = row.time.start
    count = 0
    campaignURL = .none
    login = .none
    take(row, text)
  }

  /// Takes a visitor's next event and says whether it begins a session.
  mutating func next(_ row: EventRow, _ text: Span<UInt8>) -> Verdict {
    let verdict = verdict(on: row, text)
    if verdict == .joins {
      if day != siteDay(row) { midnightsInside += 1 }
      take(row, text)
    } else {
      begin(row, text)
    }
    return verdict
  }

  private func verdict(on row: EventRow, _ text: Span<UInt8>) -> Verdict {
    let time = row.time.start
    if time.nanoseconds(since: end) > rules.timeoutNanoseconds { return .begins }
    if let limit = rules.maximumLengthNanoseconds, time.nanoseconds(since: start) > limit {
      return .cuts(.maximumLength)
    }
    if let limit = rules.maximumEvents, count >= limit { return .cuts(.maximumEvents) }
    if rules.splitAtMidnight != nil, day != siteDay(row) { return .cuts(.midnight) }
    if rules.splitOnCampaign, isOtherCampaign(row, text) { return .cuts(.campaign) }
    if rules.splitOnLogin, isOtherLogin(row, text) { return .cuts(.login) }
    return .joins
  }

  private mutating func take(_ row: EventRow, _ text: Span<UInt8>) {
    end = row.time.start
    count += 1
    day = siteDay(row)
    if rules.splitOnCampaign, !Campaign(url: text.extracting(row.url.indices)).isEmpty {
      campaignURL = row.url
    }
    if !row.customer.isEmpty { login = row.customer }
  }

  private func siteDay(_ row: EventRow) -> Int {
    (rules.splitAtMidnight ?? rules.siteZone).local(row.time.start).dayNumber
  }

  private func isOtherCampaign(_ row: EventRow, _ text: Span<UInt8>) -> Bool {
    let url = text.extracting(row.url.indices)
    let campaign = Campaign(url: url)
    guard !campaign.isEmpty else { return false }
    let before = text.extracting(campaignURL.indices)
    return !campaign.isSame(in: url, as: Campaign(url: before), in: before)
  }

  private func isOtherLogin(_ row: EventRow, _ text: Span<UInt8>) -> Bool {
    guard !row.customer.isEmpty, !login.isEmpty else { return false }
    return !text.extracting(row.customer.indices).isEqual(to: text.extracting(login.indices))
  }
}
