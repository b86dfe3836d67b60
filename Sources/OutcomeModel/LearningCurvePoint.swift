/// What a model of a part of the training visitors comes to on the whole test part.
public struct LearningCurvePoint: Codable, Equatable, Sendable {
  /// The share of the training visitors that trained it.
  public var share: Double
  /// How many examples trained it.
  public var examples: Int
  /// The log loss of its log odds as they are, before any calibration.
  public var logLoss: Double

  /// A point by its figures.
  public init(share: Double, examples: Int, logLoss: Double) {
    self.share = share
    self.examples = examples
    self.logLoss = logLoss
  }
}
