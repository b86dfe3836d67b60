import Bytes
import Events

/// Walks sessions through the patterns of outcomes.
///
/// Steps are met in order and each by the earliest events that can: the event that completes one step
/// is not looked at for the next. That finds the earliest completion.
struct OutcomeMatcher {
  private let outcomes: [CompiledOutcome]
  private var steps: [Int]
  private var counts: [Int]
  private var reader = EventFieldReader()

  init(_ set: OutcomeSet) {
    outcomes = set.outcomes
    steps = [Int](repeating: 0, count: outcomes.count)
    counts = steps
  }

  /// The outcomes that a session's events reach, by their place in the definitions.
  mutating func achievements(
    in rows: Range<Int>, isOpen: Bool, of events: inout EventBatch
  ) -> [Achievement] {
    for place in outcomes.indices {
      steps[place] = 0
      counts[place] = 0
    }
    var reached: [Achievement] = []
    for row in rows {
      for place in outcomes.indices where completes(place, row, events) {
        if outcomes[place].isNever { continue }
        reached.append(achievement(place, row, &events))
      }
    }
    if !isOpen { takeNever(rows, &events, &reached) }
    if reached.count > 1 { reached.sort { $0.outcome < $1.outcome } }
    return reached
  }

  private mutating func takeNever(
    _ rows: Range<Int>, _ events: inout EventBatch, _ reached: inout [Achievement]
  ) {
    for place in outcomes.indices
    where outcomes[place].isNever && steps[place] < outcomes[place].patterns.count {
      reached.append(achievement(place, rows.upperBound - 1, &events))
    }
  }

  /// Whether an event completes the outcome's last step.
  private mutating func completes(
    _ place: Int, _ row: Int, _ events: borrowing EventBatch
  ) -> Bool {
    let step = steps[place]
    guard step < outcomes[place].patterns.count,
      matches(outcomes[place].patterns[step], events.rows[row], events)
    else { return false }
    counts[place] += 1
    guard counts[place] == outcomes[place].patterns[step].count else { return false }
    counts[place] = 0
    steps[place] = step + 1
    return step + 1 == outcomes[place].patterns.count
  }

  private mutating func matches(
    _ pattern: CompiledPattern, _ row: EventRow, _ events: borrowing EventBatch
  ) -> Bool {
    if !pattern.event.isEmpty,
      !events.text.span.extracting(row.event.indices).isEqual(to: pattern.event.span)
    {
      return false
    }
    for criterion in pattern.criteria where !reader.meets(criterion, row, events) {
      return false
    }
    return true
  }

  private mutating func achievement(
    _ place: Int, _ row: Int, _ events: inout EventBatch
  ) -> Achievement {
    var achievement = Achievement(outcome: place, row: row)
    if let key = outcomes[place].value, reader.read(key, events.rows[row], events) {
      achievement.value = events.text.store(reader.field.span)
    }
    return achievement
  }
}
