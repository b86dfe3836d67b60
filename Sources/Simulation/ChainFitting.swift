/// Bends a state's weights so that the outcomes' probabilities come close to the wished ones.
///
/// The distribution nearest to the weights (in relative entropy) under which the mean of what
/// follows equals the wish is an exponential tilt; a small ridge keeps the tilt moderate where the
/// wish is out of reach. Found by Newton's method on the dual, which is convex. What comes out is no
/// more than a starting point: the true probabilities are computed from the chain itself.
enum ChainFitting {
  private static let ridge = 1e-3
  /// The share of leaving that is mixed in, so that every visit ends.
  private static let leaving = 0.015

  /// The probability of each following step and of leaving.
  ///
  /// - Parameters:
  ///   - weights: the weights before the tilt, one for each step and one for leaving.
  ///   - values: the outcomes' wished probabilities after each; for leaving zeros.
  ///   - wish: the outcomes' wished probabilities now.
  static func distribution(
    weights: [Double], values: [SIMD4<Double>], wish: SIMD4<Double>
  ) -> [Double] {
    var tilt = SIMD4<Double>.zero
    var shares = tilted(weights, values, tilt)
    for _ in 0..<200 {
      let (mean, covariance) = moments(shares, values)
      let gradient = mean - wish + ridge * tilt
      if largest(gradient) < 1e-11 { break }
      var step = solve(covariance, gradient)
      let length = largest(step)
      if length > 2 { step *= 2 / length }
      tilt -= step
      shares = tilted(weights, values, tilt)
    }
    for index in shares.indices { shares[index] *= 1 - leaving }
    shares[shares.count - 1] += leaving
    return shares
  }

  private static func largest(_ vector: SIMD4<Double>) -> Double {
    max(vector[0].magnitude, max(vector[1].magnitude, vector[2].magnitude))
  }

  private static func dot(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  }

  private static func tilted(
    _ weights: [Double], _ values: [SIMD4<Double>], _ tilt: SIMD4<Double>
  ) -> [Double] {
    var shares = weights
    var sum = 0.0
    for index in shares.indices where shares[index] > 0 {
      shares[index] *= ExactMath.exp(dot(tilt, values[index]))
      sum += shares[index]
    }
    for index in shares.indices { shares[index] /= sum }
    return shares
  }

  /// The mean, and the columns of the covariance with the ridge on its diagonal.
  private static func moments(
    _ shares: [Double], _ values: [SIMD4<Double>]
  ) -> (mean: SIMD4<Double>, covariance: [SIMD4<Double>]) {
    var mean = SIMD4<Double>.zero
    for (share, value) in zip(shares, values) { mean += share * value }
    var columns = [SIMD4<Double>](repeating: .zero, count: 3)
    for (share, value) in zip(shares, values) where share > 0 {
      let apart = value - mean
      for index in 0..<3 { columns[index] += share * apart[index] * apart }
    }
    for index in 0..<3 { columns[index][index] += ridge }
    return (mean, columns)
  }

  /// Solves a system of three equations by Cramer's rule.
  private static func solve(
    _ columns: [SIMD4<Double>], _ right: SIMD4<Double>
  ) -> SIMD4<Double> {
    let whole = determinant(columns[0], columns[1], columns[2])
    return SIMD4(
      determinant(right, columns[1], columns[2]) / whole,
      determinant(columns[0], right, columns[2]) / whole,
      determinant(columns[0], columns[1], right) / whole, 0)
  }

  private static func determinant(
    _ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>
  ) -> Double {
    let first = a[0] * (b[1] * c[2] - b[2] * c[1])
    let second = b[0] * (a[1] * c[2] - a[2] * c[1])
    let third = c[0] * (a[1] * b[2] - a[2] * b[1])
    return first - second + third
  }
}
