public import OutcomeModel

/// Fits logistic regressions to ready examples, row by row or over all rows at once.
///
/// The same examples in the same order give the same bits on every machine and for any number of
/// threads.
public struct LogisticRegression: Sendable {
  /// How weights are fitted.
  public var settings: FitSettings
  /// Is told how far a fit has come.
  package var progress: (@Sendable (FitProgress) -> Void)?

  /// A fit with `settings`.
  public init(_ settings: FitSettings = FitSettings()) {
    self.settings = settings
  }

  /// Fits a model of `slotCount` weights.
  ///
  /// - Parameters:
  ///   - examples: their slots are all below `slotCount`.
  ///   - slotCount: how many weights the model has.
  ///   - isSupported: for each slot whether it may have a weight; nil where all may. A slot that
  ///     no example has gets none.
  ///   - isHeldOut: for each example whether L2 is chosen on it, where it is chosen; nil for a fifth of
  ///     them, drawn by their number.
  public func fit(
    _ examples: ExampleSet, slotCount: Int, isSupported: [Bool]? = nil, isHeldOut: [Bool]? = nil
  ) -> (model: LogisticModel, report: FitReport) {
    fit(
      ExampleBlocks(examples), outcomeCount: 1, slotCount: slotCount, isSupported: isSupported,
      isHeldOut: isHeldOut)[0]
  }

  /// Fits a model of each of the first `outcomeCount` outcomes, all in the same passes where it can be.
  ///
  /// - Returns: an outcome's model and how its fit ended, in their order.
  package func fit(
    _ blocks: ExampleBlocks, outcomeCount: Int, slotCount: Int, isSupported: [Bool]? = nil,
    isHeldOut: [Bool]? = nil
  ) -> [(model: LogisticModel, report: FitReport)] {
    precondition((1...8).contains(outcomeCount), "\(outcomeCount) outcomes, 1 to 8 fit")
    let blocks = blocks.keeping(isSupported)
    let rates = blocks.baseRates(outcomeCount)
    let adaptive = AdaptiveRegression(
      settings: settings, outcomeCount: outcomeCount, progress: progress
    ).fit(blocks, slotCount: slotCount, baseRates: rates)
    guard settings.method == .batch else {
      return adaptive.map { report($0, exampleCount: blocks.count) }
    }
    let path =
      settings.l2 == nil
      ? RegularisationPath(blocks, slotCount: slotCount, isHeldOut, settings) : nil
    let matrix = BatchMatrix(blocks, slotCount: slotCount, jobs: settings.jobs)
    blocks.release?()
    return adaptive.enumerated().map { outcome, start in
      let choice = path?.choose(outcome, progress)
      return fit(matrix, outcome, from: start, l2: choice ?? settings.l2 ?? 0, slotCount)
    }
  }

  /// How many entries the steps of a fit may look at, all together, before it stops at its tolerance
  /// and no further: about a second's work.
  private static let polishedEntries = 1 << 29

  private func report(
    _ result: AdaptiveRegression.Result, exampleCount: Int
  ) -> (model: LogisticModel, report: FitReport) {
    var report = FitReport(examples: exampleCount, features: result.met)
    report.l2 = settings.l2 ?? 0
    report.iterations = settings.passes
    report.objective = result.loss
    if let l2 = settings.l2, l2 > 0 {
      report.objective +=
        0.5 * l2 * result.weights.reduce(0) { $0 + Double($1) * Double($1) }
    }
    return (LogisticModel(weights: result.weights, bias: Double(result.bias)), report)
  }

  private func fit(
    _ matrix: BatchMatrix, _ outcome: Int, from start: AdaptiveRegression.Result, l2: Double,
    _ slotCount: Int
  ) -> (model: LogisticModel, report: FitReport) {
    let objective = LogisticObjective(
      matrix: matrix, outcome: outcome, l2: l2, intercept: settings.intercept,
      jobs: settings.jobs)
    var search = LBFGS(
      tolerance: settings.tolerance, maximumIterations: settings.maximumIterations)
    search.progress = progress
    if l2 > 0 {
      search.polish = LBFGS.Polish(
        convexity: l2,
        maximumIterations: LogisticRegression.polishedEntries / max(matrix.entryCount, 1))
    }
    let place = matrix.slots.map { Double(start.weights[Int($0)]) } + [Double(start.bias)]
    let result = search.minimise(objective, from: place)
    var weights = [Float](repeating: 0, count: slotCount)
    for (column, slot) in matrix.slots.enumerated() {
      weights[Int(slot)] = Float(result.point[column])
    }
    var report = FitReport(examples: matrix.rowCount, features: matrix.slots.count)
    report.l2 = l2
    report.iterations = result.iterations
    report.objective = result.value
    report.gradientNorm = result.gradientNorm
    report.gradientNormAtZero = result.gradientNormAtZero
    report.converged = result.converged
    if l2 > 0 { report.distanceBound = result.gradientNorm / l2 }
    return (LogisticModel(weights: weights, bias: result.point[objective.dimension - 1]), report)
  }
}
