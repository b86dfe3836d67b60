public import Bytes

/// Which sessions train a model and which test it: by visitor and by time at once.
///
/// A fixed fifth of the visitors, by a hash of their id, is for testing. Sessions of the other
/// visitors that start before the cut time train; sessions of the fifth that start at or after it
/// test. So no visitor and no moment is on both sides; what is in neither part is not used.
public struct DataSplit: Equatable, Sendable {
  /// The part that a session belongs to.
  public enum Part: Sendable {
    case training, test, unused
  }

  /// From when sessions test.
  public let cut: Timestamp
  /// The seed of the visitors' hash, unlike that of shards so that both are independent.
  public static let seed: UInt32 = 0x736F_6A6E

  /// A split at `cut`.
  public init(cut: Timestamp) {
    self.cut = cut
  }

  /// A split that leaves `testTimeShare` of the time from `first` to `last` for testing.
  public init(first: Timestamp, last: Timestamp, testTimeShare: Double) {
    let span = Double(max(last.nanoseconds(since: first), 0))
    cut = first.advanced(byNanoseconds: Int64((span * (1 - testTimeShare)).rounded(.up)))
  }

  /// Whether a visitor's later sessions are for testing.
  public static func isTestVisitor(_ visitor: Span<UInt8>) -> Bool {
    murmurHash3(visitor, seed: seed) % 5 == 0
  }

  /// The part of a session of `visitor` that starts at `start`.
  public func part(visitor: Span<UInt8>, start: Timestamp) -> Part {
    switch (DataSplit.isTestVisitor(visitor), start >= cut) {
    case (false, false): .training
    case (true, true): .test
    default: .unused
    }
  }
}
