public import Journeys

extension BundleManifest.Outcome {
  /// An outcome as it was declared, its patterns in the words of the pipeline file.
  public init(_ definition: OutcomeDefinition) {
    var tree: [String: JSONTree] = [
      "matched": .string(definition.matched.rawValue),
      "patterns": .array(definition.patterns.map(\.tree)),
    ]
    tree["value"] = definition.value.map(JSONTree.string)
    self.init(
      name: definition.name, direction: definition.direction.rawValue,
      purpose: definition.purpose, definition: .object(tree))
  }
}

extension OutcomePattern {
  fileprivate var tree: JSONTree {
    var tree: [String: JSONTree] = [
      "count": .number(Double(count)), "criteria": .array(criteria.map(\.tree)),
    ]
    tree["event"] = event.map(JSONTree.string)
    tree["streamType"] = streamType.map(JSONTree.string)
    return .object(tree)
  }
}

extension OutcomeCriterion {
  fileprivate var tree: JSONTree {
    .object([
      "key": .string(key), "operator": .string(comparison.rawValue),
      "values": .array(values.map(JSONTree.string)), "shouldIgnoreCase": .bool(shouldIgnoreCase),
    ])
  }
}
