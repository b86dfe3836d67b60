public import Bytes
public import Events

/// A site's time zone as data: when each offset from UTC begins.
public struct FeatureZone: Codable, Equatable, Sendable {
  /// An offset and when it begins; the first has no beginning.
  public struct Offset: Codable, Equatable, Sendable {
    /// When the offset begins; nil for the first.
    public var from: Timestamp?
    /// Seconds east of UTC.
    public var offsetSeconds: Int
  }

  /// The zone's name, such as `Europe/Dublin`.
  public var name: String
  /// The offsets in order of time.
  public var transitions: [Offset]

  /// The data of a zone.
  public init(_ zone: SiteZone) {
    name = zone.name
    transitions = zone.transitions.enumerated().map { place, transition in
      Offset(from: place == 0 ? nil : transition.from, offsetSeconds: transition.offsetSeconds)
    }
  }

  /// The zone that the data describe; nil where they have no offset.
  public var siteZone: SiteZone? {
    guard !transitions.isEmpty else { return nil }
    return SiteZone(
      name: name,
      transitions: transitions.map {
        SiteZone.Transition(from: $0.from ?? .distantPast, offsetSeconds: $0.offsetSeconds)
      })
  }
}
