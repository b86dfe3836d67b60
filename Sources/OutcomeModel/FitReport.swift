/// How a fit ended.
public struct FitReport: Codable, Equatable, Sendable {
  /// How many examples it saw.
  public var examples: Int
  /// How many slots have a weight.
  public var features: Int
  /// The weight of ½‖w‖²; nil in bundles that were made before it was told.
  public var l2: Double?
  /// The steps taken.
  public var iterations: Int
  /// The sum of weighted losses and the penalty, at the end.
  public var objective: Double
  /// The gradient's norm at the end.
  public var gradientNorm: Double
  /// The gradient's norm at zero weights.
  public var gradientNormAtZero: Double
  /// How far from the optimum for these features the weights may lie at most: the gradient's norm over
  /// `l2`, by which the objective is strongly convex in them (Nesterov 2004, 2.1.19); nil without `l2`.
  ///
  /// Exact where the bias is regularised or stands at its own optimum.
  public var distanceBound: Double?
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
