/// After how many events a session gives an example: 1, 2, 3, 5, 8, 13, 21, … up to its length.
///
/// The same rule for sessions that achieve the outcome and those that don't. It looks at the events
/// so far alone, so an example never tells that the session is at its end.
public struct PrefixLengths: Sequence, IteratorProtocol, Sendable {
  private var current = 1
  private var following = 2
  private let limit: Int

  /// The lengths that a session of `eventCount` events gives.
  public init(upTo eventCount: Int) {
    limit = eventCount
  }

  /// The next length.
  public mutating func next() -> Int? {
    guard current <= limit else { return nil }
    let length = current
    (current, following) = (following, current + following)
    return length
  }
}
