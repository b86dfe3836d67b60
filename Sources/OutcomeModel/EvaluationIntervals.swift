/// A range that a figure lies in by 95 of 100 draws of the visitors.
public struct Interval: Codable, Equatable, Sendable {
  /// The 2.5th percentile.
  public var low: Double
  /// The 97.5th percentile.
  public var high: Double

  /// A range from `low` to `high`.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether `value` lies in the range or at one of its ends.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// The intervals of an evaluation's figures, from a bootstrap that draws visitors.
///
/// Percentile intervals (Efron & Tibshirani 1993, 13.3). Examples of one visitor depend on each other,
/// so visitors are drawn, never examples. That of ``ece`` lies above the figure where the model is
/// well calibrated, since a draw adds noise to each bin and the error counts noise of either sign.
public struct EvaluationIntervals: Codable, Equatable, Sendable {
  /// How many draws there were.
  public var replicates: Int
  /// How many visitors were drawn from.
  public var visitors: Int
  /// Of the log loss.
  public var logLoss: Interval
  /// Of the log loss less that of the base rate of the same draw: below 0 throughout where the model
  /// surely knows more than a constant.
  public var logLossOverBase: Interval
  /// Of the area under the ROC curve; nil where a class is too rare for it.
  public var auc: Interval?
  /// Of average precision; nil where achieved examples are too rare for it.
  public var prAuc: Interval?
  /// Of the Brier score.
  public var brier: Interval
  /// Of the expected calibration error.
  public var ece: Interval
  /// Of the mean probability over the base rate; nil where achieved examples are too rare for it.
  public var meanOverBaseRate: Interval?
  /// Of each tenth's lift, as ``Evaluation/lift`` lists them; empty where they are too rare.
  public var lift: [Interval]

  /// Intervals of `replicates` draws from `visitors` visitors.
  public init(
    replicates: Int, visitors: Int, logLoss: Interval, logLossOverBase: Interval,
    brier: Interval, ece: Interval
  ) {
    self.replicates = replicates
    self.visitors = visitors
    self.logLoss = logLoss
    self.logLossOverBase = logLossOverBase
    self.brier = brier
    self.ece = ece
    lift = []
  }
}
