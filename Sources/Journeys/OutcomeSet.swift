import Events

/// Outcomes ready to be matched: keys resolved, values folded once.
public struct OutcomeSet: Sendable {
  /// The definitions, by whose places achievements name them.
  public let definitions: [OutcomeDefinition]
  let outcomes: [CompiledOutcome]

  /// No outcomes.
  public static let none = OutcomeSet()

  private init() {
    definitions = []
    outcomes = []
  }

  /// Outcomes by their definitions.
  ///
  /// - Throws: ``OutcomeError`` with the path of what can't be used.
  public init(_ definitions: [OutcomeDefinition]) throws(OutcomeError) {
    var outcomes: [CompiledOutcome] = []
    for (place, definition) in definitions.enumerated() {
      if definitions[..<place].contains(where: { $0.name == definition.name }) {
        throw OutcomeError(
          path: "outcomes[\(place)].name", problem: .duplicateName(definition.name))
      }
      outcomes.append(try CompiledOutcome(definition, path: "outcomes[\(place)]"))
    }
    self.definitions = definitions
    self.outcomes = outcomes
  }

  /// The place of the outcome of a name; nil where there is none.
  public func index(of name: String) -> Int? {
    definitions.firstIndex { $0.name == name }
  }

  /// Writes into each session of a table the outcomes that it reaches.
  ///
  /// Nothing is allocated per event. What the sessions carried before is replaced.
  public func match(_ table: inout SessionTable) {
    guard !outcomes.isEmpty || table.sessions.contains(where: { !$0.achievements.isEmpty }) else {
      return
    }
    var matcher = OutcomeMatcher(self)
    for place in table.sessions.indices {
      let session = table.sessions[place]
      table.sessions[place].achievements = matcher.achievements(
        in: session.rows, isOpen: session.isOpen, of: &table.events)
    }
  }
}

/// A definition in the form that is matched.
struct CompiledOutcome: Sendable {
  var patterns: [CompiledPattern]
  var value: OutcomeKey?
  var isNever: Bool

  init(_ definition: OutcomeDefinition, path: String) throws(OutcomeError) {
    guard !definition.name.isEmpty else {
      throw OutcomeError(path: path, problem: .missing("name"))
    }
    guard !definition.patterns.isEmpty else {
      throw OutcomeError(path: path, problem: .missing("patterns"))
    }
    patterns = []
    for (place, pattern) in definition.patterns.enumerated() {
      patterns.append(try CompiledPattern(pattern, path: "\(path).patterns[\(place)]"))
    }
    isNever = definition.matched == .never
    value = nil
    if let key = definition.value { value = try OutcomeKey(key, path: "\(path).value") }
  }
}

/// A step in the form that is matched.
struct CompiledPattern: Sendable {
  var event: [UInt8]
  var count: Int
  var criteria: [CompiledCriterion]

  init(_ pattern: OutcomePattern, path: String) throws(OutcomeError) {
    guard pattern.count >= 1 else {
      throw OutcomeError(path: "\(path).count", problem: .badCount(pattern.count))
    }
    event = Array((pattern.event ?? "").utf8)
    count = pattern.count
    criteria = []
    for (place, criterion) in pattern.criteria.enumerated() {
      criteria.append(try CompiledCriterion(criterion, path: "\(path).criteria[\(place)]"))
    }
  }
}
