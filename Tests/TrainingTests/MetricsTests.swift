import Foundation
import OutcomeModel
import TestKit
import Testing
import Training

@Suite("Metrics")
struct MetricsTests {
  @Test("a small table worked out by hand")
  func byHand() throws {
    let found = try #require(
      Metrics.evaluate(
        probabilities: [0.1, 0.4, 0.35, 0.8], labels: [false, false, true, true],
        weights: [1, 1, 1, 1]))
    #expect(found.auc == 0.75)
    #expect(abs(found.brier - (0.01 + 0.16 + 0.4225 + 0.04) / 4) < 1e-15)
    #expect(
      abs(found.logLoss + (log(0.9) + log(0.6) + log(0.35) + log(0.8)) / 4) < 1e-15)
    #expect(found.baseRate == 0.5)
    #expect(abs(found.baseLogLoss - log(2)) < 1e-15)
    #expect(found.calibration.map(\.meanProbability) == [0.1, 0.35, 0.4, 0.8])
    #expect(found.calibration.map(\.observedRate) == [0, 1, 0, 1])
  }

  @Test("ties count half, and a weight of two is the example twice")
  func tiesAndWeights() throws {
    let tied = try #require(
      Metrics.evaluate(
        probabilities: [0.5, 0.5, 0.5, 0.9], labels: [true, false, false, true],
        weights: [1, 1, 1, 1]))
    #expect(tied.auc == 0.75)
    let weighted = try #require(
      Metrics.evaluate(
        probabilities: [0.2, 0.6, 0.7], labels: [false, true, false], weights: [2, 1, 1]))
    let repeated = try #require(
      Metrics.evaluate(
        probabilities: [0.2, 0.2, 0.6, 0.7], labels: [false, false, true, false],
        weights: [1, 1, 1, 1]))
    #expect(weighted.auc == repeated.auc)
    #expect(weighted.auc == 2.0 / 3)
    #expect(abs(weighted.logLoss - repeated.logLoss) < 1e-15)
    #expect(abs(weighted.brier - repeated.brier) < 1e-15)
    #expect(weighted.baseRate == repeated.baseRate)
  }

  @Test(
    "AUC is the share of pairs in order, on random and tied scores",
    arguments: [1, 2, 3] as [UInt64])
  func aucByPairs(_ seed: UInt64) throws {
    var numbers = SeededGenerator(seed: seed)
    let scores = (0..<200).map { _ in Double(Int.random(in: 1...20, using: &numbers)) / 21 }
    let labels = scores.map { Double.random(in: 0..<1, using: &numbers) < $0 }
    let weights = scores.map { _ in Double.random(in: 0.1...2, using: &numbers) }
    var inOrder = 0.0
    var all = 0.0
    for a in scores.indices where labels[a] {
      for b in scores.indices where !labels[b] {
        let weight = weights[a] * weights[b]
        all += weight
        inOrder += weight * (scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0)
      }
    }
    let found = try #require(
      Metrics.evaluate(probabilities: scores, labels: labels, weights: weights))
    #expect(abs(try #require(found.auc) - inOrder / all) < 1e-12)
  }

  @Test("log odds and probabilities measure the same, but only log odds survive certainty")
  func logOdds() throws {
    let odds = [-3.0, 0.5, 2, -0.1]
    let labels = [false, true, true, false]
    let weights = [1.0, 0.5, 2, 1]
    let a = try #require(Metrics.evaluate(logOdds: odds, labels: labels, weights: weights))
    let b = try #require(
      Metrics.evaluate(probabilities: odds.map(logistic), labels: labels, weights: weights))
    #expect(abs(a.logLoss - b.logLoss) < 1e-14)
    #expect(a.auc == b.auc && a.brier == b.brier && a.calibration == b.calibration)
    let sure = try #require(Metrics.evaluate(logOdds: [800], labels: [false], weights: [1]))
    #expect(sure.logLoss == 800)
    let certain = try #require(
      Metrics.evaluate(probabilities: [1], labels: [false], weights: [1]))
    #expect(certain.logLoss == .infinity)
  }

  @Test("one class has no AUC and a base log loss of 0; no examples have no metrics")
  func edges() throws {
    let one = try #require(
      Metrics.evaluate(probabilities: [0.5, 0.5], labels: [true, true], weights: [1, 1]))
    #expect(one.auc == nil)
    #expect(one.baseLogLoss == 0)
    #expect(Metrics.evaluate(probabilities: [], labels: [], weights: []) == nil)
  }

  @Test("calibration: ten bins of equal weight")
  func calibration() throws {
    let scores = (0..<1000).map { (Double($0) + 0.5) / 1000 }
    let labels = scores.indices.map { $0 % 4 == 0 }
    let weights = scores.map { _ in 0.5 }
    let found = try #require(
      Metrics.evaluate(probabilities: scores, labels: labels, weights: weights))
    #expect(found.calibration.map(\.examples) == [Int](repeating: 100, count: 10))
    #expect(found.calibration.allSatisfy { $0.observedRate == 0.25 && $0.weight == 50 })
    for (bin, found) in found.calibration.enumerated() {
      #expect(abs(found.meanProbability - (Double(bin) + 0.5) / 10) < 1e-12)
    }
  }
}
