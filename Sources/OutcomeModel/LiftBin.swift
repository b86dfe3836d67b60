/// A tenth of the examples by weight, in falling order of their probability.
///
/// Examples of one probability that lie across a border are shared out in proportion to weight, so
/// their order has no part in it.
public struct LiftBin: Codable, Equatable, Sendable {
  /// The weighted share of the tenth that was achieved.
  public var observedRate: Double
  /// How many times as often the outcome is achieved in this tenth as in all.
  public var lift: Double
  /// The share of all that was achieved which lies in this tenth and those before it.
  public var cumulativeShare: Double

  /// A bin by its figures.
  public init(observedRate: Double, lift: Double, cumulativeShare: Double) {
    self.observedRate = observedRate
    self.lift = lift
    self.cumulativeShare = cumulativeShare
  }
}
