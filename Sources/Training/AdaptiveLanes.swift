import CIntrinsics
import OutcomeModel

/// The weights of up to eight outcomes side by side while they are learned row by row.
///
/// Eight w and eight n of a slot fill one line of the cache, so eight outcomes wait for memory hardly
/// longer than one. Each lane does what an ``AdaptiveTable`` does, in the same order of operations, so
/// its weights are the same bits.
@safe
final class AdaptiveLanes {
  /// How many outcomes there can be.
  static let width = 8
  /// How many rows ahead the slots of a row's entries are asked for.
  static let slotsAhead = 3

  /// w and n of a slot.
  struct State: BitwiseCopyable {
    var weights: SIMD8<Float> = .zero
    var squares: SIMD8<Float> = .zero
  }

  private let table: LargeTable<State>
  private let state: UnsafeMutablePointer<State>
  private let slotCount: Int
  private let steps: LaneSteps
  private let offsets: SIMD8<Float>
  private let intercept: Intercept
  private let scales: FeatureScales?
  private var running: Running

  /// What each row changes besides the slots' weights.
  private struct Running {
    var bias: SIMD8<Float>
    var biasSquares = SIMD8<Float>.zero
    var losses = LaneLosses()
  }

  /// A table of `slotCount` weights of 0 for each outcome.
  init(
    slotCount: Int, steps: LaneSteps, intercept: Intercept, bias: SIMD8<Float>,
    scales: FeatureScales?
  ) {
    table = LargeTable(repeating: State(), count: slotCount)
    unsafe state = table.start
    self.slotCount = slotCount
    self.steps = steps
    offsets = steps.offsets
    self.intercept = intercept
    self.scales = scales
    running = Running(bias: bias)
  }

  /// The biases as they have come to be.
  var bias: SIMD8<Float> { running.bias }

  /// Begins the sums of losses anew.
  func beginPass() { running.losses = LaneLosses() }

  /// The sum of an outcome's losses, as they were before each row was learned from.
  func loss(of lane: Int) -> Double { running.losses.sum(lane) }

  /// Learns from a window's rows, one after the other.
  ///
  /// - Parameter outcome: the one whose label all lanes learn; nil where each learns that of its own.
  func learn(_ rows: UnsafeBufferPointer<RowReference>, labelledAs outcome: Int? = nil) {
    var running = running
    defer { self.running = running }
    let labels = AdaptiveLanes.labels
    for index in 0..<rows.count {
      unsafe askAhead(rows, index)
      let row = unsafe rows[index]
      let slots = unsafe UnsafeBufferPointer(start: row.slots, count: Int(row.count))
      let own = unsafe row.labels
      let bits = outcome.map { own >> UInt8($0) & 1 != 0 ? 255 : 0 } ?? own
      let labels = labels[Int(bits)]
      if scales == nil {
        unsafe learn(slots, labels, row.weight, &running)
      } else {
        unsafe learn(slots, row.values, labels, row.weight, &running)
      }
    }
  }

  @inline(__always)
  private func askAhead(_ rows: UnsafeBufferPointer<RowReference>, _ index: Int) {
    let near = index + AdaptiveLanes.slotsAhead
    if near < rows.count {
      let row = unsafe rows[near]
      for entry in 0..<Int(unsafe row.count) {
        unsafe sojourn_prefetch(state + Int(row.slots[entry]))
      }
    }
  }

  /// For each value of a byte, 1 in each lane whose bit is set, else 0.
  private static let labels: [SIMD8<Float>] = (0..<256).map { bits in
    var lanes = SIMD8<Float>.zero
    for lane in 0..<8 where bits >> lane & 1 != 0 { lanes[lane] = 1 }
    return lanes
  }

  @inline(__always)
  private func checked(_ slot: UInt32) -> Int {
    precondition(Int(slot) < slotCount, "a slot beyond the weights")
    return Int(slot)
  }

  /// A row whose values are all 1.
  @inline(__always)
  private func learn(
    _ slots: UnsafeBufferPointer<UInt32>, _ labels: SIMD8<Float>, _ weight: Float,
    _ running: inout Running
  ) {
    let count = slots.count
    let grouped = count & ~3
    var (a, b) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var (c, d) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var entry = 0
    while entry < grouped {
      unsafe a += state[checked(slots[entry])].weights
      unsafe b += state[checked(slots[entry + 1])].weights
      unsafe c += state[checked(slots[entry + 2])].weights
      unsafe d += state[checked(slots[entry + 3])].weights
      entry += 4
    }
    while entry < count {
      unsafe a += state[checked(slots[entry])].weights
      entry += 1
    }
    let slopes = slopes(of: ((a + b) + (c + d)) + running.bias, labels, weight, &running)
    let squares = slopes * slopes
    let moves = steps.rates * slopes
    let offsets = offsets
    entry = 0
    while entry < count {
      let slot = unsafe Int(slots[entry])
      let n = unsafe state[slot].squares + squares
      unsafe state[slot].weights -= moves / (offsets + sojourn_roots8(n))
      unsafe state[slot].squares = n
      entry += 1
    }
  }

  /// A row with values.
  private func learn(
    _ slots: UnsafeBufferPointer<UInt32>, _ values: UnsafePointer<Float>?,
    _ labels: SIMD8<Float>, _ weight: Float, _ running: inout Running
  ) {
    guard let scales else { return }
    var (a, b) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var (c, d) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    let grouped = slots.count & ~3
    for entry in 0..<slots.count {
      let slot = unsafe checked(slots[entry])
      let value = scales.scaled(unsafe values?[entry] ?? 1, slot)
      let share = unsafe state[slot].weights * value
      switch entry < grouped ? entry & 3 : 0 {
      case 0: a += share
      case 1: b += share
      case 2: c += share
      default: d += share
      }
    }
    let slopes = slopes(of: ((a + b) + (c + d)) + running.bias, labels, weight, &running)
    for entry in 0..<slots.count {
      let slot = unsafe Int(slots[entry])
      let gradients = slopes * scales.scaled(unsafe values?[entry] ?? 1, slot)
      let n = unsafe state[slot].squares + gradients * gradients
      unsafe state[slot].weights -=
        steps.rates * gradients / (offsets + sojourn_roots8(n))
      unsafe state[slot].squares = n
    }
  }

  /// The losses' slopes by their log odds, after which the biases have moved.
  @inline(__always)
  private func slopes(
    of logOdds: SIMD8<Float>, _ labels: SIMD8<Float>, _ weight: Float, _ running: inout Running
  ) -> SIMD8<Float> {
    let bits = unsafe unsafeBitCast(logOdds, to: SIMD8<Int32>.self)
    let size = unsafe unsafeBitCast(bits & SIMD8(repeating: .max), to: SIMD8<Float>.self)
    let e = floatExponential(ofMinus: size)
    // All bits of a lane whose log odds are negative, none of the others.
    let isNegative = bits &>> SIMD8(repeating: 31)
    let upper = unsafe unsafeBitCast(
      (unsafeBitCast(e, to: SIMD8<Int32>.self) & isNegative)
        | (SIMD8(repeating: 0x3F80_0000) & ~isNegative), to: SIMD8<Float>.self)
    let probabilities = upper / (1 + e)
    // 1 for an achieved outcome, -1 for one that was not.
    let signs = labels + labels - 1
    running.losses.add(
      excess: sojourn_greatest8(-logOdds * signs, .zero), e: e, weight: weight)
    let slopes = SIMD8(repeating: weight) * (probabilities - labels)
    if intercept != .none {
      running.biasSquares += slopes * slopes
      let offset = intercept == .regularised ? offsets : SIMD8(repeating: steps.damping)
      running.bias -= steps.rates * slopes / (offset + sojourn_roots8(running.biasSquares))
    }
    return slopes
  }

  /// The weight of each slot for one outcome, by the values as they were given, and how many slots
  /// were met.
  func weights(of lane: Int) -> (weights: [Float], met: Int) {
    var met = 0
    let weights = (0..<slotCount).map { slot in
      if unsafe state[slot].squares[lane] > 0 { met += 1 }
      let weight = unsafe state[slot].weights[lane]
      return scales?.unscaled(weight, slot) ?? weight
    }
    return (weights, met)
  }
}

/// ``ProgressiveLoss`` of eight outcomes.
private struct LaneLosses {
  private var linear = SIMD8<Double>.zero
  private var product = SIMD8<Double>(repeating: 1)
  private var factors = 0
  private var settled = SIMD8<Double>.zero

  @inline(__always)
  mutating func add(excess: SIMD8<Float>, e: SIMD8<Float>, weight: Float) {
    linear += sojourn_widened8(excess * weight)
    guard weight == 1 else {
      for lane in e.indices {
        settled[lane] += Double(weight) * logarithmOfOnePlus(Double(e[lane]))
      }
      return
    }
    product *= 1 + sojourn_widened8(e)
    factors += 1
    if factors == 512 { settle() }
  }

  func sum(_ lane: Int) -> Double {
    linear[lane] + settled[lane] + naturalLogarithm(product[lane])
  }

  private mutating func settle() {
    for lane in product.indices { settled[lane] += naturalLogarithm(product[lane]) }
    product = SIMD8(repeating: 1)
    factors = 0
  }
}
