import OutcomeModel

/// The figures of ranked examples under given weights: one rising and one falling pass.
struct RankedFigures {
  /// How many bins the reliability table has.
  static let calibrationBinCount = 10
  /// How many bins the expected calibration error is taken over.
  static let errorBinCount = 15
  /// How many parts the lift table has.
  static let liftBinCount = 10

  private(set) var total = 0.0
  private(set) var logLoss = 0.0
  private(set) var brier = 0.0
  private(set) var meanProbability = 0.0
  private(set) var baseRate = 0.0
  private(set) var auc: Double?
  private(set) var prAuc: Double?
  private(set) var ece = 0.0
  private(set) var lift: [LiftBin] = []

  /// - Parameters:
  ///   - examples: in rising order of their probability.
  ///   - weights: what each of them counts for now, at least 0 and not all 0.
  init(_ examples: borrowing RankedExamples, _ weights: borrowing [Double]) {
    var achieved = 0.0
    for row in weights.indices {
      let weight = weights[row]
      let truth = examples.labels[row] ? 1.0 : 0
      let difference = examples.probabilities[row] - truth
      total += weight
      achieved += weight * truth
      logLoss += weight == 0 ? 0 : weight * examples.losses[row]
      brier += weight * difference * difference
      meanProbability += weight * examples.probabilities[row]
    }
    logLoss /= total
    brier /= total
    meanProbability /= total
    baseRate = achieved / total
    ece = Evaluation.calibrationError(
      of: examples.calibration(weights, total: total, binCount: RankedFigures.errorBinCount))
    fall(examples, weights, achieved: achieved)
  }

  /// The log loss of always saying the base rate.
  var baseLogLoss: Double {
    guard baseRate > 0, baseRate < 1 else { return 0 }
    return -baseRate * naturalLogarithm(baseRate)
      - (1 - baseRate) * logarithmOfOnePlus(-baseRate)
  }

  /// From the highest probability down: both areas and the lift.
  private mutating func fall(
    _ examples: borrowing RankedExamples, _ weights: borrowing [Double], achieved: Double
  ) {
    var tenths = LiftSums(width: total / Double(RankedFigures.liftBinCount))
    var above = (achieved: 0.0, missed: 0.0)
    var inOrder = 0.0
    var precision = 0.0
    var end = weights.count
    while end > 0 {
      var start = end
      var tie = (achieved: 0.0, missed: 0.0)
      repeat {
        start -= 1
        if examples.labels[start] {
          tie.achieved += weights[start]
        } else {
          tie.missed += weights[start]
        }
      } while start > 0 && examples.probabilities[start - 1] == examples.probabilities[end - 1]
      inOrder += tie.missed * (above.achieved + 0.5 * tie.achieved)
      above.achieved += tie.achieved
      above.missed += tie.missed
      if tie.achieved > 0 {
        precision += tie.achieved * (above.achieved / (above.achieved + above.missed))
      }
      tenths.add(weight: tie.achieved + tie.missed, achieved: tie.achieved)
      end = start
    }
    guard above.achieved > 0 else { return }
    prAuc = precision / above.achieved
    lift = tenths.bins(achieved: above.achieved, baseRate: baseRate)
    guard above.missed > 0 else { return }
    auc = inOrder / (above.achieved * above.missed)
  }
}

/// Weight achieved in each of the parts that falling probabilities fill one after the other.
private struct LiftSums {
  private let width: Double
  private var sums = [Double](repeating: 0, count: RankedFigures.liftBinCount)
  private var bin = 0
  private var filled = 0.0

  init(width: Double) {
    self.width = width
  }

  /// Adds examples of one probability, shared out over the parts that they lie across.
  mutating func add(weight: Double, achieved: Double) {
    guard weight > 0 else { return }
    var rest = weight
    while bin < sums.count - 1, filled + rest >= width {
      let taken = width - filled
      sums[bin] += achieved * (taken / weight)
      rest -= taken
      bin += 1
      filled = 0
    }
    sums[bin] += achieved * (max(rest, 0) / weight)
    filled += max(rest, 0)
  }

  func bins(achieved: Double, baseRate: Double) -> [LiftBin] {
    var before = 0.0
    return sums.map { sum in
      before += sum
      return LiftBin(
        observedRate: sum / width, lift: sum / width / baseRate,
        cumulativeShare: min(before / achieved, 1))
    }
  }
}
