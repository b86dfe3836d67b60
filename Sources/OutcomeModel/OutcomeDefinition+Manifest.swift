public import Journeys

extension OutcomeDefinition {
  /// The outcome that a bundle's manifest describes; nil where it can't be read as one.
  public init?(_ outcome: BundleManifest.Outcome) {
    guard case .object(let members)? = outcome.definition,
      case .array(let patterns)? = members["patterns"],
      let direction = Direction(rawValue: outcome.direction)
    else { return nil }
    self.init(
      name: outcome.name, purpose: outcome.purpose, direction: direction,
      patterns: patterns.compactMap(OutcomePattern.init))
    guard self.patterns.count == patterns.count, !self.patterns.isEmpty else { return nil }
    value = members["value"]?.string
    matched = members["matched"]?.string.flatMap(Matching.init) ?? .once
  }
}

extension OutcomePattern {
  fileprivate init?(_ tree: JSONTree) {
    guard case .object(let members) = tree, case .array(let criteria)? = members["criteria"]
    else { return nil }
    var count = 1
    if case .number(let number)? = members["count"] { count = Int(number) }
    self.init(
      event: members["event"]?.string, count: count,
      criteria: criteria.compactMap(OutcomeCriterion.init))
    streamType = members["streamType"]?.string
    guard self.criteria.count == criteria.count else { return nil }
  }
}

extension OutcomeCriterion {
  fileprivate init?(_ tree: JSONTree) {
    guard case .object(let members) = tree, let key = members["key"]?.string,
      let comparison = members["operator"]?.string.flatMap(OutcomeOperator.init),
      case .array(let values)? = members["values"]
    else { return nil }
    var ignoresCase = false
    if case .bool(let flag)? = members["shouldIgnoreCase"] { ignoresCase = flag }
    self.init(
      key: key, comparison: comparison, values: values.compactMap(\.string),
      shouldIgnoreCase: ignoresCase)
  }
}

extension JSONTree {
  /// The text of a string; nil for other values.
  fileprivate var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }
}
