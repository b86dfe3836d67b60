public import Journeys

/// The outcome that a model is to foretell, among those that a table's sessions were judged by.
public struct OutcomeChoice: Equatable, Sendable {
  /// The outcome's place in the definitions.
  public var index: Int
  /// How many definitions there are.
  public var outcomeCount: Int
  /// Whether the outcome is achieved by its pattern's absence.
  ///
  /// Such an outcome is settled only when the session has ended, after its last event.
  public var isMatchedByAbsence: Bool

  /// The outcome at `index` of `outcomeCount`.
  public init(index: Int, outcomeCount: Int, isMatchedByAbsence: Bool = false) {
    precondition((0..<outcomeCount).contains(index), "outcome \(index) of \(outcomeCount)")
    self.index = index
    self.outcomeCount = outcomeCount
    self.isMatchedByAbsence = isMatchedByAbsence
  }

  /// The outcome at `index` of the definitions that the table was matched with.
  public init(_ index: Int, of definitions: [OutcomeDefinition]) {
    self.init(
      index: index, outcomeCount: definitions.count,
      isMatchedByAbsence: definitions[index].matched == .never)
  }

  /// The row that settles the outcome; nil where the session did not achieve it.
  ///
  /// The row after the session's last for one that is achieved by absence.
  public func achievedRow(_ session: borrowing Session) -> Int? {
    for achievement in session.achievements where achievement.outcome == index {
      return isMatchedByAbsence ? session.rows.upperBound : achievement.row
    }
    return nil
  }
}
