/// How a fit ended.
public struct FitReport: Codable, Equatable, Sendable {
  /// How many examples it saw.
  public var examples: Int
  /// How many slots have a weight.
  public var features: Int
  /// The steps taken.
  public var iterations: Int
  /// The sum of weighted losses and the penalty, at the end.
  public var objective: Double
  /// The gradient's norm at the end.
  public var gradientNorm: Double
  /// The gradient's norm at zero weights.
  public var gradientNormAtZero: Double
  /// Whether the gradient fell to the tolerance before the steps ran out.
  public var converged: Bool

  /// A fit of `examples` examples and `features` slots, before its first step.
  public init(examples: Int, features: Int) {
    self.examples = examples
    self.features = features
    iterations = 0
    objective = 0
    gradientNorm = 0
    gradientNormAtZero = 0
    converged = false
  }
}
