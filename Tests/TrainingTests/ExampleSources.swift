import Features
import Foundation
import OutcomeModel
import TestKit
import Testing
import Training

/// Reads an svmlight file of the shared vectors.
func sharedExamples(_ path: String, maximumIndex: UInt32 = 1 << 20) throws -> ExampleSet {
  let file = try #require(SharedData.path(path))
  var reader = SvmlightReader(maximumIndex: maximumIndex)
  try reader.read(Array(try Data(contentsOf: URL(filePath: file))).span)
  try reader.finish()
  return reader.examples
}

/// Small numbers that repeat for a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Made-up examples whose labels follow made-up weights.
func madeUpExamples(rows: Int, slots: UInt32, seed: UInt64) -> ExampleSet {
  var numbers = SeededNumbers(seed: seed)
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
      weight: Double.random(in: 0.1...1, using: &numbers))
  }
  return examples
}
