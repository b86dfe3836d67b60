import OutcomeModel

/// Examples in rising order of their probability, equal probabilities together.
struct RankedExamples {
  /// Each example's place in the arrays that it came in.
  let order: [Int]
  let probabilities: [Double]
  let losses: [Double]
  let labels: [Bool]
  let weights: [Double]

  /// Ranks probabilities; nil where there are none.
  init?(probabilities: [Double], labels: [Bool], weights: [Double]) {
    let losses = zip(probabilities, labels).map { probability, label in
      label ? -naturalLogarithm(probability) : -logarithmOfOnePlus(-probability)
    }
    self.init(probabilities, losses, labels, weights)
  }

  /// Ranks log odds, by the probabilities that they stand for; nil where there are none.
  init?(logOdds: [Double], labels: [Bool], weights: [Double]) {
    let losses = zip(logOdds, labels).map { OutcomeModel.logLoss(logOdds: $0, achieved: $1) }
    self.init(logOdds.map(logistic), losses, labels, weights)
  }

  private init?(
    _ probabilities: [Double], _ losses: [Double], _ labels: [Bool], _ weights: [Double]
  ) {
    precondition(
      probabilities.count == labels.count && labels.count == weights.count,
      "\(probabilities.count) probabilities, \(labels.count) labels, \(weights.count) weights")
    guard !labels.isEmpty else { return nil }
    let order = labels.indices.sorted {
      probabilities[$0] != probabilities[$1] ? probabilities[$0] < probabilities[$1] : $0 < $1
    }
    self.order = order
    self.probabilities = order.map { probabilities[$0] }
    self.losses = order.map { losses[$0] }
    self.labels = order.map { labels[$0] }
    self.weights = order.map { weights[$0] }
  }

  /// All figures of the examples as they are.
  func evaluation() -> Evaluation {
    let figures = RankedFigures(self, weights)
    var evaluation = Evaluation(
      examples: labels.count, achieved: labels.count { $0 }, weight: figures.total)
    evaluation.logLoss = figures.logLoss
    evaluation.auc = figures.auc
    evaluation.prAuc = figures.prAuc
    evaluation.brier = figures.brier
    evaluation.ece = figures.ece
    evaluation.meanProbability = figures.meanProbability
    evaluation.baseRate = figures.baseRate
    evaluation.baseLogLoss = figures.baseLogLoss
    evaluation.calibration = calibration(
      weights, total: figures.total, binCount: RankedFigures.calibrationBinCount)
    evaluation.lift = figures.lift
    return evaluation
  }
}
