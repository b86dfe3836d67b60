import OutcomeModel

/// Fits logistic regressions row by row, in one pass or a few, each outcome's or eight at once.
///
/// FTRL-Proximal with a step of its own for each slot (``AdaptiveStep``) over shuffled rows
/// (``RowShuffle``). Memory is that of the weights and one window of rows. The same rows in the same
/// order with the same seed give the same bits on every machine and for any number of outcomes beside
/// each other.
struct AdaptiveRegression {
  var settings: FitSettings
  var outcomeCount: Int
  /// Is told how far the passes have come, after each window.
  var progress: (@Sendable (FitProgress) -> Void)?

  /// What came of one outcome: weights, bias and the sum of losses of the last pass.
  struct Result {
    var weights: [Float]
    var bias: Float
    var met: Int
    var loss: Double
  }

  private var l2: Float { Float(settings.l2 ?? 0) }

  /// Learns all outcomes of `blocks`.
  ///
  /// - Parameter baseRates: for each outcome the share that is achieved, where the bias begins.
  /// - Returns: a result an outcome.
  func fit(_ blocks: ExampleBlocks, slotCount: Int, baseRates: [Double]) -> [Result] {
    let scales = FeatureScales(blocks, slotCount: slotCount)
    let biases = baseRates.map { rate in
      settings.intercept == .free && rate > 0 && rate < 1 ? Float(logOdds(of: rate)) : 0
    }
    let rates = biases.enumerated().map { outcome, bias in
      rate(blocks, slotCount, outcome, bias, scales)
    }
    return outcomeCount == 1
      ? [fitOne(blocks, slotCount, biases[0], rates[0], scales)]
      : fitLanes(blocks, slotCount, biases, rates, scales)
  }

  /// The rates that few rows are tried with: a step that suits millions of rows is short for hundreds.
  private static let rates = SIMD8<Float>(0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)

  /// The rate for an outcome: where all rows fit in one window, that whose pass had the least losses
  /// before each row was learned from, the eight of them side by side.
  private func rate(
    _ blocks: ExampleBlocks, _ slotCount: Int, _ outcome: Int, _ bias: Float,
    _ scales: FeatureScales?
  ) -> Float {
    guard blocks.count <= RowShuffle.windowRows else { return AdaptiveStep().rate }
    let lanes = AdaptiveLanes(
      slotCount: slotCount, steps: LaneSteps(rates: AdaptiveRegression.rates, l2: l2),
      intercept: settings.intercept, bias: SIMD8(repeating: bias), scales: scales)
    var shuffle = RowShuffle(blocks, seed: settings.seed, pass: 0)
    unsafe shuffle.forEachWindow { unsafe lanes.learn($0, labelledAs: outcome) }
    let best = (0..<AdaptiveLanes.width).min { lanes.loss(of: $0) < lanes.loss(of: $1) }
    return AdaptiveRegression.rates[best ?? 0]
  }

  private func fitOne(
    _ blocks: ExampleBlocks, _ slotCount: Int, _ bias: Float, _ rate: Float,
    _ scales: FeatureScales?
  ) -> Result {
    var step = AdaptiveStep()
    (step.rate, step.l2) = (rate, l2)
    let table = AdaptiveTable(
      slotCount: slotCount, step: step, intercept: settings.intercept, bias: bias, scales: scales)
    for pass in 0..<settings.passes {
      table.beginPass()
      unsafe forEachWindow(blocks, pass) {
        unsafe table.learn($0)
        return table.loss
      }
    }
    let (weights, met) = table.weights()
    return Result(weights: weights, bias: table.bias, met: met, loss: table.loss)
  }

  /// Hands a pass's windows to `learn`, which gives the pass's loss so far.
  private func forEachWindow(
    _ blocks: ExampleBlocks, _ pass: Int,
    _ learn: (UnsafeBufferPointer<RowReference>) -> Double
  ) {
    var shuffle = RowShuffle(blocks, seed: settings.seed, pass: pass)
    var seen = 0
    unsafe shuffle.forEachWindow { rows in
      let loss = unsafe learn(rows)
      seen += rows.count
      progress?(
        .rows(
          seen: pass * blocks.count + seen, all: settings.passes * blocks.count, pass: pass + 1,
          passRows: seen, loss: loss))
    }
  }

  private func fitLanes(
    _ blocks: ExampleBlocks, _ slotCount: Int, _ biases: [Float], _ rates: [Float],
    _ scales: FeatureScales?
  ) -> [Result] {
    var bias = SIMD8<Float>.zero
    var steps = LaneSteps(l2: l2)
    for lane in biases.indices { (bias[lane], steps.rates[lane]) = (biases[lane], rates[lane]) }
    let lanes = AdaptiveLanes(
      slotCount: slotCount, steps: steps, intercept: settings.intercept, bias: bias,
      scales: scales)
    for pass in 0..<settings.passes {
      lanes.beginPass()
      unsafe forEachWindow(blocks, pass) {
        unsafe lanes.learn($0)
        return lanes.loss(of: 0)
      }
    }
    return (0..<outcomeCount).map { lane in
      let (weights, met) = lanes.weights(of: lane)
      return Result(
        weights: weights, bias: lanes.bias[lane], met: met, loss: lanes.loss(of: lane))
    }
  }
}
