import Bytes
import Events
import Journeys
public import Logging
import OutcomeModel
import Simulation
import Training

/// Holds a pipeline's models against the true model that made its logs, on the same prefixes and
/// weights.
///
/// Only for logs of `sojourn-simulate`: there the probability of each outcome given a prefix is known
/// exactly, and with it the best that any model can reach.
public struct TruthComparison {
  private struct Row {
    var name: String
    var model: Evaluation
    var truth: Evaluation
    var predictions: ComparedPredictions
  }

  private let configuration: PipelineConfiguration
  private let options: RunOptions
  private let log: Logger
  private let predictionsPath: String?

  /// A comparison over the logs of a pipeline, which publishes nothing.
  ///
  /// - Parameters:
  ///   - configuration: what is learned, and from which logs.
  ///   - options: how it runs.
  ///   - predictions: where each test example's probabilities are written as CSV; nil: nowhere.
  ///   - log: where it tells what it meets.
  public init(
    configuration: PipelineConfiguration, options: RunOptions, predictions: String? = nil,
    log: Logger
  ) {
    self.configuration = configuration
    self.options = options
    predictionsPath = predictions
    self.log = log
  }

  /// Does the run up to its models and compares them.
  ///
  /// - Returns: a table for people.
  /// - Throws: as ``NightlyRun/run()``; ``StageFailure`` 65 where a prefix is not of the simulation.
  public func run() async throws -> String {
    var rows: [Row] = []
    var run = NightlyRun(configuration: configuration, options: options, log: log)
    run.onLearned = { table, learned in
      guard case .trained(let trained) = learned.result, let model = trained.evaluation else {
        return
      }
      let name = learned.definition.name
      let predictions = ComparedPredictions(
        outcome: name, examples: trained.testExamples, model: trained.testLogOdds.map(logistic),
        truth: try Self.trueProbabilities(name, trained, table))
      rows.append(
        Row(
          name: name, model: model, truth: try Self.evaluateTruth(predictions),
          predictions: predictions))
    }
    _ = try await run.run()
    if let predictionsPath {
      try ComparedPredictions.write(rows.map(\.predictions), to: predictionsPath)
    }
    return Self.text(rows)
  }

  private static func trueProbabilities(
    _ outcome: String, _ trained: TrainedModel, _ table: borrowing SessionTable
  ) throws -> [Double] {
    var probabilities: [Double] = []
    for example in trained.testExamples {
      let rows = table.sessions[example.session].rows.prefix(example.prefix)
      guard
        let probability = TrueModel.shop.probability(
          outcome: outcome, in: table.events, rows: rows)
      else {
        throw StageFailure(
          .badData, "outcome \(outcome): a session is not of the simulation, so no truth is known")
      }
      probabilities.append(probability)
    }
    return probabilities
  }

  private static func evaluateTruth(_ predictions: ComparedPredictions) throws -> Evaluation {
    guard
      let evaluation = Metrics.evaluate(
        probabilities: predictions.truth, labels: predictions.examples.map(\.label),
        weights: predictions.examples.map(\.weight))
    else {
      throw StageFailure(
        .badData, "outcome \(predictions.outcome): there is nothing to test on")
    }
    return evaluation
  }

  private static func text(_ rows: [Row]) -> String {
    var lines = [
      "outcome         log loss: model   true model   base rate    AUC: model   true model"
    ]
    for row in rows {
      let cells = [
        row.model.logLoss, row.truth.logLoss, row.model.baseLogLoss, row.model.auc ?? .nan,
        row.truth.auc ?? .nan,
      ].map { $0.isNaN ? "-" : RunSummary.fixed($0) }
      let widths = [18, 13, 13, 13, 10]
      let name = row.name + String(repeating: " ", count: max(1, 16 - row.name.count))
      lines.append(
        name
          + zip(cells, widths).map { $0 + String(repeating: " ", count: max(1, $1 - $0.count)) }
          .joined())
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
