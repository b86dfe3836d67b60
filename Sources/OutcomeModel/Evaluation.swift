/// How well probabilities foretold what happened.
public struct Evaluation: Codable, Equatable, Sendable {
  /// A tenth of the examples by weight, in order of their probability.
  public struct CalibrationBin: Codable, Equatable, Sendable {
    /// How many examples.
    public var examples: Int
    /// The sum of their weights.
    public var weight: Double
    /// The weighted mean of their probabilities.
    public var meanProbability: Double
    /// The weighted share of them that was achieved.
    public var observedRate: Double

    /// A bin by its figures.
    public init(examples: Int, weight: Double, meanProbability: Double, observedRate: Double) {
      self.examples = examples
      self.weight = weight
      self.meanProbability = meanProbability
      self.observedRate = observedRate
    }
  }

  /// How many examples.
  public var examples: Int
  /// How many of them were achieved.
  public var achieved: Int
  /// The sum of their weights.
  public var weight: Double
  /// The weighted mean of -ln of the probability given to what happened, never clamped.
  public var logLoss: Double
  /// The chance that an achieved example has the higher probability of a pair, ties counted half; nil
  /// where one class is missing.
  public var auc: Double?
  /// The weighted mean of the squared difference between probability and what happened.
  public var brier: Double
  /// The weighted share that was achieved.
  public var baseRate: Double
  /// The log loss of always saying ``baseRate``: the best that a constant can do on these examples.
  public var baseLogLoss: Double
  /// Ten bins of equal weight, as far as ties allow; fewer where some are empty.
  public var calibration: [CalibrationBin]

  /// Examples of which nothing was measured yet.
  public init(examples: Int, achieved: Int, weight: Double) {
    self.examples = examples
    self.achieved = achieved
    self.weight = weight
    logLoss = 0
    brier = 0
    baseRate = 0
    baseLogLoss = 0
    calibration = []
  }
}
