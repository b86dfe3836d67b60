public import Bytes
import Events
public import Features
public import Journeys
public import OutcomeModel

/// What a training comes to: a model, or the reason why there is none.
///
/// Both are valid results.
public enum TrainingOutcome: Sendable {
  /// A model was trained.
  case trained(TrainedModel)
  /// There is no model; the last one, if any, stays in place.
  case notTrained(NotTrainedReason, SessionTallies)
}

/// Why no model was trained, with the figures that decided it.
public enum NotTrainedReason: Equatable, Sendable {
  /// There is no closed session of a person.
  case noSessions
  /// Too few training sessions achieve the outcome.
  case tooFewAchieved(found: Int, needed: Int)
  /// Too few training sessions don't achieve the outcome.
  case tooFewNotAchieved(found: Int, needed: Int)
}

/// A trained model with all that is to be said about it.
public struct TrainedModel: Sendable {
  /// The model: the weights of the training part, as they are exported.
  public var model: LogisticModel
  /// How the fit ended.
  public var fit: FitReport
  /// The exported weights measured on the test part; nil where it is empty.
  public var evaluation: Evaluation?
  /// What became of the sessions.
  public var tallies: SessionTallies
  /// How sessions were parted.
  public var split: DataSplit
  /// When the first training session starts.
  public var from: Timestamp
  /// The test part's examples, in their order.
  public var testExamples: [TestExample]
  /// The model's log odds for each of ``testExamples``.
  public var testLogOdds: [Double]
}

/// Trains one model for one outcome from a table of sessions.
///
/// Prefixes after 1, 2, 3, 5, 8, … events of closed sessions of people, parted by visitor and time
/// (``DataSplit``), become examples; slots of too few visitors get no weight; the fit is full-batch
/// and its examples are brought into one order first. So the order of the sessions has no part in the
/// result, and a person who was taken out leaves the bytes of one who never was there.
public struct OutcomeTrainer: Sendable {
  /// How to train.
  public let settings: TrainingSettings
  private let extractor: FeatureExtractor

  /// A trainer whose examples have the features of `spec`.
  ///
  /// - Throws: ``FeatureSpecError`` where the specification can't be used.
  public init(_ settings: TrainingSettings, spec: FeatureSpec) throws(FeatureSpecError) {
    self.settings = settings
    extractor = try FeatureExtractor(spec)
  }

  /// Trains the model of `outcome`.
  ///
  /// - Parameters:
  ///   - table: sessions of one purpose, in any order.
  ///   - outcome: what is to be foretold.
  public func train(_ table: SessionTable, _ outcome: OutcomeChoice) -> TrainingOutcome {
    let examples = SessionExamples(table, outcome, extractor, settings)
    let tallies = examples.tallies
    guard let split = examples.split else { return .notTrained(.noSessions, tallies) }
    if let reason = shortage(tallies) { return .notTrained(reason, tallies) }
    let slotCount = extractor.slotCount
    let (model, fit) = LogisticRegression(settings.fit).fit(
      examples.training, slotCount: slotCount,
      isSupported: examples.supportedSlots(
        slotCount: slotCount, minimumVisitors: settings.minimumVisitors))
    let logOdds = model.logOdds(examples.test)
    return .trained(
      TrainedModel(
        model: model, fit: fit,
        evaluation: Metrics.evaluate(
          logOdds: logOdds, labels: examples.test.labels, weights: examples.test.weights),
        tallies: tallies, split: split, from: examples.firstStart ?? split.cut,
        testExamples: examples.testPlaces, testLogOdds: logOdds))
  }

  private func shortage(_ tallies: SessionTallies) -> NotTrainedReason? {
    let missed = tallies.training - tallies.trainingAchieved
    if tallies.trainingAchieved < settings.minimumAchieved {
      return .tooFewAchieved(found: tallies.trainingAchieved, needed: settings.minimumAchieved)
    }
    if missed < settings.minimumNotAchieved {
      return .tooFewNotAchieved(found: missed, needed: settings.minimumNotAchieved)
    }
    return nil
  }
}

extension LogisticModel {
  /// The log odds of each example.
  public func logOdds(_ examples: ExampleSet) -> [Double] {
    (0..<examples.count).map { row in
      let entries = examples.entries(of: row)
      return logOdds(
        slots: examples.slots.span.extracting(entries),
        values: examples.values.span.extracting(entries))
    }
  }
}
