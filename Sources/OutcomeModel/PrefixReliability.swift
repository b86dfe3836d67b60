/// How well probabilities foretold what happened, of prefixes of some lengths.
public struct PrefixReliability: Codable, Equatable, Sendable {
  /// The fewest events of such a prefix.
  public var from: Int
  /// The most events; nil for no limit.
  public var to: Int?
  /// How many examples.
  public var examples: Int
  /// The sum of their weights.
  public var weight: Double
  /// The weighted mean of their probabilities.
  public var meanProbability: Double
  /// The weighted share of them that was achieved.
  public var observedRate: Double
  /// Their log loss.
  public var logLoss: Double
  /// Their expected calibration error; as ``Evaluation/ece``.
  public var ece: Double

  /// The figures of prefixes from `from` to `to` events.
  public init(from: Int, to: Int?, _ evaluation: Evaluation) {
    self.from = from
    self.to = to
    examples = evaluation.examples
    weight = evaluation.weight
    meanProbability = evaluation.meanProbability
    observedRate = evaluation.baseRate
    logLoss = evaluation.logLoss
    ece = evaluation.ece
  }
}
