/// What a recipe makes features of.
///
/// The feature's text is the recipe's field, U+001F and the value named here; where a value has two
/// parts, U+001F stands between them too. A bucket is the number of bins that a number reaches.
public enum FeatureKind: String, Codable, CaseIterable, Sendable {
  /// Each event's name that was seen.
  case eventSeen
  /// Each event's name and the bucket of how often it was seen.
  case eventCount
  /// The bucket of how many events were seen.
  case eventTotal
  /// Each leading part of each page's path, up to `limit` segments: `/product`, `/product/12`.
  case pathSeen
  /// Each page's title.
  case titleSeen
  /// Each word searched for, ASCII letters in lower case; at most `limit` of one search.
  case searchTerm
  /// Name and text of each attribute that is no number; at most `limit` of one event.
  case attributeText
  /// Name and bucket of each attribute that is a number; at most `limit` of one event.
  case attributeNumber
  /// The last event's name and the first segment of its path.
  case lastEvent
  /// The last two events, each as in `lastEvent`.
  case lastPair
  /// The last page's path, up to `limit` segments.
  case lastPath
  /// The medium of the first event's referrer.
  case referrerMedium
  /// The source of the campaign in the first event's address.
  case campaignSource
  /// That campaign's medium.
  case campaignMedium
  /// That campaign's name.
  case campaignName
  /// The kind of device that the first event's agent tells.
  case device
  /// The last event's hour in the site's zone, 0 to 23.
  case hour
  /// The last event's weekday in the site's zone, 0 for Monday to 6 for Sunday.
  case weekday
  /// The bucket of the seconds from the first event to the last.
  case elapsed
  /// The bucket of the seconds between the last two events.
  case dwell
  /// The bucket of how many sessions the visitor had before.
  case earlierSessions
  /// The bucket of how many events those sessions had.
  case earlierEvents
  /// Each outcome achieved in them, and the bucket of how often.
  case earlierOutcome
  /// The bucket of the seconds between the end of the last of them and this session's start.
  case sinceLastSession
  /// The values of two other recipes, named by `of`, where the prefix has both.
  case cross

  /// Whether the recipe puts numbers into bins.
  public var needsBins: Bool {
    switch self {
    case .eventCount, .eventTotal, .attributeNumber, .elapsed, .dwell, .earlierSessions,
      .earlierEvents, .earlierOutcome, .sinceLastSession:
      true
    default: false
    }
  }

  /// Whether a prefix has at most one feature of the recipe, so that it may be crossed.
  public var isSingle: Bool {
    switch self {
    case .eventTotal, .lastEvent, .lastPair, .lastPath, .referrerMedium, .campaignSource,
      .campaignMedium, .campaignName, .device, .hour, .weekday, .elapsed, .dwell,
      .earlierSessions, .earlierEvents, .sinceLastSession:
      true
    case .eventSeen, .eventCount, .pathSeen, .titleSeen, .searchTerm, .attributeText,
      .attributeNumber, .earlierOutcome, .cross:
      false
    }
  }

  /// Whether the recipe is held to so many parts.
  public var needsLimit: Bool {
    switch self {
    case .eventCount, .pathSeen, .searchTerm, .attributeText, .attributeNumber, .lastPath: true
    default: false
    }
  }
}

/// One way to make features, as data.
public struct FeatureRecipe: Codable, Equatable, Sendable {
  /// What the features are made of.
  public var kind: FeatureKind
  /// The first part of the features' text.
  public var field: String
  /// The lower bounds of the buckets, rising; a number below the first is in bucket 0.
  public var bins: [Double]?
  /// Bins of attributes of these names, in place of `bins`; since version 2.
  public var binsByName: [String: [Double]]?
  /// How many parts are taken at most.
  public var limit: Int?
  /// The fields of the two recipes that are crossed; since version 2.
  public var of: [String]?

  /// A recipe whose features begin with `field`.
  public init(_ kind: FeatureKind, field: String, bins: [Double]? = nil, limit: Int? = nil) {
    self.kind = kind
    self.field = field
    self.bins = bins
    self.limit = limit
  }

  /// A cross of the recipes of two fields, under a field that names both.
  public init(crossOf first: String, _ second: String) {
    self.init(.cross, field: "\(first)*\(second)")
    of = [first, second]
  }
}
