/// How well the true probabilities fit what happened, over all scored prefixes of one outcome.
///
/// A probability depends on the state alone, so weights by state and label hold all that is needed.
struct OutcomeScores {
  private var positive = [Double](repeating: 0, count: VisitState.count)
  private var negative = [Double](repeating: 0, count: VisitState.count)
  private(set) var prefixes = 0
  private(set) var positivePrefixes = 0
  private(set) var visits = 0
  private(set) var achievingVisits = 0

  /// Adds the prefixes of one visit.
  ///
  /// - Parameters:
  ///   - states: the states after the scored numbers of events, none of which holds the achievement.
  ///   - isAchieved: whether the outcome comes later.
  ///   - isWeighted: whether the prefixes share the weight 1, or weigh 1 each.
  mutating func add(states: [Int], isAchieved: Bool, isWeighted: Bool) {
    visits += 1
    if isAchieved { achievingVisits += 1 }
    guard !states.isEmpty else { return }
    let weight = isWeighted ? 1 / Double(states.count) : 1
    prefixes += states.count
    if isAchieved { positivePrefixes += states.count }
    for state in states {
      if isAchieved { positive[state] += weight } else { negative[state] += weight }
    }
  }

  /// The share of positive labels, by weight.
  var baseRate: Double {
    let good = positive.reduce(0, +)
    let all = good + negative.reduce(0, +)
    return all > 0 ? good / all : 0
  }

  /// The mean log loss of `probabilities`, by weight.
  func logLoss(_ probabilities: [Double]) -> Double {
    var loss = 0.0
    var weight = 0.0
    for state in positive.indices where positive[state] + negative[state] > 0 {
      let probability = min(max(probabilities[state], 1e-15), 1 - 1e-15)
      loss -= positive[state] * ExactMath.log(probability)
      loss -= negative[state] * ExactMath.log(1 - probability)
      weight += positive[state] + negative[state]
    }
    return weight > 0 ? loss / weight : 0
  }

  /// The mean log loss of the base rate alone.
  var baseLogLoss: Double {
    logLoss([Double](repeating: baseRate, count: VisitState.count))
  }

  /// The area under the ROC curve, by weight, ties counting half; 0.5 where a class is missing.
  func auc(_ probabilities: [Double]) -> Double {
    let order = positive.indices.sorted {
      (probabilities[$0], $0) < (probabilities[$1], $1)
    }
    var area = 0.0
    var below = 0.0
    var above = 0.0
    var place = 0
    while place < order.count {
      let value = probabilities[order[place]]
      var good = 0.0
      var bad = 0.0
      while place < order.count, probabilities[order[place]] == value {
        good += positive[order[place]]
        bad += negative[order[place]]
        place += 1
      }
      area += good * (below + bad / 2)
      below += bad
      above += good
    }
    return above > 0 && below > 0 ? area / (above * below) : 0.5
  }

  /// Whether a prefix of so many events is scored: 1, 2, 3, 5, 8 and so on.
  static func isScored(events: Int) -> Bool {
    var (small, large) = (1, 2)
    while small < events { (small, large) = (large, small + large) }
    return small == events
  }
}
