import OutcomeModel

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
}

/// Measures probabilities against what happened.
public enum Metrics {
  /// Measures probabilities.
  ///
  /// A probability of 0 or 1 that was wrong makes the log loss infinite.
  ///
  /// - Parameters:
  ///   - probabilities: one an example, within 0 and 1.
  ///   - labels: whether each was achieved.
  ///   - weights: what each counts for, above 0.
  /// - Returns: nil where there are no examples.
  public static func evaluate(
    probabilities: [Double], labels: [Bool], weights: [Double]
  ) -> Evaluation? {
    let losses = zip(probabilities, labels).map { probability, label in
      label ? -naturalLogarithm(probability) : -logarithmOfOnePlus(-probability)
    }
    return evaluate(probabilities, losses, labels, weights)
  }

  /// Measures log odds, whose losses keep their digits where the probability rounds to 0 or 1.
  ///
  /// - Parameters:
  ///   - logOdds: one an example.
  ///   - labels: whether each was achieved.
  ///   - weights: what each counts for, above 0.
  /// - Returns: nil where there are no examples.
  public static func evaluate(
    logOdds: [Double], labels: [Bool], weights: [Double]
  ) -> Evaluation? {
    let losses = zip(logOdds, labels).map {
      OutcomeModel.logLoss(logOdds: $0, achieved: $1)
    }
    return evaluate(logOdds.map(logistic), losses, labels, weights)
  }

  private static func evaluate(
    _ probabilities: [Double], _ losses: [Double], _ labels: [Bool], _ weights: [Double]
  ) -> Evaluation? {
    precondition(
      probabilities.count == labels.count && labels.count == weights.count,
      "\(probabilities.count) probabilities, \(labels.count) labels, \(weights.count) weights")
    guard !labels.isEmpty else { return nil }
    var total = 0.0
    var achieved = 0.0
    var loss = 0.0
    var squares = 0.0
    for index in labels.indices {
      let truth = labels[index] ? 1.0 : 0
      total += weights[index]
      achieved += weights[index] * truth
      loss += weights[index] * losses[index]
      let difference = probabilities[index] - truth
      squares += weights[index] * difference * difference
    }
    let ranked = RankedExamples(probabilities, labels, weights)
    let rate = achieved / total
    return Evaluation(
      examples: labels.count, achieved: labels.count { $0 }, weight: total, logLoss: loss / total,
      auc: ranked.auc(), brier: squares / total, baseRate: rate, baseLogLoss: entropy(rate),
      calibration: ranked.calibration(binCount: 10))
  }

  private static func entropy(_ rate: Double) -> Double {
    guard rate > 0, rate < 1 else { return 0 }
    return -rate * naturalLogarithm(rate) - (1 - rate) * logarithmOfOnePlus(-rate)
  }
}
