import OutcomeModel

extension RankedExamples {
  /// The interval of each figure; nil where there is no draw with an example in it.
  ///
  /// A figure that fewer than half of the draws have is left out.
  func intervals(_ draws: VisitorDraws) -> EvaluationIntervals? {
    let visitors = order.map { draws.places[$0] }
    var drawn: [RankedFigures] = []
    var weights = self.weights
    for replicate in 0..<draws.bootstrap.replicates {
      let counts = draws.counts(replicate)
      var total = 0.0
      for row in weights.indices {
        weights[row] = self.weights[row] * counts[Int(visitors[row])]
        total += weights[row]
      }
      if total > 0 { drawn.append(RankedFigures(self, weights)) }
    }
    guard let logLoss = Interval(central: drawn.map(\.logLoss)),
      let overBase = Interval(central: drawn.map { $0.logLoss - $0.baseLogLoss }),
      let brier = Interval(central: drawn.map(\.brier)),
      let ece = Interval(central: drawn.map(\.ece))
    else { return nil }
    var intervals = EvaluationIntervals(
      replicates: draws.bootstrap.replicates, visitors: draws.visitors.count, logLoss: logLoss,
      logLossOverBase: overBase, brier: brier, ece: ece)
    intervals.auc = interval(drawn.map(\.auc))
    intervals.prAuc = interval(drawn.map(\.prAuc))
    intervals.meanOverBaseRate = interval(
      drawn.map { $0.baseRate > 0 ? $0.meanProbability / $0.baseRate : nil })
    intervals.lift = (0..<RankedFigures.liftBinCount).compactMap { bin in
      interval(drawn.map { $0.lift.isEmpty ? nil : $0.lift[bin].lift })
    }
    return intervals
  }

  private func interval(_ values: [Double?]) -> Interval? {
    let known = values.compactMap(\.self)
    return 2 * known.count >= values.count ? Interval(central: known) : nil
  }
}
