import Bytes
import Events
import Journeys

extension OutcomeDefinition {
  /// Reads `outcomes`, each of which must compile.
  static func read(
    _ root: inout ConfigurationSection, _ purposes: PurposeList
  ) throws(ConfigurationError) -> [OutcomeDefinition] {
    var definitions: [OutcomeDefinition] = []
    for section in try root.sections("outcomes") {
      var section = section
      let definition = try read(&section)
      guard purposes.index(of: definition.purpose) != nil else {
        let near = nearestName(to: definition.purpose, in: purposes.names)
        throw section.fault(
          "purpose",
          "one of \(purposes.names.joined(separator: ", ")) was expected\(near.map { "; did you mean `\($0)`?" } ?? "")"
        )
      }
      try section.finish()
      definitions.append(definition)
      do {
        _ = try OutcomeSet(definitions)
      } catch {
        throw section.fault("name", "\(error)")
      }
    }
    return definitions
  }

  private static func read(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) -> OutcomeDefinition {
    var definition = OutcomeDefinition(
      name: try section.required("name"), purpose: try section.required("purpose"),
      patterns: [])
    guard isFileName(definition.name) else {
      throw section.fault("name", "letters, digits, `_` and `-` were expected")
    }
    definition.direction =
      try section.choice("direction", OutcomeDefinition.Direction.self) ?? definition.direction
    definition.matched =
      try section.choice("matched", OutcomeDefinition.Matching.self) ?? definition.matched
    definition.value = try section.string("value")
    for pattern in try section.sections("patterns") {
      var pattern = pattern
      definition.patterns.append(try OutcomePattern(&pattern))
    }
    return definition
  }

  /// Whether a name can be a folder's: a model lies in the folder of its outcome's name.
  private static func isFileName(_ name: String) -> Bool {
    name.utf8.count <= 64
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }
}

extension OutcomePattern {
  fileprivate init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    self.init(event: try section.string("event"))
    count = try section.integer("count", in: 1...1_000_000) ?? count
    streamType = try section.string("streamType")
    for criterion in try section.sections("criteria") {
      var criterion = criterion
      criteria.append(try OutcomeCriterion(&criterion))
    }
    try section.finish()
  }
}

extension OutcomeCriterion {
  fileprivate init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    guard let comparison = try section.choice("operator", OutcomeOperator.self) else {
      throw section.fault("operator", "the key is missing; an operator is needed")
    }
    guard let values = try section.strings("values"), !values.isEmpty else {
      throw section.fault("values", "the key is missing; at least one value is needed")
    }
    self.init(
      key: try section.required("key"), comparison: comparison, values: values,
      shouldIgnoreCase: try section.bool("shouldIgnoreCase") ?? false)
    try section.finish()
  }
}
