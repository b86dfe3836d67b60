import Bytes
import Events
import Foundation

extension SiteZone {
  /// A zone's offsets from 2000 to 2100 as data; nil where the system's database has no such zone.
  ///
  /// A fixed span, so that the same zone is the same data in every bundle.
  init?(named name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    var moment = Date(timeIntervalSince1970: 946_684_800)
    let end = Date(timeIntervalSince1970: 4_102_444_800)
    var transitions = [
      Transition(from: .distantPast, offsetSeconds: zone.secondsFromGMT(for: moment))
    ]
    while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end,
      let from = Timestamp(seconds: Int64(next.timeIntervalSince1970))
    {
      transitions.append(Transition(from: from, offsetSeconds: zone.secondsFromGMT(for: next)))
      moment = next
    }
    self.init(name: name, transitions: transitions)
  }
}
