import OutcomeModel

/// How far a weight moves for a gradient.
///
/// FTRL-Proximal (McMahan et al. 2013, algorithm 1) without L1 keeps z and n a weight and sets w to
/// -z / ((β + √n)/α + λ). Written out for w, one step is
/// ```
/// n ← n + g²
/// w ← w - α·g / (β + √n + α·λ)
/// ```
/// so what is kept is w itself and n, and reading a weight costs no root.
struct AdaptiveStep: Equatable, Sendable {
  /// α: the step's length.
  var rate: Float = 0.05
  /// β: what keeps the first steps short.
  var damping: Float = 1
  /// λ: weighs ½‖w‖² against the sum of losses.
  var l2: Float = 0

  /// β + α·λ.
  var offset: Float { damping + rate * l2 }
}

/// ``AdaptiveStep`` of eight outcomes, whose rates may differ.
struct LaneSteps {
  var rates = SIMD8<Float>(repeating: AdaptiveStep().rate)
  var damping = AdaptiveStep().damping
  var l2: Float = 0

  /// β + α·λ.
  var offsets: SIMD8<Float> { SIMD8(repeating: damping) + rates * l2 }
}

/// The sum of losses of one outcome, as they were before each row was learned from.
///
/// ln(1 + e^-|m|) is taken of the product of 512 rows at once: each factor lies between 1 and 2, so the
/// product stays within 64 bits' range, and a logarithm a row is saved.
struct ProgressiveLoss {
  private var linear = 0.0
  private var product = 1.0
  private var factors = 0
  private var settled = 0.0

  /// Adds a row's loss.
  ///
  /// - Parameters:
  ///   - excess: what lies below 0 of the margin, as a positive number.
  ///   - e: e^-|m|.
  ///   - weight: what the row counts for.
  @inline(__always)
  mutating func add(excess: Float, e: Float, weight: Float) {
    linear += Double(excess * weight)
    guard weight == 1 else {
      settled += Double(weight) * logarithmOfOnePlus(Double(e))
      return
    }
    product *= 1 + Double(e)
    factors += 1
    if factors == 512 { settle() }
  }

  /// The sum so far.
  var sum: Double { linear + settled + naturalLogarithm(product) }

  private mutating func settle() {
    settled += naturalLogarithm(product)
    product = 1
    factors = 0
  }
}
