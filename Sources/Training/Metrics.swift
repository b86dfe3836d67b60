public import OutcomeModel

/// Measures probabilities against what happened.
public enum Metrics {
  /// Measures probabilities.
  ///
  /// A probability of 0 or 1 that was wrong makes the log loss infinite.
  ///
  /// - Parameters:
  ///   - probabilities: one an example, within 0 and 1.
  ///   - labels: whether each was achieved.
  ///   - weights: what each counts for, above 0.
  /// - Returns: nil where there are no examples.
  public static func evaluate(
    probabilities: [Double], labels: [Bool], weights: [Double]
  ) -> Evaluation? {
    RankedExamples(probabilities: probabilities, labels: labels, weights: weights)?.evaluation()
  }

  /// Measures log odds, whose losses keep their digits where the probability rounds to 0 or 1.
  ///
  /// - Parameters:
  ///   - logOdds: one an example.
  ///   - labels: whether each was achieved.
  ///   - weights: what each counts for, above 0.
  /// - Returns: nil where there are no examples.
  public static func evaluate(
    logOdds: [Double], labels: [Bool], weights: [Double]
  ) -> Evaluation? {
    RankedExamples(logOdds: logOdds, labels: labels, weights: weights)?.evaluation()
  }

  /// Measures log odds and says by how much chance may have moved each figure.
  ///
  /// The examples are sorted once; a draw is then two passes over them.
  ///
  /// - Parameters:
  ///   - logOdds: one an example.
  ///   - labels: whether each was achieved.
  ///   - weights: what each counts for, above 0.
  ///   - visitors: each example's visitor, by a hash of the visitor's bytes.
  ///   - bootstrap: how visitors are drawn.
  /// - Returns: nil where there are no examples.
  public static func evaluate(
    logOdds: [Double], labels: [Bool], weights: [Double], visitors: [UInt64],
    bootstrap: VisitorBootstrap
  ) -> Evaluation? {
    guard
      let ranked = RankedExamples(logOdds: logOdds, labels: labels, weights: weights)
    else { return nil }
    var evaluation = ranked.evaluation()
    evaluation.intervals = ranked.intervals(VisitorDraws(visitors, bootstrap))
    return evaluation
  }
}
