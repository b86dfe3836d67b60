import Features

/// Where a test example comes from, so that another model can be measured on the same prefixes.
public struct TestExample: Equatable, Sendable {
  /// The session's place in the table.
  public var session: Int
  /// How many of its events the prefix has.
  public var prefix: Int
  /// Whether the outcome was achieved later.
  public var label: Bool
  /// What the example counts for: a session's examples together count 1.
  public var weight: Double
  /// The visitor, as ``visitorHash(_:)`` gives it.
  public var visitor: UInt64
}

/// Examples that a model is measured on, and where they come from.
struct MeasuredPart: Sendable {
  private(set) var examples = ExampleSet()
  private(set) var places: [TestExample] = []

  mutating func append(_ features: borrowing SparseVector, _ place: TestExample) {
    examples.append(features, label: place.label, weight: place.weight)
    places.append(place)
  }

  /// The examples with their log odds.
  func scored(_ logOdds: [Double]) -> ScoredExamples {
    ScoredExamples(
      logOdds: logOdds, labels: examples.labels, weights: examples.weights,
      visitors: places.map(\.visitor))
  }
}
