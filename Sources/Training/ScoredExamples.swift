public import OutcomeModel

/// Log odds with what happened, and whose they are.
public struct ScoredExamples: Sendable {
  /// One an example.
  public var logOdds: [Double]
  /// Whether each was achieved.
  public var labels: [Bool]
  /// What each counts for, above 0.
  public var weights: [Double]
  /// Each example's visitor, by a hash of the visitor's bytes.
  public var visitors: [UInt64]

  /// Examples by their columns, which are of one length.
  public init(logOdds: [Double], labels: [Bool], weights: [Double], visitors: [UInt64]) {
    precondition(
      logOdds.count == labels.count && labels.count == weights.count
        && weights.count == visitors.count,
      "\(logOdds.count) log odds, \(labels.count) labels, \(weights.count) weights, \(visitors.count) visitors"
    )
    self.logOdds = logOdds
    self.labels = labels
    self.weights = weights
    self.visitors = visitors
  }

  /// How many examples there are.
  public var count: Int { labels.count }

  /// All figures with their intervals; nil where there are no examples.
  public func evaluation(_ bootstrap: VisitorBootstrap = VisitorBootstrap()) -> Evaluation? {
    Metrics.evaluate(
      logOdds: logOdds, labels: labels, weights: weights, visitors: visitors,
      bootstrap: bootstrap)
  }

  /// The weighted mean of the log losses; nil where there are no examples.
  public var meanLogLoss: Double? {
    var sum = 0.0
    var total = 0.0
    for row in labels.indices {
      sum += weights[row] * logLoss(logOdds: logOdds[row], achieved: labels[row])
      total += weights[row]
    }
    return total > 0 ? sum / total : nil
  }

  /// The same examples with other log odds.
  package func with(_ logOdds: [Double]) -> ScoredExamples {
    ScoredExamples(logOdds: logOdds, labels: labels, weights: weights, visitors: visitors)
  }

  /// The examples at some rows, in their order.
  func rows(where isTaken: (Int) -> Bool) -> ScoredExamples {
    let rows = labels.indices.filter(isTaken)
    return ScoredExamples(
      logOdds: rows.map { logOdds[$0] }, labels: rows.map { labels[$0] },
      weights: rows.map { weights[$0] }, visitors: rows.map { visitors[$0] })
  }
}
