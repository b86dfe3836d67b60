public import Bytes
public import Features
public import OutcomeModel

/// A trained model with all that is to be said about it.
public struct TrainedModel: Sendable {
  /// The model as it is exported: the weights of the training part, and its calibration.
  public var model: LogisticModel
  /// The specification of its features, with what was learned of the training part.
  public var features: FeatureSpec
  /// What its slots stand for.
  public var names: FeatureNames
  /// How the fit ended.
  public var fit: FitReport
  /// What Platt's line does to the log loss on the calibration part; nil where that is empty.
  public var calibrationGain: PairedDifference?
  /// The exported model measured on the test part; nil where it is empty.
  public var evaluation: Evaluation?
  /// The same by how much of a session had been seen.
  public var byPrefix: [PrefixReliability]
  /// What fewer visitors would have come to; nil where it was not asked for.
  public var learningCurve: [LearningCurvePoint]?
  /// What became of the sessions.
  public var tallies: SessionTallies
  /// How sessions were parted.
  public var split: DataSplit
  /// When the first training session starts.
  public var from: Timestamp
  /// The test part's examples, in their order.
  public var testExamples: [TestExample]
  /// The calibrated log odds of each of ``testExamples``.
  public var testLogOdds: [Double]

  /// The test part with the model's log odds, to be held against another model's.
  public var test: ScoredExamples {
    ScoredExamples(
      logOdds: testLogOdds, labels: testExamples.map(\.label),
      weights: testExamples.map(\.weight), visitors: testExamples.map(\.visitor))
  }
}
