import Foundation
import OutcomeModel
import TestKit
import Testing
import Training

/// Examples of visitors that each have their own rate.
private struct VisitedExamples {
  var logOdds: [Double] = []
  var labels: [Bool] = []
  var weights: [Double] = []
  var visitors: [UInt64] = []

  init(visitors count: Int, seed: UInt64) {
    var numbers = SeededGenerator(seed: seed)
    for number in 0..<count {
      let visitor = visitorHash(Array("visitor-\(seed)-\(number)".utf8).span)
      let level = Double.random(in: -3...1, using: &numbers)
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        logOdds.append(level)
        labels.append(Double.random(in: 0..<1, using: &numbers) < logistic(level))
        weights.append(Double.random(in: 0.2...1, using: &numbers))
        visitors.append(visitor)
      }
    }
  }

  func evaluation(_ bootstrap: VisitorBootstrap = VisitorBootstrap()) -> Evaluation? {
    Metrics.evaluate(
      logOdds: logOdds, labels: labels, weights: weights, visitors: visitors,
      bootstrap: bootstrap)
  }

  mutating func reorder(_ order: [Int]) {
    logOdds = order.map { logOdds[$0] }
    labels = order.map { labels[$0] }
    weights = order.map { weights[$0] }
    visitors = order.map { visitors[$0] }
  }
}

@Suite("Bootstrap by visitor")
struct VisitorBootstrapTests {
  @Test("a visitor counts as a Poisson variable of mean 1 says, apart in every draw")
  func poisson() {
    let bootstrap = VisitorBootstrap()
    var seen = [Double](repeating: 0, count: 16)
    var together = 0.0
    for visitor in 0..<40_000 as Range<UInt64> {
      let hash = visitor &* 0x9E37_79B9
      let first = bootstrap.count(visitor: hash, replicate: 0)
      let second = bootstrap.count(visitor: hash, replicate: 1)
      seen[min(first, 15)] += 1
      together += Double((first - 1) * (second - 1))
    }
    var chance = exp(-1.0)
    for count in 0..<6 {
      #expect(abs(seen[count] / 40_000 - chance) < 4 * sqrt(chance / 40_000), "\(count) times")
      chance /= Double(count + 1)
    }
    #expect(abs(together / 40_000) < 4 / sqrt(40_000))
  }

  @Test("the intervals hold the figures, and are as wide as theory says of a mean")
  func width() throws {
    var table = VisitedExamples(visitors: 2_000, seed: 1)
    let found = try #require(table.evaluation())
    let intervals = try #require(found.intervals)
    #expect(intervals.replicates == 200 && intervals.visitors == 2_000)
    #expect(intervals.logLoss.contains(found.logLoss))
    #expect(intervals.brier.contains(found.brier))
    #expect(try #require(intervals.auc).contains(try #require(found.auc)))
    #expect(try #require(intervals.prAuc).contains(try #require(found.prAuc)))
    #expect(intervals.logLossOverBase.high < 0)
    #expect(intervals.lift.count == 10)
    // One example a visitor: the log loss is a mean of independent terms.
    var seen: Set<UInt64> = []
    table.reorder(table.visitors.indices.filter { seen.insert(table.visitors[$0]).inserted })
    table.weights = table.weights.map { _ in 1 }
    let single = try #require(table.evaluation(VisitorBootstrap(replicates: 1_000)))
    let losses = zip(table.logOdds, table.labels).map { logLoss(logOdds: $0, achieved: $1) }
    let variance = losses.reduce(0) { $0 + pow($1 - single.logLoss, 2) } / 2_000
    let width = 2 * 1.96 * sqrt(variance / 2_000)
    let interval = try #require(single.intervals).logLoss
    #expect(abs((interval.high - interval.low) / width - 1) < 0.15)
  }

  @Test("an example that stands there twice is not two visitors: the interval stays as wide")
  func repeated() throws {
    let table = VisitedExamples(visitors: 500, seed: 2)
    var twice = table
    twice.reorder(Array(table.labels.indices) + Array(table.labels.indices))
    let one = try #require(table.evaluation()?.intervals)
    let two = try #require(twice.evaluation()?.intervals)
    #expect(one.visitors == two.visitors)
    #expect(abs(one.logLoss.low - two.logLoss.low) < 1e-12)
    #expect(abs(one.logLoss.high - two.logLoss.high) < 1e-12)
  }

  @Test("the order of the examples has no part in the draws", arguments: [1, 2] as [UInt64])
  func order(_ seed: UInt64) throws {
    let table = VisitedExamples(visitors: 300, seed: 3)
    var shuffled = table
    var numbers = SeededGenerator(seed: seed)
    shuffled.reorder(table.labels.indices.shuffled(using: &numbers))
    let one = try #require(table.evaluation()?.intervals)
    let two = try #require(shuffled.evaluation()?.intervals)
    #expect(abs(one.logLoss.low - two.logLoss.low) < 1e-12)
    #expect(abs(try #require(one.auc).high - (try #require(two.auc).high)) < 1e-12)
  }

  @Test("paired: a model that is a little better everywhere is told apart; the same one never")
  func paired() throws {
    let table = VisitedExamples(visitors: 2_000, seed: 4)
    let worse = table.logOdds.map { 0.6 * $0 + 0.2 }
    func difference(_ a: [Double], _ b: [Double]) throws -> PairedDifference {
      let scored = ScoredExamples(
        logOdds: a, labels: table.labels, weights: table.weights, visitors: table.visitors)
      return try #require(PairedDifference(scored, less: b))
    }
    let found = try difference(worse, table.logOdds)
    let reversed = try difference(table.logOdds, worse)
    #expect(found.interval.low > 0 && found.interval.contains(found.difference))
    #expect(abs(found.difference + reversed.difference) < 1e-15)
    let intervals = try #require(table.evaluation()?.intervals?.logLoss)
    #expect(found.interval.high - found.interval.low < (intervals.high - intervals.low) / 2)
    let same = try difference(worse, worse)
    #expect(same.difference == 0 && same.interval == Interval(low: 0, high: 0))
  }
}
