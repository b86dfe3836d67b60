public import Bytes
public import Events

/// What is done with the sessions of bots.
public enum BotHandling: String, CaseIterable, Sendable {
  /// Their sessions carry the reason.
  case flag
  /// Their sessions are left out and their events counted as dropped.
  case drop
  /// They are taken for people.
  case keep
}

/// The rules by which events become sessions.
public struct SessionRules: Hashable, Sendable {
  /// The longest gap between two events of one session, in nanoseconds.
  ///
  /// A gap exactly as long does not split. 30 minutes unless set.
  public var timeoutNanoseconds: Int64 = 1_800 * 1_000_000_000
  /// How long after its start a session's last event may come, in nanoseconds; nil for no limit.
  ///
  /// 24 hours unless set.
  public var maximumLengthNanoseconds: Int64? = 86_400 * 1_000_000_000
  /// How many events a session may have; nil for no limit.
  ///
  /// 10,000 unless set.
  public var maximumEvents: Int? = 10_000
  /// What is done with bots.
  public var bots = BotHandling.flag
  /// The zone at whose midnights sessions are split; nil for no split.
  public var splitAtMidnight: SiteZone?
  /// The zone whose midnights are counted where they do not split.
  public var siteZone = SiteZone.utc
  /// Whether an event whose address names another campaign than the one before begins a session.
  public var splitOnCampaign = false
  /// Whether an event with another login than the one before begins a session.
  public var splitOnLogin = false
  /// P: the moment at which the data are used; nil where every session counts as closed.
  public var asOf: Timestamp?

  /// The rules as they are unless set otherwise.
  public init(asOf: Timestamp? = nil) {
    self.asOf = asOf
  }

  /// Whether a session that ends at `end` may still grow: P is not more than the timeout after it.
  public func isOpen(end: Timestamp) -> Bool {
    guard let asOf else { return false }
    return isOpen(end: end, at: asOf)
  }

  /// Whether a session that ends at `end` could still grow at a moment.
  public func isOpen(end: Timestamp, at moment: Timestamp) -> Bool {
    moment.nanoseconds(since: end) <= timeoutNanoseconds
  }
}
