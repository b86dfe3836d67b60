public import OutcomeModel

/// How weights are fitted to examples.
public struct FitSettings: Equatable, Sendable {
  /// Weighs ½‖w‖² against the sum of weighted losses; above 0 the optimum is one and finite.
  public var l2: Double
  /// The gradient's norm, over that at zero weights, at which fitting stops.
  public var tolerance: Double
  /// After how many steps it stops in any case.
  public var maximumIterations: Int
  /// How the bias is learned.
  public var intercept: Intercept

  /// Settings of a fit.
  public init(
    l2: Double = 1, tolerance: Double = 1e-5, maximumIterations: Int = 500,
    intercept: Intercept = .free
  ) {
    self.l2 = l2
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.intercept = intercept
  }
}

/// Fits a logistic regression to ready examples by full-batch L-BFGS.
///
/// The same examples in the same order give the same bits on every machine.
public struct LogisticRegression: Sendable {
  /// How weights are fitted.
  public var settings: FitSettings

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
  public func fit(
    _ examples: ExampleSet, slotCount: Int, isSupported: [Bool]? = nil
  ) -> (model: LogisticModel, report: FitReport) {
    var isKept = [Bool](repeating: false, count: slotCount)
    for slot in examples.slots { isKept[Int(slot)] = isSupported?[Int(slot)] ?? true }
    let objective = LogisticObjective(
      matrix: TrainingMatrix(examples, isKept: isKept), l2: settings.l2,
      intercept: settings.intercept)
    let search = LBFGS(
      tolerance: settings.tolerance, maximumIterations: settings.maximumIterations)
    let result = search.minimise(objective, from: start(objective))
    var weights = [Float](repeating: 0, count: slotCount)
    for (column, slot) in objective.matrix.slots.enumerated() {
      weights[Int(slot)] = Float(result.point[column])
    }
    var report = FitReport(examples: examples.count, features: objective.matrix.slots.count)
    report.iterations = result.iterations
    report.objective = result.value
    report.gradientNorm = result.gradientNorm
    report.gradientNormAtZero = result.gradientNormAtZero
    report.converged = result.converged
    return (LogisticModel(weights: weights, bias: result.point[objective.dimension - 1]), report)
  }

  /// Zero weights, and for a free bias the log odds of the base rate.
  private func start(_ objective: LogisticObjective) -> [Double] {
    var point = [Double](repeating: 0, count: objective.dimension)
    guard settings.intercept == .free else { return point }
    var achieved = 0.0
    var total = 0.0
    for row in 0..<objective.matrix.rowCount {
      total += objective.matrix.weights[row]
      if objective.matrix.labels[row] { achieved += objective.matrix.weights[row] }
    }
    guard achieved > 0, achieved < total else { return point }
    point[objective.dimension - 1] = logOdds(of: achieved / total)
    return point
  }
}
