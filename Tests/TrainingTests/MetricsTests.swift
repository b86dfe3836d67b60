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
    "random and tied scores: the figures of the definitions",
    arguments: [1, 2, 3, 4] as [UInt64], [7, 21, 10_000])
  func reference(_ seed: UInt64, _ levels: Int) throws {
    var numbers = SeededGenerator(seed: seed)
    let scores = (0..<200).map { _ in
      Double(Int.random(in: 1..<levels, using: &numbers)) / Double(levels)
    }
    let labels = scores.map { Double.random(in: 0..<1, using: &numbers) < $0 }
    let weights = scores.map { _ in Double.random(in: 0.1...2, using: &numbers) }
    let found = try #require(
      Metrics.evaluate(probabilities: scores, labels: labels, weights: weights))
    let slow = MetricsReference(probabilities: scores, labels: labels, weights: weights)
    #expect(abs(try #require(found.auc) - slow.auc) < 1e-12)
    #expect(abs(try #require(found.prAuc) - slow.averagePrecision) < 1e-12)
    #expect(abs(found.ece - slow.calibrationError(binCount: 15)) < 1e-12)
    var share = 0.0
    for (bin, expected) in zip(found.lift, slow.achievedByTenth) {
      share += expected
      #expect(abs(bin.lift - 10 * expected) < 1e-12)
      #expect(abs(bin.observedRate - bin.lift * found.baseRate) < 1e-12)
      #expect(abs(bin.cumulativeShare - share) < 1e-12)
    }
    #expect(found.lift.count == 10)
  }

  @Test("normalised entropy and the mean probability, over those of the base rate")
  func ratios() throws {
    let found = try #require(
      Metrics.evaluate(
        probabilities: [0.5, 0.5, 0.5, 0.5], labels: [true, false, false, false],
        weights: [1, 1, 1, 1]))
    #expect(found.meanOverBaseRate == 2)
    #expect(abs(found.ece - 0.25) < 1e-15)
    let entropy = -(0.25 * log(0.25) + 0.75 * log(0.75))
    #expect(abs(try #require(found.normalisedEntropy) - log(2) / entropy) < 1e-14)
    #expect(found.lift.allSatisfy { abs($0.lift - 1) < 1e-12 })
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
    #expect(one.prAuc == 1)
    #expect(one.baseLogLoss == 0)
    #expect(one.normalisedEntropy == nil)
    let none = try #require(
      Metrics.evaluate(probabilities: [0.5, 0.5], labels: [false, false], weights: [1, 1]))
    #expect(none.auc == nil && none.prAuc == nil && none.lift.isEmpty)
    #expect(none.meanOverBaseRate == nil)
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
