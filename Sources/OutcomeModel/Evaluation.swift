/// How well probabilities foretold what happened.
public struct Evaluation: Codable, Equatable, Sendable {
  /// A share of the examples by weight, in order of their probability.
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
  /// The area under precision over recall as a sum of steps, one for each distinct probability:
  /// average precision; nil where nothing was achieved.
  public var prAuc: Double?
  /// The weighted mean of the squared difference between probability and what happened.
  public var brier: Double
  /// The expected calibration error: the weighted mean, over 15 bins of equal weight, of the
  /// difference between mean probability and observed rate.
  ///
  /// Examples stand in order of their probability. Those of one probability are never parted: all are
  /// in the bin in which the middle of their weight falls, so the bins are of equal weight as far as
  /// ties allow. Of manifests written before schema 3 it is taken over their ten bins.
  public var ece: Double
  /// The weighted mean of the probabilities; over ``baseRate`` it says by how much all are too high.
  public var meanProbability: Double
  /// The weighted share that was achieved.
  public var baseRate: Double
  /// The log loss of always saying ``baseRate``: the best that a constant can do on these examples.
  public var baseLogLoss: Double
  /// Ten bins of equal weight, as far as ties allow; fewer where some are empty.
  public var calibration: [CalibrationBin]
  /// Ten tenths of the examples by weight, the highest probabilities first; empty where nothing was
  /// achieved.
  public var lift: [LiftBin]
  /// What chance alone may have moved each figure by; nil where visitors are not known.
  public var intervals: EvaluationIntervals?

  /// Examples of which nothing was measured yet.
  public init(examples: Int, achieved: Int, weight: Double) {
    self.examples = examples
    self.achieved = achieved
    self.weight = weight
    logLoss = 0
    brier = 0
    ece = 0
    meanProbability = 0
    baseRate = 0
    baseLogLoss = 0
    calibration = []
    lift = []
  }

  /// Log loss over that of the base rate: 1 where the model knows no more than a constant.
  ///
  /// As He et al. 2014 have it ("Practical lessons from predicting clicks"); nil where one class is
  /// missing.
  public var normalisedEntropy: Double? { baseLogLoss > 0 ? logLoss / baseLogLoss : nil }

  /// The mean probability over the base rate: 1 where as much is foretold as happens; nil where
  /// nothing was achieved.
  public var meanOverBaseRate: Double? { baseRate > 0 ? meanProbability / baseRate : nil }
}

extension Evaluation {
  /// Reads an evaluation; what older manifests lack is made of their bins.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    examples = try container.decode(Int.self, forKey: .examples)
    achieved = try container.decode(Int.self, forKey: .achieved)
    weight = try container.decode(Double.self, forKey: .weight)
    logLoss = try container.decode(Double.self, forKey: .logLoss)
    auc = try container.decodeIfPresent(Double.self, forKey: .auc)
    prAuc = try container.decodeIfPresent(Double.self, forKey: .prAuc)
    brier = try container.decode(Double.self, forKey: .brier)
    baseRate = try container.decode(Double.self, forKey: .baseRate)
    baseLogLoss = try container.decode(Double.self, forKey: .baseLogLoss)
    let bins = try container.decode([CalibrationBin].self, forKey: .calibration)
    calibration = bins
    ece =
      try container.decodeIfPresent(Double.self, forKey: .ece)
      ?? Evaluation.calibrationError(of: bins)
    meanProbability =
      try container.decodeIfPresent(Double.self, forKey: .meanProbability)
      ?? bins.reduce(0) { $0 + $1.weight * $1.meanProbability } / weight
    lift = try container.decodeIfPresent([LiftBin].self, forKey: .lift) ?? []
    intervals = try container.decodeIfPresent(EvaluationIntervals.self, forKey: .intervals)
  }

  /// The weighted mean of the bins' differences between mean probability and observed rate.
  public static func calibrationError(of bins: [CalibrationBin]) -> Double {
    var total = 0.0
    var error = 0.0
    for bin in bins {
      total += bin.weight
      error += bin.weight * (bin.meanProbability - bin.observedRate).magnitude
    }
    return total > 0 ? error / total : 0
  }
}
