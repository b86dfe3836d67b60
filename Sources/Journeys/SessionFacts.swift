public import Bytes
import Events

/// What a session is, at a glance: all that its line says besides its events.
public struct SessionFacts: Equatable, Sendable {
  /// The first event's time, as it was written.
  public var start = RecordTime(start: .distantPast, fractionDigits: 0)
  /// The last event's time, as it was written.
  public var end = RecordTime(start: .distantPast, fractionDigits: 0)
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
    var memo = SessionFactsMemo(siteHosts: siteHosts)
    return facts(of: session, &memo)
  }

  /// The facts of one session of many.
  public func facts(of session: Session, _ memo: inout SessionFactsMemo) -> SessionFacts {
    var facts = SessionFacts()
    let arrival = facts.take(session, of: self, &memo)
    facts.referrerMedium = memo.medium(events.rows[arrival], events.text.span)
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
  /// Takes in a session's events, and returns the place of the one that tells how the visitor came.
  fileprivate mutating func take(
    _ session: Session, of table: borrowing SessionTable, _ memo: inout SessionFactsMemo
  ) -> Int {
    let rows = table.events.rows.span
    let text = table.events.text.span
    start = rows[session.rows.lowerBound].time
    end = rows[session.rows.upperBound - 1].time
    var firstPage: Int?
    for place in session.rows {
      if text.extracting(rows[place].event.indices).isEqual(to: EventName.pageViewed) {
        pageviews += 1
        if pageviews == 1 {
          entry = rows[place].url
          firstPage = place
        }
        exit = rows[place].url
      } else if pageviews == 0, !rows[place].url.isEmpty {
        if entry.isEmpty { entry = rows[place].url }
        exit = rows[place].url
      }
      takeOnce(rows[place], text, &memo)
    }
    return firstPage ?? session.rows.lowerBound
  }

  private mutating func takeOnce(
    _ row: EventRow, _ text: Span<UInt8>, _ memo: inout SessionFactsMemo
  ) {
    if device == nil, !row.agent.isEmpty { device = memo.device(row.agent, text) }
    if campaignURL.isEmpty, !Campaign(url: text.extracting(row.url.indices)).isEmpty {
      campaignURL = row.url
    }
    guard !row.customer.isEmpty else { return }
    for login in logins where text.isSame(login, row.customer) { return }
    logins.append(row.customer)
  }
}
