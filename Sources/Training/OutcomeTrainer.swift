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
  /// For too many days from some moment on there is no training session.
  case gap(from: Timestamp, days: Int, allowed: Int)
}

/// Trains one model for one outcome from a table of sessions.
///
/// Prefixes after 1, 2, 3, 5, 8, … events of closed sessions of people, parted by visitor and time
/// (``DataSplit``), become examples; slots of too few visitors get no weight; the fit is full-batch
/// and its examples are brought into one order first. The calibration part says whether its log odds
/// are corrected (``CalibrationChoice``), the test part what comes out. The order of the sessions has
/// no part in the result, and a person who was taken out leaves the bytes of one who never was there.
public struct OutcomeTrainer: Sendable {
  /// How to train.
  public let settings: TrainingSettings
  private let spec: FeatureSpec

  /// A trainer whose examples have the features of `spec`, and bins learned of the training part.
  ///
  /// - Throws: ``FeatureSpecError`` where the specification can't be used.
  public init(_ settings: TrainingSettings, spec: FeatureSpec) throws(FeatureSpecError) {
    self.settings = settings
    self.spec = spec
    try spec.validate()
  }

  /// Trains the model of `outcome`.
  ///
  /// - Parameters:
  ///   - table: sessions of one purpose, in any order.
  ///   - outcome: what is to be foretold.
  /// - Throws: ``FeatureSpecError`` where the specification can't be used.
  public func train(
    _ table: SessionTable, _ outcome: OutcomeChoice
  ) throws(FeatureSpecError) -> TrainingOutcome {
    let learning = SessionFeatures(table, settings)
    let spec = learning.learn(spec)
    let extractor = try FeatureExtractor(spec)
    let examples = SessionExamples(table, outcome, extractor, settings)
    guard let split = examples.split else {
      return .notTrained(.noSessions, examples.tallies)
    }
    if let reason = shortage(examples.tallies) ?? gap(examples.trainingStarts, split) {
      return .notTrained(reason, examples.tallies)
    }
    var trained = model(examples, split, spec)
    trained.names = learning.names(of: trained.model, outcome, extractor)
    return .trained(trained)
  }

  private func model(
    _ examples: SessionExamples, _ split: DataSplit, _ spec: FeatureSpec
  ) -> TrainedModel {
    var (model, fit) = fit(examples)
    let odds = model.logOdds(examples.calibration.examples)
    let choice = CalibrationChoice(
      examples.calibration.scored(odds), bootstrap: settings.bootstrap)
    model.calibration = choice.calibration
    let test = examples.test.scored(
      model.logOdds(examples.test.examples).map(choice.calibration.apply))
    return TrainedModel(
      model: model, features: spec,
      names: FeatureNames(minimumVisitors: settings.minimumVisitors, slots: []), fit: fit,
      calibrationGain: choice.gain,
      evaluation: test.evaluation(settings.bootstrap),
      byPrefix: examples.test.reliability(test.logOdds),
      learningCurve: settings.measuresLearningCurve ? learningCurve(examples, model) : nil,
      tallies: examples.tallies, split: split,
      from: examples.trainingStarts.min() ?? split.calibrationFrom,
      testExamples: examples.test.places, testLogOdds: test.logOdds)
  }

  /// Fits the training part; what was thinned out is made up for by the bias.
  private func fit(_ examples: SessionExamples) -> (model: LogisticModel, report: FitReport) {
    let slotCount = 1 << spec.bits
    var (model, report) = LogisticRegression(settings.fit).fit(
      examples.training, slotCount: slotCount,
      isSupported: examples.supportedSlots(
        slotCount: slotCount, minimumVisitors: settings.minimumVisitors),
      isHeldOut: examples.trainingHashes.map(DataSplit.isHeldOut))
    // Odds among a share r of those without the outcome are 1/r times the odds among all.
    if settings.keepNotAchieved < 1 { model.bias += naturalLogarithm(settings.keepNotAchieved) }
    return (model, report)
  }

  /// Models of a quarter, half and all of the training visitors on the whole test part.
  private func learningCurve(
    _ examples: SessionExamples, _ whole: LogisticModel
  ) -> [LearningCurvePoint] {
    [0.25, 0.5, 1].compactMap { share in
      let part = share < 1 ? examples.share(share) : examples
      let model = share < 1 ? fit(part).model : whole
      let test = examples.test.scored(model.logOdds(examples.test.examples))
      return test.meanLogLoss.map {
        LearningCurvePoint(share: share, examples: part.training.count, logLoss: $0)
      }
    }
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

extension OutcomeTrainer {
  /// The first gap of the training part that is too long.
  private func gap(_ starts: [Timestamp], _ split: DataSplit) -> NotTrainedReason? {
    guard let allowed = settings.maximumGapDays else { return nil }
    let moments = starts.sorted() + [split.calibrationFrom]
    for (moment, next) in zip(moments, moments.dropFirst()) {
      let days = Int(next.nanoseconds(since: moment) / 86_400_000_000_000)
      if days >= allowed { return .gap(from: moment, days: days, allowed: allowed) }
    }
    return nil
  }
}

extension LogisticModel {
  /// The log odds of each example, before calibration.
  public func logOdds(_ examples: ExampleSet) -> [Double] {
    (0..<examples.count).map { row in
      let entries = examples.entries(of: row)
      return logOdds(
        slots: examples.slots.span.extracting(entries),
        values: examples.values.span.extracting(entries))
    }
  }
}
