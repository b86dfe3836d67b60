public import OutcomeModel

extension PairedDifference {
  /// The difference between the log losses of two sets of log odds.
  ///
  /// - Parameters:
  ///   - examples: what happened, whose examples they are, and the first model's log odds.
  ///   - other: the second model's log odds of the same examples.
  ///   - bootstrap: how visitors are drawn.
  /// - Returns: nil where there are no examples.
  public init?(
    _ examples: ScoredExamples, less other: [Double],
    bootstrap: VisitorBootstrap = VisitorBootstrap()
  ) {
    precondition(
      examples.count == other.count, "\(examples.count) and \(other.count) log odds")
    var sum = 0.0
    var total = 0.0
    let differences = examples.labels.indices.map { row in
      let label = examples.labels[row]
      let difference =
        logLoss(logOdds: examples.logOdds[row], achieved: label)
        - logLoss(logOdds: other[row], achieved: label)
      sum += examples.weights[row] * difference
      total += examples.weights[row]
      return difference
    }
    guard total > 0,
      let interval = VisitorDraws(examples.visitors, bootstrap).intervalOfMean(
        differences, weights: examples.weights)
    else { return nil }
    self.init(difference: sum / total, interval: interval)
  }
}
