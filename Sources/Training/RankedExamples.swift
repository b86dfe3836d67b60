import OutcomeModel

/// Examples in order of their probability, equal probabilities together.
struct RankedExamples {
  /// All examples of one probability.
  private struct Tie {
    var probability: Double
    var examples = 0
    var achieved = 0.0
    var missed = 0.0
  }

  private var ties: [Tie] = []

  init(_ probabilities: [Double], _ labels: [Bool], _ weights: [Double]) {
    let order = labels.indices.sorted {
      probabilities[$0] != probabilities[$1] ? probabilities[$0] < probabilities[$1] : $0 < $1
    }
    for index in order {
      if ties.last?.probability != probabilities[index] {
        ties.append(Tie(probability: probabilities[index]))
      }
      ties[ties.count - 1].examples += 1
      if labels[index] {
        ties[ties.count - 1].achieved += weights[index]
      } else {
        ties[ties.count - 1].missed += weights[index]
      }
    }
  }

  /// The weighted share of pairs of an achieved and a missed example that are in order, ties half.
  func auc() -> Double? {
    var missedBelow = 0.0
    var achieved = 0.0
    var inOrder = 0.0
    for tie in ties {
      inOrder += tie.achieved * (missedBelow + 0.5 * tie.missed)
      missedBelow += tie.missed
      achieved += tie.achieved
    }
    guard achieved > 0, missedBelow > 0 else { return nil }
    return inOrder / (achieved * missedBelow)
  }

  /// Bins of equal weight; equal probabilities stay together, in the bin of their middle.
  func calibration(binCount: Int) -> [Evaluation.CalibrationBin] {
    var total = 0.0
    for tie in ties { total += tie.achieved + tie.missed }
    var bins = [Tie](repeating: Tie(probability: 0), count: binCount)
    var below = 0.0
    for tie in ties {
      let weight = tie.achieved + tie.missed
      let middle = (below + 0.5 * weight) / total
      let bin = min(Int(middle * Double(binCount)), binCount - 1)
      bins[bin].probability += weight * tie.probability
      bins[bin].examples += tie.examples
      bins[bin].achieved += tie.achieved
      bins[bin].missed += tie.missed
      below += weight
    }
    return bins.filter { $0.examples > 0 }.map { bin in
      let weight = bin.achieved + bin.missed
      return Evaluation.CalibrationBin(
        examples: bin.examples, weight: weight, meanProbability: bin.probability / weight,
        observedRate: bin.achieved / weight)
    }
  }
}
