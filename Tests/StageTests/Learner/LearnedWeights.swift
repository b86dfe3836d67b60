import Foundation
import TestKit
import Testing

/// A model that sojourn-train has written, read by the book of the safetensors format.
struct LearnedWeights {
  var bias: Double
  var weights: [Float]

  /// The model in a folder.
  init(folder: String) throws {
    let file = [UInt8](try bytes("\(folder)/weights.safetensors"))
    let headerLength = Int(LearnedWeights.number(file, at: 0) as UInt64)
    let header = try object(Data(file[8..<(8 + headerLength)]))
    func start(_ name: String) throws -> Int {
      let tensor = try #require(header[name] as? [String: Any])
      return 8 + headerLength + (try #require(tensor["data_offsets"] as? [Int]))[0]
    }
    let tensor = try #require(header["weights"] as? [String: Any])
    let count = (try #require(tensor["shape"] as? [Int]))[0]
    bias = Double(bitPattern: LearnedWeights.number(file, at: try start("bias")))
    let first = try start("weights")
    weights = (0..<count).map {
      Float(bitPattern: LearnedWeights.number(file, at: first + 4 * $0))
    }
  }

  private static func number<Number: FixedWidthInteger>(
    _ file: [UInt8], at start: Int
  ) -> Number {
    (0..<(Number.bitWidth / 8)).reduce(0) { $0 | Number(file[start + $1]) << (8 * $1) }
  }

  /// What training minimises: the sum of log losses and ½·l2·‖w‖², with libm and in the rows' order.
  func objective(_ rows: [PeerRow], l2: Double, penalisesBias: Bool) -> Double {
    var squares = weights.reduce(0.0) { $0 + Double($1) * Double($1) }
    if penalisesBias { squares += bias * bias }
    return rows.reduce(l2 / 2 * squares) { sum, row in
      let score = row.entries.reduce(bias) { $0 + Double(weights[$1.slot]) * $1.value }
      let margin = row.isAchieved ? score : -score
      return sum + log1p(exp(-abs(margin))) + max(-margin, 0)
    }
  }
}
