/// Two models' log losses on the same examples, held against each other visitor by visitor.
public struct PairedDifference: Codable, Equatable, Sendable {
  /// The first model's log loss less the second's.
  public var difference: Double
  /// What chance may have moved it by.
  public var interval: Interval

  /// A difference with its interval.
  public init(difference: Double, interval: Interval) {
    self.difference = difference
    self.interval = interval
  }
}
