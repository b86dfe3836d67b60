import Events
public import Features
public import Journeys
public import OutcomeModel

/// Scores another model's prefixes: those that a model was tested on, with the other one's own
/// features and calibration.
public struct RivalScoring: Sendable {
  private let model: LogisticModel
  private let extractor: FeatureExtractor
  private let outcomeCount: Int

  /// A scoring by the model of a bundle.
  ///
  /// - Throws: ``FeatureSpecError`` where its features can't be used.
  public init(_ bundle: Bundle) throws(FeatureSpecError) {
    model = bundle.model
    extractor = try FeatureExtractor(bundle.manifest.features)
    outcomeCount = bundle.manifest.features.outcomes.count
  }

  /// The calibrated log odds of each example.
  ///
  /// A visitor's history is told as the trainer tells it: from the closed sessions of people.
  ///
  /// - Parameters:
  ///   - examples: the prefixes, in any order.
  ///   - table: the sessions that they are of, matched with the bundle's outcome.
  public func logOdds(of examples: [TestExample], in table: SessionTable) -> [Double] {
    var rows: [Int: [Int]] = [:]
    for (row, example) in examples.enumerated() { rows[example.session, default: []].append(row) }
    var logOdds = [Double](repeating: 0, count: examples.count)
    var walk = HistoryWalk(outcomeCount: outcomeCount)
    var state = extractor.start(history: .none)
    var features = SparseVector()
    let places = table.sessions.indices.filter { table.isReadByTraining(table.sessions[$0]) }
    for place in table.ordered(places) {
      let session = table.sessions[place]
      let history = walk.next(session, in: table)
      guard let wanted = rows[place] else { continue }
      state.restart(history: history)
      var added = 0
      for row in wanted.sorted(by: { examples[$0].prefix < examples[$1].prefix }) {
        while added < examples[row].prefix {
          state.add(
            table.events.rows[session.rows.lowerBound + added], text: table.events.text.span)
          added += 1
        }
        state.emit(into: &features)
        logOdds[row] = model.calibration.apply(model.logOdds(features))
      }
    }
    return logOdds
  }
}
