/// A weight with what it stands for: a line of a model card.
public struct FeatureWeight: Codable, Equatable, Sendable {
  /// The feature in words; of features that share the slot, all.
  public var name: String
  /// What it adds to the log odds for a value of 1.
  public var weight: Float
  /// How many training visitors have it.
  public var visitors: Int

  /// A weight by its feature's name and support.
  public init(name: String, weight: Float, visitors: Int) {
    self.name = name
    self.weight = weight
    self.visitors = visitors
  }
}
