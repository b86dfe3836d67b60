import Features
import OutcomeModel
import TestKit
import Testing
import Training

@Suite("Adaptive passes")
struct AdaptiveTests {
  private func fit(
    _ blocks: ExampleBlocks, outcomes: Int = 1, l2: Double = 0, passes: Int = 1, seed: UInt64 = 1,
    intercept: Intercept = .free
  ) -> [(model: LogisticModel, report: FitReport)] {
    LogisticRegression(
      FitSettings(method: .adaptive, l2: l2, passes: passes, intercept: intercept, seed: seed)
    ).fit(blocks, outcomeCount: outcomes, slotCount: 200)
  }

  @Test(
    "are FTRL-Proximal by the book, row after row, at the rate of the least losses on the way",
    arguments: [0, 3.0], [true, false])
  func byTheBook(l2: Double, isWeighted: Bool) throws {
    let blocks = madeUpBlocks(rows: 3000, slots: 200, seed: 3, isWeighted: isWeighted)
    let rows = blocks.rows
    let order = RowShuffle.order(of: blocks, seed: 1, pass: 0)
    let total = rows.reduce(0) { $0 + Double($1.weight) }
    let achieved = rows.reduce(0) { $0 + ($1.labels == 1 ? Double($1.weight) : 0) }
    let candidates = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4].map { alpha in
      referenceFTRL(
        order.map { rows[$0] }, slotCount: 200, alpha: alpha, l2: l2,
        bias: logOdds(of: achieved / total))
    }
    let best = try #require(candidates.min { $0.loss < $1.loss })
    let (model, report) = fit(blocks, l2: l2)[0]
    for slot in best.weights.indices {
      #expect(abs(Double(model.weights[slot]) - best.weights[slot]) < 1e-4, "slot \(slot)")
    }
    #expect(abs(model.bias - best.bias) < 1e-4)
    let penalty = 0.5 * l2 * best.weights.reduce(0) { $0 + $1 * $1 }
    #expect(abs(report.objective - best.loss - penalty) < 0.01)
  }

  @Test("the sum of losses is of the rows before they are learned from")
  func progressive() {
    let blocks = madeUpBlocks(rows: 1, slots: 200, seed: 5)
    let (_, report) = fit(blocks, intercept: .none)[0]
    #expect(abs(report.objective - 0.693_147_180_559_945) < 1e-12)
  }

  @Test(
    "an outcome has the same bits alone and beside seven others",
    arguments: [(true, false), (true, true), (false, false), (false, true)], Intercept.allCases)
  func lanes(kind: (isUnit: Bool, isWeighted: Bool), intercept: Intercept) {
    let blocks = madeUpBlocks(
      rows: 4000, slots: 200, seed: 8, isUnit: kind.isUnit, isWeighted: kind.isWeighted,
      outcomes: 8)
    let together = fit(blocks, outcomes: 8, l2: 1, passes: 2, intercept: intercept)
    let alone = fit(blocks, l2: 1, passes: 2, intercept: intercept)[0]
    #expect(together.count == 8)
    #expect(together[0].model == alone.model)
    #expect(together[0].report.features == alone.report.features)
    #expect(abs(together[0].report.objective - alone.report.objective) < 1e-9)
    #expect(Set(together.map { $0.model.bias }).count == (intercept == .none ? 1 : 8))
  }

  @Test("where blocks end has no part in it", arguments: [1, 7, 1024, 5000])
  func blocks(of rows: Int) {
    let one = madeUpBlocks(rows: 5000, slots: 200, seed: 4, isUnit: false, blockRows: 5000)
    let other = madeUpBlocks(rows: 5000, slots: 200, seed: 4, isUnit: false, blockRows: rows)
    #expect(fit(one)[0].model == fit(other)[0].model)
  }

  @Test("another unit of a feature's values changes its weight by that, and nothing else")
  func scale() {
    let blocks = madeUpBlocks(rows: 2000, slots: 20, seed: 6, isUnit: false)
    var scaled = ExampleBlocks()
    var rows = ExampleRows()
    for row in blocks.rows {
      let values = zip(row.slots, row.values).map { $0 == 3 ? $1 * 1024 : $1 }
      rows.append(SparseVector(slots: row.slots, values: values), labels: row.labels)
    }
    scaled.append(rows.block())
    var expected = fit(blocks)[0].model
    expected.weights[3] /= 1024
    #expect(fit(scaled)[0].model == expected)
  }

  @Test(
    "every row comes once a pass, in an order that seed and pass change and neighbours do not keep",
    arguments: [1, 1000, 1024, 1025, 70_000])
  func order(rows: Int) {
    let blocks = madeUpBlocks(rows: rows, slots: 3, seed: 1, blockRows: 777)
    let order = RowShuffle.order(of: blocks, seed: 1, pass: 0)
    #expect(order.sorted() == Array(0..<rows))
    #expect(order == RowShuffle.order(of: blocks, seed: 1, pass: 0))
    guard rows > 1 else { return }
    #expect(order != RowShuffle.order(of: blocks, seed: 2, pass: 0))
    #expect(order != RowShuffle.order(of: blocks, seed: 1, pass: 1))
    let neighbours = zip(order, order.dropFirst()).count { $1 == $0 + 1 }
    #expect(neighbours < rows / 50)
  }

  @Test("on rows in order of their label a shuffled pass is as good as on shuffled rows")
  func timeOrdered() throws {
    let blocks = madeUpBlocks(rows: 20_000, slots: 200, seed: 9)
    var sorted = ExampleRows()
    for row in blocks.rows.sorted(by: { $0.labels < $1.labels }) {
      sorted.append(SparseVector(slots: row.slots, values: row.values), labels: row.labels)
    }
    var inOrder = ExampleBlocks()
    inOrder.append(sorted.block())
    func loss(_ model: LogisticModel) throws -> Double {
      let labels = blocks.labels(of: 0)
      return try #require(
        Metrics.evaluate(
          logOdds: blocks.logOdds(model), labels: labels, weights: labels.map { _ in 1 })
      ).logLoss
    }
    #expect(abs(try loss(fit(inOrder)[0].model) - loss(fit(blocks)[0].model)) < 0.002)
  }
}
