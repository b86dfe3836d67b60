import OutcomeModel

/// Fits the line of Platt's calibration: the `a` and `b` under which a·m + b, for log odds m, loses
/// least.
///
/// What is minimised is the sum of weighted log losses plus ½·((a - 1)² + b²): a prior of unit
/// spread about the line that changes nothing, so that few examples move it little. It is strictly
/// convex; Newton's method with halved steps finds its one minimum (Nocedal & Wright, 3.3). The same
/// examples in the same order give the same bits on every machine.
package struct PlattFit {
  private struct Point {
    var a = 1.0
    var b = 0.0
  }

  /// The value, gradient and Hessian at a point.
  private struct Expansion {
    var value = 0.0
    var gradient = (a: 0.0, b: 0.0)
    var hessian = (aa: 1.0, ab: 0.0, bb: 1.0)
  }

  private let examples: ScoredExamples

  /// A fit to `examples`, with their log odds as they are.
  package init(_ examples: ScoredExamples) {
    self.examples = examples
  }

  /// The line of least loss.
  package func line() -> (a: Double, b: Double) {
    var point = Point()
    var here = expand(point)
    for _ in 0..<100 {
      let (aa, ab, bb) = here.hessian
      let determinant = aa * bb - ab * ab
      let step = (
        a: -(bb * here.gradient.a - ab * here.gradient.b) / determinant,
        b: -(aa * here.gradient.b - ab * here.gradient.a) / determinant
      )
      let slope = step.a * here.gradient.a + step.b * here.gradient.b
      // Half of -slope is what the step can still gain.
      guard -slope > 1e-14 * (1 + here.value) else { break }
      guard let next = descend(point, here.value, step, slope) else { break }
      point = next
      here = expand(point)
    }
    return (point.a, point.b)
  }

  /// The farthest of the halved steps that gains enough; nil where rounding hides it.
  private func descend(
    _ point: Point, _ value: Double, _ step: (a: Double, b: Double), _ slope: Double
  ) -> Point? {
    var length = 1.0
    for _ in 0..<40 {
      let next = Point(a: point.a + length * step.a, b: point.b + length * step.b)
      if expand(next).value <= value + 1e-4 * length * slope { return next }
      length /= 2
    }
    return nil
  }

  private func expand(_ point: Point) -> Expansion {
    var sums = Expansion()
    for row in examples.labels.indices {
      let odds = examples.logOdds[row]
      let calibrated = point.a * odds + point.b
      let weight = examples.weights[row]
      let label = examples.labels[row]
      sums.value += weight * logLoss(logOdds: calibrated, achieved: label)
      let slope = weight * (label ? -logistic(-calibrated) : logistic(calibrated))
      let spread = weight * logistic(calibrated) * logistic(-calibrated)
      sums.gradient.a += slope * odds
      sums.gradient.b += slope
      sums.hessian.aa += spread * odds * odds
      sums.hessian.ab += spread * odds
      sums.hessian.bb += spread
    }
    sums.value += 0.5 * ((point.a - 1) * (point.a - 1) + point.b * point.b)
    sums.gradient.a += point.a - 1
    sums.gradient.b += point.b
    return sums
  }
}
