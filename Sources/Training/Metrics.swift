public import OutcomeModel

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
    var evaluation = Evaluation(
      examples: labels.count, achieved: labels.count { $0 }, weight: total)
    evaluation.logLoss = loss / total
    evaluation.auc = ranked.auc()
    evaluation.brier = squares / total
    evaluation.baseRate = achieved / total
    evaluation.baseLogLoss = entropy(achieved / total)
    evaluation.calibration = ranked.calibration(binCount: 10)
    return evaluation
  }

  private static func entropy(_ rate: Double) -> Double {
    guard rate > 0, rate < 1 else { return 0 }
    return -rate * naturalLogarithm(rate) - (1 - rate) * logarithmOfOnePlus(-rate)
  }
}
