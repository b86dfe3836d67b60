public import Bytes
import Events

/// What a session is, at a glance: all that its line says besides its events.
public struct SessionFacts: Equatable, Sendable {
  /// The first event's time, as it was written.
  public var start: RecordTime
  /// The last event's time, as it was written.
  public var end: RecordTime
  /// How many events are pages viewed.
  public var pageviews = 0
  /// The address of the first page, in the table's text; of the first event that has one where no
  /// page was viewed.
  public var entry = ByteRange.none
  /// The address of the last page, likewise.
  public var exit = ByteRange.none
  /// How the visitor came to the first page.
  public var referrerMedium = ReferrerMedium.direct
  /// The address that names the session's first campaign, in the table's text; none where none does.
  public var campaignURL = ByteRange.none
  /// The device of the first event that has an agent; nil where none has.
  public var device: DeviceClass?
  /// The logins in the order in which they first come, in the table's text.
  public var logins: [ByteRange] = []

  /// From the start to the end, in nanoseconds.
  public var durationNanoseconds: Int64 { end.start.nanoseconds(since: start.start) }
}

extension SessionTable {
  /// The facts of one session.
  ///
  /// - Parameter siteHosts: the site's own hosts, in lower case, by which a page before is known as
  ///   internal where addresses have no host.
  public func facts(of session: Session, siteHosts: [[UInt8]] = []) -> SessionFacts {
    let text = events.text.span
    let rows = session.rows
    var facts = SessionFacts(
      start: events.rows[rows.lowerBound].time, end: events.rows[rows.upperBound - 1].time)
    var firstPage: Int?
    for place in rows {
      let row = events.rows[place]
      if text.extracting(row.event.indices).isEqual(to: EventName.pageViewed) {
        facts.pageviews += 1
        if facts.pageviews == 1 {
          facts.entry = row.url
          firstPage = place
        }
        facts.exit = row.url
      } else if facts.pageviews == 0, !row.url.isEmpty {
        if facts.entry.isEmpty { facts.entry = row.url }
        facts.exit = row.url
      }
      facts.takeOnce(row, text)
    }
    let arrival = events.rows[firstPage ?? rows.lowerBound]
    facts.referrerMedium = ReferrerMedium(
      referrer: text.extracting(arrival.referrer.indices),
      page: text.extracting(arrival.url.indices), siteHosts: siteHosts)
    return facts
  }

  /// The last login seen for the visitor of the session at `place`: the visitor's customer; none
  /// where no event of theirs names one.
  public func customer(ofVisitorAt place: Int) -> ByteRange {
    let text = events.text.span
    let visitor = events.rows[sessions[place].rows.lowerBound].visitor
    var last = place
    while last + 1 < sessions.count,
      text.isSame(events.rows[sessions[last + 1].rows.lowerBound].visitor, visitor)
    {
      last += 1
    }
    var row = sessions[last].rows.upperBound - 1
    while row >= 0, text.isSame(events.rows[row].visitor, visitor) {
      if !events.rows[row].customer.isEmpty { return events.rows[row].customer }
      row -= 1
    }
    return .none
  }
}

extension SessionFacts {
  fileprivate mutating func takeOnce(_ row: EventRow, _ text: Span<UInt8>) {
    if device == nil, !row.agent.isEmpty {
      device = DeviceClass(agent: text.extracting(row.agent.indices))
    }
    if campaignURL.isEmpty, !Campaign(url: text.extracting(row.url.indices)).isEmpty {
      campaignURL = row.url
    }
    guard !row.customer.isEmpty else { return }
    for login in logins where text.isSame(login, row.customer) { return }
    logins.append(row.customer)
  }
}
