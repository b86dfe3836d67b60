import Bytes
import OutcomeModel

/// Chooses the strength of L2 by the log loss on rows that are held out.
///
/// From the strongest on down, each fit begins where the last one ended; the path ends when two
/// strengths in a row do no better. The best strength is the inverse of the weights' variance, which
/// does not hang on how many rows there are, so it is taken as it is for the fit of all rows.
struct RegularisationPath {
  /// The strengths that are tried, from the strongest on.
  static let strengths: [Double] = [1000, 300, 100, 30, 10, 3, 1, 0.3, 0.1]
  /// The gradient's norm at which a fit of the path ends: enough to tell one strength from the next.
  static let tolerance = 1e-3

  private let matrix: BatchMatrix
  private let heldOut: BatchMatrix
  private let settings: FitSettings

  /// - Parameter isHeldOut: for each row; nil for a fifth of them, drawn by seed and number.
  init(
    _ blocks: ExampleBlocks, slotCount: Int, _ isHeldOut: [Bool]?, _ settings: FitSettings
  ) {
    let mask: [Bool] =
      isHeldOut
      ?? (0..<blocks.count).map {
        SplitMix.mix(SplitMix.mix(settings.seed) &+ UInt64($0)) % 5 == 0
      }
    // Both have the columns of all rows, so that weights of the one serve the other.
    matrix = BatchMatrix(
      blocks, slotCount: slotCount, isTaken: mask.map { !$0 }, jobs: settings.jobs)
    heldOut = BatchMatrix(
      blocks, slots: matrix.slots, slotCount: slotCount, isTaken: mask, jobs: settings.jobs)
    self.settings = settings
  }

  /// The best strength for an outcome.
  func choose(_ outcome: Int, _ progress: (@Sendable (FitProgress) -> Void)?) -> Double {
    var point = [Double](repeating: 0, count: matrix.slots.count + 1)
    var best = (l2: RegularisationPath.strengths[0], loss: Double.infinity)
    var worse = 0
    for l2 in RegularisationPath.strengths {
      let objective = LogisticObjective(
        matrix: matrix, outcome: outcome, l2: l2, intercept: settings.intercept,
        jobs: settings.jobs)
      let search = LBFGS(
        tolerance: RegularisationPath.tolerance, maximumIterations: settings.maximumIterations)
      point = search.minimise(objective, from: point).point
      let loss = loss(at: point, outcome)
      progress?(.path(l2: l2, logLoss: loss / Double(max(heldOut.rowCount, 1))))
      worse = loss < best.loss ? 0 : worse + 1
      if loss < best.loss { best = (l2, loss) }
      if worse == 2 { break }
    }
    return best.l2
  }

  private func loss(at point: [Double], _ outcome: Int) -> Double {
    var gradient: [Double] = []
    return LogisticObjective(
      matrix: heldOut, outcome: outcome, l2: 0, intercept: settings.intercept,
      jobs: settings.jobs
    ).evaluate(point, gradient: &gradient)
  }
}
