import OutcomeModel
import TestKit
import Testing
import Training

/// Examples, and what scikit-learn measures on them.
struct MetricsTable: CustomTestStringConvertible, Sendable {
  var name: String
  var probabilities: [Double]
  var achieved: [Int]
  var weights: [Double]
  var logLoss: Double
  var auc: Double
  var prAuc: Double
  var brier: Double

  var labels: [Bool] { achieved.map { $0 == 1 } }
  var testDescription: String { name }
}

/// Printed by `scripts/expected-metrics` with scikit-learn 1.9.1, numpy 2.4.6.
private let tables = [
  MetricsTable(
    name: "random, unweighted",
    probabilities: [
      0.8922, 0.2801, 0.2617, 0.4612, 0.895, 0.1218, 0.2493, 0.5226, 0.2416, 0.4092, 0.3443, 0.0717,
      0.0345, 0.099, 0.6625, 0.9862, 0.9298, 0.694, 0.9226, 0.4487, 0.5507, 0.6402, 0.4045, 0.2705,
    ],
    achieved: [1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
    weights: [
      1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
      1.0, 1.0, 1.0, 1.0, 1.0,
    ],
    logLoss: 0.48159244393710354, auc: 0.8785714285714286, prAuc: 0.9325396825396826,
    brier: 0.15879919625000002),
  MetricsTable(
    name: "random, weighted",
    probabilities: [
      0.8922, 0.2801, 0.2617, 0.4612, 0.895, 0.1218, 0.2493, 0.5226, 0.2416, 0.4092, 0.3443, 0.0717,
      0.0345, 0.099, 0.6625, 0.9862, 0.9298, 0.694, 0.9226, 0.4487, 0.5507, 0.6402, 0.4045, 0.2705,
    ],
    achieved: [1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
    weights: [
      2.0625, 2.421875, 0.671875, 0.546875, 0.046875, 2.328125, 1.234375, 0.765625, 2.078125,
      1.671875, 1.5625, 0.703125, 0.4375, 2.53125, 1.046875, 0.34375, 2.8125, 1.34375, 1.453125,
      1.984375, 1.46875, 2.171875, 2.78125, 0.296875,
    ],
    logLoss: 0.5458902150173328, auc: 0.8437051672603625, prAuc: 0.9206842424097252,
    brier: 0.18264054455280898),
  MetricsTable(
    name: "tied, unweighted",
    probabilities: [
      0.5, 0.375, 0.25, 0.375, 0.5, 0.875, 0.625, 0.875, 0.875, 0.625, 0.5, 0.25, 0.75, 0.25, 0.375,
      0.5, 0.5, 0.25, 0.5, 0.5, 0.5, 0.125, 0.375, 0.125,
    ],
    achieved: [0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0],
    weights: [
      1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
      1.0, 1.0, 1.0, 1.0, 1.0,
    ],
    logLoss: 0.500155975693061, auc: 0.8286713286713286, prAuc: 0.7842712842712842,
    brier: 0.166015625),
  MetricsTable(
    name: "tied, weighted",
    probabilities: [
      0.5, 0.375, 0.25, 0.375, 0.5, 0.875, 0.625, 0.875, 0.875, 0.625, 0.5, 0.25, 0.75, 0.25, 0.375,
      0.5, 0.5, 0.25, 0.5, 0.5, 0.5, 0.125, 0.375, 0.125,
    ],
    achieved: [0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0],
    weights: [
      0.5, 1.6875, 0.921875, 2.578125, 2.90625, 2.703125, 1.421875, 2.40625, 0.625, 1.828125,
      0.671875, 2.296875, 0.15625, 0.171875, 2.765625, 1.03125, 2.0625, 1.625, 0.1875, 0.390625,
      1.828125, 0.65625, 1.6875, 0.5625,
    ],
    logLoss: 0.5386328224944806, auc: 0.7852887589104929, prAuc: 0.7965630499012792,
    brier: 0.1841574825986079),
]

@Suite("Metrics equal scikit-learn's")
struct ScikitMetricsTests {
  @Test("log loss, AUC, average precision and Brier score to 1e-12", arguments: tables)
  func table(_ table: MetricsTable) throws {
    let found = try #require(
      Metrics.evaluate(
        probabilities: table.probabilities, labels: table.labels, weights: table.weights))
    #expect(abs(found.logLoss - table.logLoss) < 1e-12)
    #expect(abs(try #require(found.auc) - table.auc) < 1e-12)
    #expect(abs(try #require(found.prAuc) - table.prAuc) < 1e-12)
    #expect(abs(found.brier - table.brier) < 1e-12)
  }

  @Test("the order of the examples has no part in it", arguments: tables)
  func order(_ table: MetricsTable) throws {
    var numbers = SeededGenerator(seed: 1)
    let order = table.achieved.indices.shuffled(using: &numbers)
    let found = try #require(
      Metrics.evaluate(
        probabilities: order.map { table.probabilities[$0] },
        labels: order.map { table.labels[$0] },
        weights: order.map { table.weights[$0] }))
    #expect(abs(try #require(found.auc) - table.auc) < 1e-12)
    #expect(abs(try #require(found.prAuc) - table.prAuc) < 1e-12)
  }
}
