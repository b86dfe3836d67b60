import Bytes
import Foundation
import TestKit
import Testing
import Training

private func slot(_ text: String, bits: Int = 18) -> UInt32 {
  murmurHash3(Array(text.utf8).span) & UInt32((1 << bits) - 1)
}

private func bins(_ column: String, in features: TableFeatures) throws -> TableBins {
  let found = try #require(features.columns.first { $0.name == column })
  guard case .number(let fine, _) = found.kind else {
    Issue.record("\(column) is text")
    return TableBins(hasZero: false, edges: [])
  }
  return fine
}

/// A table of one column `x`, labels by turns.
private func numbers(_ values: [String]) throws -> Table {
  try table("x,y\n" + values.enumerated().map { "\($1),\($0 % 2)\n" }.joined())
}

/// A table in which two columns of letters foretell nothing alone and much together, beside noise.
func crossedTable(rows: Int, seed: UInt64, noise: Double = 0.1) throws -> Table {
  var numbers = SeededGenerator(seed: seed)
  var text = "a,b,c,d,id,y\n"
  for row in 0..<rows {
    let a = Int.random(in: 0..<3, using: &numbers)
    let b = Int.random(in: 0..<3, using: &numbers)
    let isAlike = (a == b) != (Double.random(in: 0..<1, using: &numbers) < noise)
    let c = Int.random(in: 0..<4, using: &numbers)
    let d = Double.random(in: -2...2, using: &numbers)
    text += "a\(a),b\(b),c\(c),\(d),row \(row),\(isAlike)\n"
  }
  return try table(text)
}

@Suite("Features of tables")
struct TableFeatureTests {
  @Test("texts are name=value, numbers name=[low,high), zero a bin of its own, nothing name=")
  func texts() throws {
    let rows = ["0", "0", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "", " 12 ", "-3"]
    let lines = rows.enumerated().map { "\($1),k\($0 % 2),\($0 % 2)\n" }.joined()
    let table = try table("x,k,y\n" + lines)
    var settings = TableSettings()
    settings.crosses = .none
    let features = try TableFeatures.learn(table, settings).features
    let bins = try bins("x", in: features)
    #expect(bins.hasZero)
    #expect(bins.edges == [1, 3, 5, 6, 8, 10])
    let examples = try features.examples(table)
    func expect(_ row: Int, _ texts: String...) {
      #expect(
        Array(examples.slots[examples.entries(of: row)]) == texts.map { slot($0) }.sorted(),
        "row \(row)")
    }
    expect(0, "x=0", "k=k0")
    expect(3, "x=[1.0,3.0)", "k=k1")
    expect(4, "x=[1.0,3.0)", "k=k0")
    expect(13, "x=", "k=k1")
    expect(14, "x=[10.0,inf)", "k=k0")
    expect(15, "x=(-inf,1.0)", "k=k1")
  }

  @Test("zero is a bin of its own where it is frequent; else it lies among the others")
  func zeros() throws {
    let many = (1...96).map { "\($0)" }
    #expect(
      try bins("x", in: TableFeatures(try numbers(many + ["0", "0"]), .init())).hasZero == false)
    let frequent = try bins(
      "x", in: TableFeatures(try numbers(many + ["0", "0", "-0", "0.0"]), .init()))
    #expect(frequent.hasZero)
    #expect(frequent.edges.count == 6)
    #expect(try bins("x", in: TableFeatures(try numbers(["0", "0"]), .init())).edges == [])
  }

  @Test("bins hold equal shares, up to ties; few numbers have a bin each", arguments: 0..<8)
  func quantiles(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let values = (1...800).map { Double($0) / 64 - 6 }.shuffled(using: &random)
    let edges = try bins("x", in: TableFeatures(try numbers(values.map { "\($0)" }), .init())).edges
    let bounds = [-.infinity] + edges + [.infinity]
    for (low, high) in zip(bounds, bounds.dropFirst()) {
      #expect(values.count { $0 >= low && $0 < high } == 100, "seed \(seed)")
    }
    let few = try bins(
      "x", in: TableFeatures(try numbers(["1", "1", "1", "5", "5", "9"]), .init()))
    #expect(few.edges == [5, 9])
  }

  @Test("a column with one word is text, its numbers too")
  func mixed() throws {
    let features = TableFeatures(try numbers(["1", "2", "n/a"]), .init())
    #expect(features.columns[0].kind == .text)
    #expect(TableFeatures(try numbers(["", ""]), .init()).columns[0].kind == .text)
    #expect(TableFeatures(try numbers(["1", "nan"]), .init()).columns[0].kind == .text)
    #expect(TableFeatures(try numbers(["1", "1e999"]), .init()).columns[0].kind == .text)
  }

  @Test("test rows are read by the training's bins, columns by name, unseen values as they are")
  func testRows() throws {
    let training = try crossedTable(rows: 600, seed: 1)
    let (features, _) = try TableFeatures.learn(training)
    let other = try table("y,more,d,id,c,b,a\n1,?,word,new,c9,b0,a0\n0,?,1000,new,c1,b1,a2\n")
    let examples = try features.examples(other)
    let first = Set(examples.slots[examples.entries(of: 0)])
    #expect(first.isSuperset(of: ["a=a0", "b=b0", "c=c9", "d=word", "id=new"].map { slot($0) }))
    #expect(first.contains(slot("a=a0\u{1F}b=b0")))
    let second = Set(examples.slots[examples.entries(of: 1)])
    #expect(second.contains(slot("d=[\(try #require(bins("d", in: features).edges.last)),inf)")))
    #expect(throws: TableError.missingColumn(name: "c", nearest: "d")) {
      _ = try features.examples(try table("y,d,id,b,a\n1,1,1,1,1\n"))
    }
  }

  @Test("the cross that foretells is kept, and held-out loss improves by it")
  func choice() throws {
    let (features, report) = try TableFeatures.learn(try crossedTable(rows: 2000, seed: 2))
    #expect(features.crosses.contains(TableFeatures.Cross(0, 1)))
    #expect(features.crosses.allSatisfy { $0.second != 4 }, "a column of row numbers is crossed")
    let chosen = try #require(report.chosen)
    let plain = report.trials.filter { $0.crosses == 0 }.map(\.logLoss).min()
    #expect(chosen.logLoss < 0.6 * (try #require(plain)))
    #expect(chosen.crosses == features.crosses.count)
    #expect(report.trials.allSatisfy { $0.logLoss >= chosen.logLoss })
  }

  @Test("where no cross helps, none or few are kept, and none where there are too few rows")
  func noCross() throws {
    let (features, report) = try TableFeatures.learn(
      try crossedTable(rows: 1500, seed: 3, noise: 0.5))
    let plain = report.trials.filter { $0.crosses == 0 }.map(\.logLoss).min()
    #expect(features.crosses.isEmpty || report.chosen?.logLoss ?? 1 < plain ?? 0)
    let (small, smallReport) = try TableFeatures.learn(try crossedTable(rows: 60, seed: 3))
    #expect(small.crosses.isEmpty && smallReport.chosen == nil)
  }

  @Test("all pairs of columns of few codes, or none, where that is asked for")
  func allAndNone() throws {
    let table = try crossedTable(rows: 400, seed: 4)
    var settings = TableSettings()
    settings.crosses = .all
    #expect(try TableFeatures.learn(table, settings).features.crosses.count == 6)
    settings.crosses = .none
    #expect(try TableFeatures.learn(table, settings).features.crosses.isEmpty)
    settings.maximumCrossedValues = 2
    settings.crosses = .all
    #expect(try TableFeatures.learn(table, settings).features.crosses.isEmpty)
  }

  @Test("learned twice: the same; and back from JSON: the same features")
  func deterministic() throws {
    let table = try crossedTable(rows: 900, seed: 5)
    let (features, report) = try TableFeatures.learn(table)
    let again = try TableFeatures.learn(table)
    #expect(again.features == features && again.report == report)
    let back = try JSONDecoder().decode(
      TableFeatures.self, from: try JSONEncoder().encode(features))
    #expect(back == features)
    #expect(try back.examples(table).slots == features.examples(table).slots)
  }
}
