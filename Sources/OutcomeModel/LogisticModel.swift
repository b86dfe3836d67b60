public import Features

/// A logistic regression over hashed features: one weight a slot, and a bias.
///
/// Trainer and scorer share this one definition of the prediction. Sums are taken in order of the
/// slots in 64 bits, so a vector has one probability on every machine.
public struct LogisticModel: Equatable, Sendable {
  /// One weight for each slot; 2^bits of them.
  public var weights: [Float]
  /// The log odds of a prefix without features.
  public var bias: Double
  /// How log odds become the probability.
  public var calibration: Calibration

  /// A model by its weights and bias.
  public init(weights: [Float], bias: Double, calibration: Calibration = .identity) {
    self.weights = weights
    self.bias = bias
    self.calibration = calibration
  }

  /// The log odds of a prefix with these features, before calibration.
  ///
  /// - Parameter features: slots that are all below the number of weights.
  public func logOdds(_ features: borrowing SparseVector) -> Double {
    logOdds(slots: features.slots.span, values: features.values.span)
  }

  /// The log odds of features given as slots and their values, before calibration.
  ///
  /// - Parameters:
  ///   - slots: places of weights, all below their number.
  ///   - values: as many values as slots.
  public func logOdds(slots: Span<UInt32>, values: Span<Float>) -> Double {
    var sum = bias
    for index in slots.indices {
      sum += Double(weights[Int(slots[index])]) * Double(values[index])
    }
    return sum
  }

  /// The probability that the outcome is still to be achieved.
  public func probability(_ features: borrowing SparseVector) -> Double {
    logistic(calibration.apply(logOdds(features)))
  }
}
