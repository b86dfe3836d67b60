import Bytes
public import Events
import Foundation

extension SiteZone {
  /// Whether the system's database has a zone of this name.
  static func isKnown(_ name: String) -> Bool {
    TimeZone(identifier: name) != nil
  }

  /// A zone's offsets between two moments as data; nil where the database has no zone of this name.
  public init?(name: String, from start: Timestamp, until end: Timestamp) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    var moment = Date(timeIntervalSince1970: Double(start.seconds))
    var transitions = [
      Transition(from: .distantPast, offsetSeconds: zone.secondsFromGMT(for: moment))
    ]
    while let next = zone.nextDaylightSavingTimeTransition(after: moment),
      let from = Timestamp(seconds: Int64(next.timeIntervalSince1970)), from < end
    {
      transitions.append(
        Transition(from: from, offsetSeconds: zone.secondsFromGMT(for: next)))
      moment = next
    }
    self.init(name: name, transitions: transitions)
  }
}
