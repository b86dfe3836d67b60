import Journeys

/// One outcome over patterns, ready to be matched.
func outcome(
  _ patterns: [OutcomePattern], value: String? = nil,
  matched: OutcomeDefinition.Matching = .once
) throws -> OutcomeSet {
  var definition = OutcomeDefinition(name: "goal", purpose: "sales", patterns: patterns)
  definition.value = value
  definition.matched = matched
  return try OutcomeSet([definition])
}

/// A pattern of one criterion.
func pattern(
  _ key: String, _ comparison: OutcomeOperator, _ values: [String], ignoringCase: Bool = false,
  event: String? = nil, count: Int = 1
) -> OutcomePattern {
  OutcomePattern(
    event: event, count: count,
    criteria: [
      OutcomeCriterion(
        key: key, comparison: comparison, values: values, shouldIgnoreCase: ignoringCase)
    ])
}

/// The places, in the one session of lines, of the events that complete outcomes.
func achieved(_ set: OutcomeSet, _ lines: [String], _ rules: SessionRules = .init()) throws
  -> [Int]
{
  var table = try sessions(lines, rules).table
  set.match(&table)
  return table.sessions.flatMap { session in
    session.achievements.map { $0.row - session.rows.lowerBound }
  }
}
