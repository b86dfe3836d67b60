import OutcomeModel

extension RankedExamples {
  /// Hands each run of equal probabilities, from the lowest, with its weight achieved and missed.
  @inline(__always)
  func forEachTie(
    _ weights: borrowing [Double],
    _ body: (_ rows: Range<Int>, _ achieved: Double, _ missed: Double) -> Void
  ) {
    var start = 0
    while start < labels.count {
      var end = start
      var achieved = 0.0
      var missed = 0.0
      repeat {
        if labels[end] { achieved += weights[end] } else { missed += weights[end] }
        end += 1
      } while end < labels.count && probabilities[end] == probabilities[start]
      body(start..<end, achieved, missed)
      start = end
    }
  }

  /// Bins of equal weight; equal probabilities stay together, in the bin of their middle.
  ///
  /// A bin of no weight is left out.
  func calibration(
    _ weights: borrowing [Double], total: Double, binCount: Int
  ) -> [Evaluation.CalibrationBin] {
    var bins = [Evaluation.CalibrationBin](
      repeating: .init(examples: 0, weight: 0, meanProbability: 0, observedRate: 0),
      count: binCount)
    var below = 0.0
    forEachTie(weights) { rows, achieved, missed in
      let weight = achieved + missed
      let middle = (below + 0.5 * weight) / total
      let bin = min(Int(middle * Double(binCount)), binCount - 1)
      bins[bin].meanProbability += weight * probabilities[rows.lowerBound]
      bins[bin].examples += rows.count
      bins[bin].observedRate += achieved
      bins[bin].weight += weight
      below += weight
    }
    return bins.filter { $0.weight > 0 }.map { sums in
      var bin = sums
      bin.meanProbability /= sums.weight
      bin.observedRate /= sums.weight
      return bin
    }
  }
}
