/// Minimises a smooth convex function by gradients of limited memory.
///
/// Limited-memory BFGS with the two-loop recursion (Nocedal & Wright, Numerical Optimization, 7.4) and
/// a line search that brackets the weak Wolfe conditions by doubling and halving. The curvature of each
/// variable at the start serves as the first guess of the Hessian, which evens out features that are
/// frequent and rare. Deterministic: it computes in order and draws nothing.
struct LBFGS {
  /// How many pairs of steps are remembered: few where each takes much room.
  static func memory(dimension: Int) -> Int { dimension <= 1 << 17 ? 32 : 8 }
  /// The gradient's norm, over that at zero, at which the point counts as the optimum.
  var tolerance: Double
  /// Goes on past the tolerance while that is cheap; nil for not at all.
  var polish: Polish?
  /// After how many steps it stops in any case.
  var maximumIterations: Int
  /// Is told of each step.
  var progress: (@Sendable (FitProgress) -> Void)?

  /// How far a search goes on past its tolerance.
  ///
  /// Where curvatures differ much a flat gradient still leaves something to gain: by a function whose
  /// curvature is nowhere below `convexity` at most ‖∇‖² / (2 · convexity) (Nocedal & Wright; Boyd &
  /// Vandenberghe, Convex Optimization, 9.1.2).
  struct Polish {
    /// What the curvature is at the least.
    var convexity: Double
    /// The bound on what is left to gain, over the value, that is enough.
    var gainTolerance = 1e-7
    /// After how many steps of the search it is not sought any more.
    var maximumIterations: Int
  }

  init(tolerance: Double, maximumIterations: Int) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// Where the search ended.
  struct Result {
    var point: [Double]
    var value: Double
    var gradientNorm: Double
    var gradientNormAtZero: Double
    var iterations: Int
    /// Whether the gradient fell to the tolerance.
    var converged: Bool
  }

  private struct Step {
    var move: [Double]
    var change: [Double]
    var inverseCurvature: Double
  }

  private struct Point {
    var place: [Double]
    var value: Double
    var gradient: [Double]
  }

  func minimise(_ objective: some DifferentiableObjective, from start: [Double]) -> Result {
    let zero = evaluate(objective, [Double](repeating: 0, count: objective.dimension))
    let scale = norm(zero.gradient)
    var point = evaluate(objective, start)
    if point.value > zero.value { point = zero }
    let inverse = objective.curvatures(at: point.place).map { $0 > 0 ? 1 / $0 : 1 }
    var steps: [Step] = []
    var iteration = 0
    while iteration < maximumIterations, !isEnough(point, scale, iteration) {
      let direction = descentDirection(point.gradient, steps, inverse)
      guard let next = search(objective, point, direction) else {
        guard !steps.isEmpty else { break }
        steps.removeAll()
        continue
      }
      remember(point, next, &steps)
      point = next
      iteration += 1
      progress?(
        .step(iteration, objective: point.value, gradientRatio: norm(point.gradient) / scale))
    }
    let length = norm(point.gradient)
    return Result(
      point: point.place, value: point.value, gradientNorm: length, gradientNormAtZero: scale,
      iterations: iteration, converged: length <= tolerance * scale)
  }

  private func isEnough(_ point: Point, _ scale: Double, _ iteration: Int) -> Bool {
    let length = norm(point.gradient)
    guard length <= tolerance * scale else { return false }
    guard let polish, iteration < polish.maximumIterations else { return true }
    return length * length / (2 * polish.convexity) <= polish.gainTolerance * point.value
  }

  private func evaluate(_ objective: some DifferentiableObjective, _ place: [Double]) -> Point {
    var gradient: [Double] = []
    let value = objective.evaluate(place, gradient: &gradient)
    return Point(place: place, value: value, gradient: gradient)
  }

  /// Minus the inverse Hessian's estimate times the gradient.
  private func descentDirection(
    _ gradient: [Double], _ steps: [Step], _ inverse: [Double]
  ) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = step.inverseCurvature * dot(step.move, direction)
      add(-share, step.change, to: &direction)
      shares.append(share)
    }
    for index in direction.indices { direction[index] *= inverse[index] }
    if let last = steps.last {
      let scaled = last.change.indices.map { last.change[$0] * inverse[$0] }
      let scale = 1 / (last.inverseCurvature * dot(last.change, scaled))
      for index in direction.indices { direction[index] *= scale }
    }
    for (step, share) in zip(steps, shares.reversed()) {
      let back = step.inverseCurvature * dot(step.change, direction)
      add(share - back, step.move, to: &direction)
    }
    return direction
  }

  /// A point along `direction` that is lower by enough and less steep; nil where rounding hides it.
  private func search(
    _ objective: some DifferentiableObjective, _ point: Point, _ direction: [Double]
  ) -> Point? {
    let slope = dot(point.gradient, direction)
    guard slope < 0 else { return nil }
    // What rounding may add to a sum of this size.
    let slack = 1e-14 * point.value.magnitude
    var low = 0.0
    var high = Double.infinity
    var length = 1.0
    for _ in 0..<60 {
      let next = evaluate(objective, sum(point.place, length, direction))
      let isLower = next.value <= point.value + 1e-4 * length * slope + slack
      if !isLower {
        high = length
      } else if dot(next.gradient, direction) < 0.9 * slope {
        low = length
      } else {
        return next
      }
      length = high < .infinity ? (low + high) / 2 : 2 * low
    }
    return nil
  }

  private func remember(_ point: Point, _ next: Point, _ steps: inout [Step]) {
    let move = sum(next.place, -1, point.place)
    let change = sum(next.gradient, -1, point.gradient)
    let curvature = dot(move, change)
    guard curvature > 0 else { return }
    if steps.count == LBFGS.memory(dimension: move.count) { steps.removeFirst() }
    steps.append(Step(move: move, change: change, inverseCurvature: 1 / curvature))
  }
}
