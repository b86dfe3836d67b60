import Features
import Foundation
import OutcomeModel
import TestKit
import Testing
import Training

/// Reads an svmlight file of the shared vectors.
func sharedExamples(_ path: String, maximumIndex: UInt32 = 1 << 20) throws -> ExampleSet {
  let file = try #require(SharedData.path(path))
  let bytes = Array(try Data(contentsOf: URL(filePath: file)))
  let reader = SvmlightText(maximumIndex: maximumIndex, maximumBytes: bytes.count)
  let block = try unsafe bytes.withUnsafeBytes { unsafe try reader.read($0) }.block
  var examples = ExampleSet()
  for row in try #require(block).rows {
    examples.append(SparseVector(slots: row.slots, values: row.values), label: row.labels == 1)
  }
  return examples
}

/// Made-up examples whose labels follow made-up weights.
func madeUpExamples(rows: Int, slots: UInt32, seed: UInt64) -> ExampleSet {
  var numbers = SeededGenerator(seed: seed)
  var examples = ExampleSet()
  for _ in 0..<rows {
    var chosen = Set<UInt32>()
    for _ in 0..<6 { chosen.insert(UInt32.random(in: 0..<slots, using: &numbers)) }
    let sorted = chosen.sorted()
    let values = sorted.map { _ in Float.random(in: -2...2, using: &numbers) }
    let score = zip(sorted, values).reduce(0.0) {
      $0 + Double($1.1) * (Double($1.0 % 7) - 3) / 4
    }
    let label = Double.random(in: 0..<1, using: &numbers) < logistic(score)
    examples.append(
      SparseVector(slots: sorted, values: values), label: label,
      weight: Double(Float.random(in: 0.1...1, using: &numbers)))
  }
  return examples
}
