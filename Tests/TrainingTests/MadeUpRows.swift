import Features
import OutcomeModel
import TestKit
import Training

/// Made-up rows whose labels follow made-up weights, in blocks of a made-up size.
///
/// - Parameters:
///   - isUnit: whether every value is 1.
///   - isWeighted: whether rows count for more or less.
///   - outcomes: how many outcomes each row has labels of.
///   - blockRows: how many rows a block has at the most.
func madeUpBlocks(
  rows: Int, slots: UInt32, seed: UInt64, isUnit: Bool = true, isWeighted: Bool = false,
  outcomes: Int = 1, blockRows: Int = 1000
) -> ExampleBlocks {
  var numbers = SeededGenerator(seed: seed)
  var blocks = ExampleBlocks()
  var gathered = ExampleRows()
  for _ in 0..<rows {
    let chosen = Set(
      (0..<Int.random(in: 0...13, using: &numbers)).map { _ in
        UInt32(Double(slots) * Double.random(in: 0..<1, using: &numbers) * 0.999)
      }
    ).sorted()
    let values = chosen.map { _ in isUnit ? 1 : Float.random(in: -2...2, using: &numbers) }
    var bits: UInt8 = 0
    for outcome in 0..<outcomes {
      let score = zip(chosen, values).reduce(-0.5) {
        $0 + Double($1.1) * (Double(($1.0 + UInt32(outcome)) % 7) - 3) / 4
      }
      if Double.random(in: 0..<1, using: &numbers) < logistic(score) { bits |= 1 << UInt8(outcome) }
    }
    gathered.append(
      SparseVector(slots: chosen, values: values), labels: bits,
      weight: isWeighted ? Float.random(in: 0.1...1, using: &numbers) : 1)
    if gathered.count == blockRows {
      blocks.append(gathered.block())
      gathered.removeAll()
    }
  }
  if gathered.count > 0 { blocks.append(gathered.block()) }
  return blocks
}

extension ExampleBlocks {
  /// Copies of all rows.
  var rows: [ExampleRow] { blocks.flatMap(\.rows) }
}
