import Foundation
import OutcomeModel
import TestKit
import Testing
import Training

/// Mean figures of the folds.
private struct Figures {
  var logLoss = 0.0
  var auc = 0.0
  var averagePrecision = 0.0
  var brier = 0.0
}

/// Figures of scikit-learn on the same folds.
private func published(_ model: String) throws -> Figures {
  let file = try #require(SharedData.path("train/shoppers/expected_sklearn_5fold.json"))
  let all = try JSONDecoder().decode(
    [String: [String: Double]].self, from: Data(contentsOf: URL(filePath: file)))
  let found = try #require(all[model])
  var figures = Figures()
  figures.logLoss = -(try #require(found["neg_log_loss"]))
  figures.auc = try #require(found["roc_auc"])
  figures.averagePrecision = try #require(found["average_precision"])
  figures.brier = -(try #require(found["neg_brier_score"]))
  return figures
}

/// The file's lines as fields, without a column.
private func lines(without column: String? = nil) throws -> [[Substring]] {
  let file = try #require(SharedData.path("train/shoppers/online_shoppers_intention.csv"))
  let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
  let lines = text.split(whereSeparator: \.isNewline).map {
    $0.split(separator: ",", omittingEmptySubsequences: false)
  }
  guard let column, let place = lines[0].firstIndex(of: column[...]) else { return lines }
  return lines.map { line in line.indices.filter { $0 != place }.map { line[$0] } }
}

/// Precision summed over the steps of recall, for scores without ties.
private func averagePrecision(_ scores: [Double], _ labels: [Bool]) -> Double {
  var found = 0.0
  var sum = 0.0
  for (rank, row) in scores.indices.sorted(by: { scores[$0] > scores[$1] }).enumerated()
  where labels[row] {
    found += 1
    sum += found / Double(rank + 1)
  }
  return sum / found
}

/// Learns features, crosses, strength and weights on four folds and measures them on the fifth.
private func figures(without column: String?) throws -> Figures {
  let lines = try lines(without: column)
  let folds = stratifiedFolds(lines.dropFirst().map { $0.last == "TRUE" }, count: 5, seed: 0)
  var mean = Figures()
  for fold in 0..<5 {
    func part(_ isPart: (Int) -> Bool) throws -> Table {
      let rows = folds.indices.filter { isPart(folds[$0]) }.map { lines[$0 + 1] }
      return try table(
        ([lines[0]] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n"),
        label: "Revenue")
    }
    let training = try part { $0 != fold }
    let (features, report) = try TableFeatures.learn(training)
    let model = LogisticRegression(FitSettings(l2: report.chosen?.l2 ?? 1)).fit(
      try features.examples(training), slotCount: features.slotCount
    ).model
    let test = try features.examples(try part { $0 == fold })
    let logOdds = model.logOdds(test)
    let evaluation = try #require(
      Metrics.evaluate(logOdds: logOdds, labels: test.labels, weights: test.weights))
    mean.logLoss += evaluation.logLoss / 5
    mean.auc += (try #require(evaluation.auc)) / 5
    mean.averagePrecision += averagePrecision(logOdds, test.labels) / 5
    mean.brier += evaluation.brier / 5
  }
  return mean
}

@Suite(
  "Shoppers, five folds: against logistic regression and boosted trees",
  .enabled(if: SharedData.path("train/shoppers") != nil))
struct ShoppersTests {
  @Test("with PageValues: better by each figure, and 90 % of the way to boosted trees")
  func withPageValues() throws {
    let plain = try published("logreg C=1 all")
    let trees = try published("histgb")
    let own = try figures(without: nil)
    expect(own, noWorseThan: plain)
    let closed = (plain.logLoss - own.logLoss) / (plain.logLoss - trees.logLoss)
    #expect(closed >= 0.9, "log loss \(own.logLoss) closes \(closed) of the gap")
  }

  @Test("without PageValues, which leaks the outcome: better by each figure")
  func withoutPageValues() throws {
    expect(
      try figures(without: "PageValues"),
      noWorseThan: try published("logreg without PageValues (leaks the outcome)"))
  }

  private func expect(_ own: Figures, noWorseThan other: Figures) {
    #expect(own.logLoss <= other.logLoss)
    #expect(own.auc >= other.auc)
    #expect(own.averagePrecision >= other.averagePrecision)
    #expect(own.brier <= other.brier)
  }
}
