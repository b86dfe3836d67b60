/// Scored examples with the figures of their definitions, slow and obvious.
struct MetricsReference {
  var probabilities: [Double]
  var labels: [Bool]
  var weights: [Double]

  /// The weight of the rows that satisfy a condition.
  private func weight(_ isCounted: (Int) -> Bool) -> Double {
    labels.indices.filter(isCounted).reduce(0) { $0 + weights[$1] }
  }

  /// The share of pairs of an achieved and a missed example that are in order, ties half.
  var auc: Double {
    var inOrder = 0.0
    var all = 0.0
    for a in labels.indices where labels[a] {
      for b in labels.indices where !labels[b] {
        let pair = weights[a] * weights[b]
        all += pair
        if probabilities[a] > probabilities[b] { inOrder += pair }
        if probabilities[a] == probabilities[b] { inOrder += 0.5 * pair }
      }
    }
    return inOrder / all
  }

  /// Precision at each threshold times the recall that it adds.
  var averagePrecision: Double {
    let achieved = weight { labels[$0] }
    var recall = 0.0
    var area = 0.0
    for threshold in Set(probabilities).sorted(by: >) {
      let taken = weight { probabilities[$0] >= threshold }
      let right = weight { probabilities[$0] >= threshold && labels[$0] }
      area += (right / achieved - recall) * (right / taken)
      recall = right / achieved
    }
    return area
  }

  /// The expected calibration error of `binCount` bins: each probability's examples in the bin of
  /// their middle.
  func calibrationError(binCount: Int) -> Double {
    let total = weight { _ in true }
    var error = 0.0
    for bin in 0..<binCount {
      let rows = labels.indices.filter { row in
        let below = weight { probabilities[$0] < probabilities[row] }
        let same = weight { probabilities[$0] == probabilities[row] }
        let place = Int((below + same / 2) / total * Double(binCount))
        return min(place, binCount - 1) == bin
      }
      var foretold = 0.0
      var observed = 0.0
      for row in rows {
        foretold += weights[row] * probabilities[row]
        observed += labels[row] ? weights[row] : 0
      }
      error += abs(foretold - observed) / total
    }
    return error
  }

  /// What each tenth's share of all that was achieved is, by cutting every example to small pieces.
  var achievedByTenth: [Double] {
    let total = weight { _ in true }
    let achieved = weight { labels[$0] }
    return (0..<10).map { tenth in
      let borders = (total * Double(tenth) / 10, total * Double(tenth + 1) / 10)
      var sum = 0.0
      for probability in Set(probabilities) {
        let above = weight { probabilities[$0] > probability }
        let same = weight { probabilities[$0] == probability }
        let overlap = min(borders.1, above + same) - max(borders.0, above)
        guard overlap > 0 else { continue }
        sum += weight { probabilities[$0] == probability && labels[$0] } * overlap / same
      }
      return sum / achieved
    }
  }
}
