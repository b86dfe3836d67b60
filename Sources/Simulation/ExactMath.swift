/// Exponential and logarithm from IEEE additions and multiplications alone.
///
/// So every machine gets the same bits. Good to about 1e-15, relative, in the range that the true
/// model needs.
enum ExactMath {
  private static let ln2 = 0.693_147_180_559_945_3

  /// e to the power of `x`, for `x` within ±600.
  static func exp(_ x: Double) -> Double {
    precondition(x.magnitude <= 600, "an exponent of \(x)")
    let power = (x / ln2).rounded()
    let rest = x - power * ln2
    var term = 1.0
    var sum = 1.0
    for step in 1...16 {
      term *= rest / Double(step)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
  }

  /// The natural logarithm of a positive number.
  static func log(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "the logarithm of \(x)")
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var power = ratio
    var sum = 0.0
    for step in 0..<18 {
      sum += power / Double(2 * step + 1)
      power *= square
    }
    return 2 * sum + exponent * ln2
  }

  /// The probability whose log odds are `x`.
  static func logistic(_ x: Double) -> Double {
    1 / (1 + exp(-x))
  }
}
