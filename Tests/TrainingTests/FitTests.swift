import Features
import Foundation
import OutcomeModel
import TestKit
import Testing

import Training

@Suite("Gradient and optimum")
struct FitTests {
  private func objective(
    _ blocks: ExampleBlocks, _ intercept: Intercept, outcome: Int = 0, jobs: Int = 1
  ) -> LogisticObjective {
    LogisticObjective(
      matrix: BatchMatrix(blocks, slotCount: 64, jobs: jobs), outcome: outcome, l2: 0.7,
      intercept: intercept, jobs: jobs)
  }

  @Test(
    "value and gradient are those of the book, for each outcome and any number of threads",
    arguments: [(true, false), (true, true), (false, true)], Intercept.allCases)
  func byTheBook(kind: (isUnit: Bool, isWeighted: Bool), intercept: Intercept) {
    let blocks = madeUpBlocks(
      rows: 10_000, slots: 60, seed: 2, isUnit: kind.isUnit, isWeighted: kind.isWeighted,
      outcomes: 3)
    var numbers = SeededGenerator(seed: 12)
    for outcome in [0, 2] {
      let fast = objective(blocks, intercept, outcome: outcome)
      let point = (0..<fast.dimension).map { _ in Double.random(in: -3...3, using: &numbers) }
      var weights = [Double](repeating: 0, count: 64)
      for (column, slot) in fast.matrix.slots.enumerated() { weights[Int(slot)] = point[column] }
      let expected = referenceObjective(
        blocks.rows, outcome: outcome, weights: weights, bias: point[fast.dimension - 1], l2: 0.7,
        intercept: intercept)
      var gradient: [Double] = []
      let value = fast.evaluate(point, gradient: &gradient)
      #expect(abs(value - expected.value) < 1e-10 * expected.value)
      for (column, slot) in fast.matrix.slots.enumerated() {
        #expect(abs(gradient[column] - expected.gradient[Int(slot)]) < 1e-8, "slot \(slot)")
      }
      #expect(abs(gradient[fast.dimension - 1] - expected.gradient[64]) < 1e-8)
      for jobs in [2, 3, 7] {
        var same: [Double] = []
        #expect(
          objective(blocks, intercept, outcome: outcome, jobs: jobs)
            .evaluate(point, gradient: &same) == value)
        #expect(same == gradient, "\(jobs) threads")
      }
    }
  }

  @Test("the gradient is that of finite differences", arguments: Intercept.allCases)
  func gradientMatchesDifferences(_ intercept: Intercept) {
    let objective = objective(
      ExampleBlocks(madeUpExamples(rows: 90, slots: 20, seed: 11)), intercept)
    var numbers = SeededGenerator(seed: 12)
    let point = (0..<objective.dimension).map { _ in Double.random(in: -1...1, using: &numbers) }
    var gradient: [Double] = []
    var unused: [Double] = []
    _ = objective.evaluate(point, gradient: &gradient)
    for index in point.indices {
      var above = point
      var below = point
      above[index] += 1e-5
      below[index] -= 1e-5
      let difference =
        (objective.evaluate(above, gradient: &unused)
          - objective.evaluate(below, gradient: &unused)) / 2e-5
      #expect(abs(gradient[index] - difference) < 1e-7, "variable \(index)")
    }
  }

  @Test("the value is the sum of weighted losses and the penalty, by the book")
  func valueIsByTheBook() {
    let examples = madeUpExamples(rows: 40, slots: 10, seed: 5)
    let objective = objective(ExampleBlocks(examples), .free)
    let point = (0..<objective.dimension).map { Double($0) / 10 - 0.4 }
    var expected = 0.35 * point.dropLast().reduce(0) { $0 + $1 * $1 }
    for row in 0..<examples.count {
      var score = point[point.count - 1]
      for entry in examples.entries(of: row) {
        let column = objective.matrix.slots.firstIndex(of: examples.slots[entry])!
        score += point[column] * Double(examples.values[entry])
      }
      let p = 1 / (1 + exp(-score))
      expected -= examples.weights[row] * log(examples.labels[row] ? p : 1 - p)
    }
    var gradient: [Double] = []
    #expect(abs(objective.evaluate(point, gradient: &gradient) - expected) < 1e-10)
  }

  @Test("one feature: the optimum is the one that a bisection finds")
  func oneFeature() {
    var examples = ExampleSet()
    for (label, times) in [(true, 7), (false, 3)] {
      for _ in 0..<times {
        examples.append(SparseVector(slots: [0], values: [1]), label: label)
      }
    }
    let settings = FitSettings(l2: 2, tolerance: 1e-12, intercept: .none)
    let (model, report) = LogisticRegression(settings).fit(examples, slotCount: 1)
    var low = 0.0
    var high = 5.0
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let slope = 2 * middle - 7 / (1 + exp(middle)) + 3 / (1 + exp(-middle))
      if slope < 0 { low = middle } else { high = middle }
    }
    #expect(report.converged)
    #expect(abs(Double(model.weights[0]) - low) < 1e-7)
    #expect(model.bias == 0)
  }

  @Test("without features a free bias is the log odds of the weighted base rate")
  func biasAlone() {
    var examples = ExampleSet()
    examples.append(SparseVector(), label: true, weight: 0.5)
    examples.append(SparseVector(), label: false, weight: 1.5)
    let settings = FitSettings(tolerance: 1e-13)
    let (model, _) = LogisticRegression(settings).fit(examples, slotCount: 4)
    #expect(abs(logistic(model.bias) - 0.25) < 1e-12)
    #expect(model.weights == [0, 0, 0, 0])
  }

  @Test("minus the labels gives minus the weights")
  func mirrored() {
    let examples = madeUpExamples(rows: 300, slots: 30, seed: 3)
    var mirrored = ExampleSet()
    for row in 0..<examples.count {
      let entries = examples.entries(of: row)
      mirrored.append(
        SparseVector(
          slots: Array(examples.slots[entries]), values: Array(examples.values[entries])),
        label: !examples.labels[row], weight: examples.weights[row])
    }
    let fit = LogisticRegression(FitSettings(tolerance: 1e-10))
    let (model, _) = fit.fit(examples, slotCount: 30)
    let (mirror, _) = fit.fit(mirrored, slotCount: 30)
    for slot in 0..<30 { #expect(abs(model.weights[slot] + mirror.weights[slot]) < 1e-6) }
    #expect(abs(model.bias + mirror.bias) < 1e-6)
  }

  @Test("a slot that is not supported has weight 0, and the others those of a fit without it")
  func unsupported() {
    let examples = madeUpExamples(rows: 300, slots: 30, seed: 4)
    var isSupported = [Bool](repeating: true, count: 30)
    isSupported[7] = false
    var without = ExampleSet()
    for row in 0..<examples.count {
      let entries = examples.entries(of: row).filter { examples.slots[$0] != 7 }
      without.append(
        SparseVector(
          slots: entries.map { examples.slots[$0] }, values: entries.map { examples.values[$0] }),
        label: examples.labels[row], weight: examples.weights[row])
    }
    let fit = LogisticRegression()
    let (model, _) = fit.fit(examples, slotCount: 30, isSupported: isSupported)
    let (other, _) = fit.fit(without, slotCount: 30)
    #expect(model == other)
    #expect(model.weights[7] == 0)
  }

  @Test("the weights' bytes are pinned, so that another machine or build would show it")
  func bytesArePinned() {
    let (model, _) = LogisticRegression().fit(
      madeUpExamples(rows: 500, slots: 40, seed: 9), slotCount: 40)
    var digest: UInt64 = 14_695_981_039_346_656_037
    for byte in WeightsFile.encode(model) {
      digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211
    }
    #expect(digest == 2462930541259673145)
  }

  @Test(
    "a9a at C = 0.1: the log loss, AUC and Brier of other libraries",
    .enabled(if: SharedData.path("train/libsvm/a9a") != nil, "shared vectors are not here"))
  func a9a() throws {
    let train = try sharedExamples("train/libsvm/a9a", maximumIndex: 123)
    let test = try sharedExamples("train/libsvm/a9a.t", maximumIndex: 123)
    let fit = LogisticRegression(FitSettings(l2: 10))
    let (model, report) = fit.fit(train, slotCount: 124)
    let scores = (0..<test.count).map { row in
      let entries = test.entries(of: row)
      return model.logOdds(
        slots: test.slots.span.extracting(entries), values: test.values.span.extracting(entries))
    }
    let found = try #require(
      Metrics.evaluate(logOdds: scores, labels: test.labels, weights: test.weights))
    #expect(report.converged)
    #expect(train.count == 32_560)
    #expect(abs(found.logLoss - 0.3237) < 0.0001)
    #expect(abs(try #require(found.auc) - 0.9025) < 0.0001)
    #expect(abs(found.brier - 0.1038) < 0.0001)
    #expect(abs(report.objective - 10_640.119_937) < 1e-3)
  }

  @Test(
    "agaricus can be separated: the penalty holds the weights and the fit ends",
    .enabled(
      if: SharedData.path("train/libsvm/agaricus_train.txt") != nil, "shared vectors are not here"))
  func agaricus() throws {
    let train = try sharedExamples("train/libsvm/agaricus_train.txt", maximumIndex: 127)
    let fit = LogisticRegression(FitSettings(l2: 1))
    let (model, report) = fit.fit(train, slotCount: 128)
    #expect(report.converged)
    #expect(model.weights.allSatisfy { abs($0) < 10 })
    #expect(report.objective < 0.05 * Double(train.count))
  }
}
