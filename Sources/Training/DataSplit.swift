public import Bytes

/// Which sessions train a model, which calibrate it and which test it: by visitor and by time at once.
///
/// A hash of the visitor's bytes says whose sessions are for what: seven tenths of the visitors train,
/// one tenth calibrates, two tenths test. Of the time from the first session to the last, the part
/// before ``calibrationFrom`` (60 %) is for training, that up to ``testFrom`` (10 %) for calibration,
/// and the rest (30 %) for testing. A session has a part where visitor and time agree on it, so no
/// visitor and no moment is on two sides; what is in no part is not used but for a visitor's history.
///
/// Calibration has the least, as two figures are fitted to it where training fits thousands and
/// testing has to tell two models apart. Both cuts are made of the sessions that are there, so a
/// person taken out leaves what was if that person had never been there.
public struct DataSplit: Equatable, Sendable {
  /// The part that a session belongs to.
  public enum Part: Sendable {
    case training, calibration, test, unused
  }

  /// From when sessions calibrate and none trains.
  public let calibrationFrom: Timestamp
  /// From when sessions test and none calibrates.
  public let testFrom: Timestamp
  /// The seed of the visitors' hash, unlike that of shards so that both are independent.
  public static let seed: UInt32 = 0x736F_6A6E

  /// A split at two moments, the earlier one first.
  public init(calibrationFrom: Timestamp, testFrom: Timestamp) {
    self.calibrationFrom = calibrationFrom
    self.testFrom = testFrom
  }

  /// A split of the time from `first` to `last` by the shares that its end leaves for calibration and,
  /// last, for testing.
  public init(
    first: Timestamp, last: Timestamp, calibrationTimeShare: Double, testTimeShare: Double
  ) {
    let span = Double(max(last.nanoseconds(since: first), 0))
    func moment(_ share: Double) -> Timestamp {
      first.advanced(byNanoseconds: Int64((span * share).rounded(.up)))
    }
    self.init(
      calibrationFrom: moment(1 - testTimeShare - calibrationTimeShare),
      testFrom: moment(1 - testTimeShare))
  }

  /// The part that a visitor's sessions may belong to: training, calibration or test.
  public static func part(ofVisitor visitor: Span<UInt8>) -> Part {
    switch murmurHash3(visitor, seed: seed) % 10 {
    case 0, 5: .test
    case 1: .calibration
    default: .training
    }
  }

  /// Whether a visitor's later sessions are for testing.
  public static func isTestVisitor(_ visitor: Span<UInt8>) -> Bool {
    part(ofVisitor: visitor) == .test
  }

  /// The part of a session of `visitor` that starts at `start`.
  public func part(visitor: Span<UInt8>, start: Timestamp) -> Part {
    let time: Part =
      start >= testFrom ? .test : start >= calibrationFrom ? .calibration : .training
    return DataSplit.part(ofVisitor: visitor) == time ? time : .unused
  }

  /// Whether a training visitor is held out while settings such as `l2` are chosen: one in five, by
  /// another hash.
  ///
  /// - Parameter visitor: as ``visitorHash(_:)`` gives it.
  public static func isHeldOut(_ visitor: UInt64) -> Bool {
    SplitMix.mix(visitor ^ 0x6865_6C64) % 5 == 0
  }

  /// Whether a visitor is in a share of all that grows with `share`: every smaller one lies in it.
  ///
  /// - Parameters:
  ///   - visitor: as ``visitorHash(_:)`` gives it.
  ///   - share: from 0 to 1.
  public static func isInShare(_ visitor: UInt64, _ share: Double) -> Bool {
    Double(SplitMix.mix(visitor ^ 0x6375_7276) >> 11) < share * 0x1p53
  }
}
