import Foundation
import Training

/// The objective and its gradient as the book has them: slow, and obvious.
///
/// - Returns: the value, a derivative for each slot below `slotCount`, and last that of the bias.
func referenceObjective(
  _ rows: [ExampleRow], outcome: Int = 0, weights: [Double], bias: Double, l2: Double,
  intercept: Intercept
) -> (value: Double, gradient: [Double]) {
  var value = 0.5 * l2 * weights.reduce(0) { $0 + $1 * $1 }
  var gradient = weights.map { l2 * $0 } + [0]
  if intercept == .regularised {
    value += 0.5 * l2 * bias * bias
    gradient[weights.count] = l2 * bias
  }
  for row in rows {
    var score = intercept == .none ? 0 : bias
    for (slot, value) in zip(row.slots, row.values) {
      score += weights[Int(slot)] * Double(value)
    }
    let isAchieved = row.labels >> UInt8(outcome) & 1 != 0
    let probability = 1 / (1 + exp(-score))
    value -= Double(row.weight) * log(isAchieved ? probability : 1 - probability)
    let slope = Double(row.weight) * (probability - (isAchieved ? 1 : 0))
    for (slot, value) in zip(row.slots, row.values) {
      gradient[Int(slot)] += slope * Double(value)
    }
    if intercept != .none { gradient[weights.count] += slope }
  }
  return (value, gradient)
}

/// FTRL-Proximal by the book, without L1, in 64 bits, with z and n a slot.
///
/// Source: McMahan and others, Ad Click Prediction, 2013, algorithm 1.
func referenceFTRL(
  _ rows: [ExampleRow], outcome: Int = 0, slotCount: Int, alpha: Double, l2: Double,
  bias start: Double
) -> (weights: [Double], bias: Double, loss: Double) {
  let beta = 1.0
  var z = [Double](repeating: 0, count: slotCount)
  var n = z
  func weight(_ slot: Int) -> Double { -z[slot] / ((beta + n[slot].squareRoot()) / alpha + l2) }
  var bias = start
  var biasSquares = 0.0
  var loss = 0.0
  for row in rows {
    let score = zip(row.slots, row.values).reduce(bias) { $0 + weight(Int($1.0)) * Double($1.1) }
    let probability = 1 / (1 + exp(-score))
    let isAchieved = row.labels >> UInt8(outcome) & 1 != 0
    loss -= Double(row.weight) * log(isAchieved ? probability : 1 - probability)
    let slope = Double(row.weight) * (probability - (isAchieved ? 1 : 0))
    for (slot, value) in zip(row.slots, row.values) {
      let g = slope * Double(value)
      let sigma = ((n[Int(slot)] + g * g).squareRoot() - n[Int(slot)].squareRoot()) / alpha
      z[Int(slot)] += g - sigma * weight(Int(slot))
      n[Int(slot)] += g * g
    }
    biasSquares += slope * slope
    bias -= alpha * slope / (beta + biasSquares.squareRoot())
  }
  return (z.indices.map(weight), bias, loss)
}
