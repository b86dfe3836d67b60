/// How a model's bias is learned.
public enum Intercept: String, CaseIterable, Sendable {
  /// Learned without regard to its size.
  case free
  /// Held small like a weight.
  case regularised
  /// Always 0.
  case none
}
