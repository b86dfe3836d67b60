import CIntrinsics

/// The weights of one outcome while they are learned row by row.
///
/// A slot's w and n lie side by side, so that one line of the cache has both. Rows come as references
/// of a window (``RowShuffle``); the slots of rows ahead are asked for early, since nearly all of the time
/// would go by waiting for them.
@safe
final class AdaptiveTable {
  /// How many rows ahead the slots of a row's entries are asked for.
  static let slotsAhead = 6

  private let table: LargeTable<SIMD2<Float>>
  private let state: UnsafeMutablePointer<SIMD2<Float>>
  private let slotCount: Int
  private let step: AdaptiveStep
  private let intercept: Intercept
  private let scales: FeatureScales?
  private var running: Running

  /// What each row changes besides the slots' weights.
  private struct Running {
    var bias: Float
    var biasSquares: Float = 0
    var loss = ProgressiveLoss()
  }

  /// A table of `slotCount` weights of 0.
  init(
    slotCount: Int, step: AdaptiveStep, intercept: Intercept, bias: Float, scales: FeatureScales?
  ) {
    table = LargeTable(repeating: .zero, count: slotCount)
    unsafe state = table.start
    self.slotCount = slotCount
    self.step = step
    self.intercept = intercept
    self.scales = scales
    running = Running(bias: bias)
  }

  /// The bias as it has come to be.
  var bias: Float { running.bias }

  /// The sum of the pass's losses, as they were before each row was learned from.
  var loss: Double { running.loss.sum }

  /// Begins the sum of losses anew.
  func beginPass() { running.loss = ProgressiveLoss() }

  /// Learns from a window's rows, one after the other.
  func learn(_ rows: UnsafeBufferPointer<RowReference>) {
    var running = running
    defer { self.running = running }
    for index in 0..<rows.count {
      unsafe askAhead(rows, index)
      let row = unsafe rows[index]
      let slots = unsafe UnsafeBufferPointer(start: row.slots, count: Int(row.count))
      let achieved = unsafe row.labels & 1 != 0
      if scales == nil {
        unsafe learn(slots, achieved, row.weight, &running)
      } else {
        unsafe learn(slots, row.values, achieved, row.weight, &running)
      }
    }
  }

  @inline(__always)
  private func askAhead(_ rows: UnsafeBufferPointer<RowReference>, _ index: Int) {
    let near = index + AdaptiveTable.slotsAhead
    if near < rows.count {
      let row = unsafe rows[near]
      for entry in 0..<Int(unsafe row.count) {
        unsafe sojourn_prefetch(state + Int(row.slots[entry]))
      }
    }
  }

  @inline(__always)
  private func checked(_ slot: UInt32) -> Int {
    precondition(Int(slot) < slotCount, "a slot beyond the weights")
    return Int(slot)
  }

  /// A row whose values are all 1.
  @inline(__always)
  private func learn(
    _ slots: UnsafeBufferPointer<UInt32>, _ achieved: Bool, _ weight: Float,
    _ running: inout Running
  ) {
    let count = slots.count
    let grouped = count & ~3
    var (a, b, c, d) = (Float(0), Float(0), Float(0), Float(0))
    var entry = 0
    while entry < grouped {
      unsafe a += state[checked(slots[entry])].x
      unsafe b += state[checked(slots[entry + 1])].x
      unsafe c += state[checked(slots[entry + 2])].x
      unsafe d += state[checked(slots[entry + 3])].x
      entry += 4
    }
    while entry < count {
      unsafe a += state[checked(slots[entry])].x
      entry += 1
    }
    let slope = slope(ofSums: SIMD4(a, b, c, d), achieved, weight, &running)
    let (squares, moves) = (slope * slope, step.rate * slope)
    entry = 0
    while entry < grouped {
      unsafe sojourn_move4(
        state + Int(slots[entry]), state + Int(slots[entry + 1]), state + Int(slots[entry + 2]),
        state + Int(slots[entry + 3]), squares, moves, step.offset)
      entry += 4
    }
    while entry < count {
      unsafe move(Int(slots[entry]), slope)
      entry += 1
    }
  }

  /// A row with values.
  private func learn(
    _ slots: UnsafeBufferPointer<UInt32>, _ values: UnsafePointer<Float>?, _ achieved: Bool,
    _ weight: Float, _ running: inout Running
  ) {
    guard let scales else { return }
    var sums = SIMD4<Float>.zero
    let grouped = slots.count & ~3
    for entry in 0..<slots.count {
      let slot = unsafe checked(slots[entry])
      let value = scales.scaled(unsafe values?[entry] ?? 1, slot)
      unsafe sums[entry < grouped ? entry & 3 : 0] += state[slot].x * value
    }
    let slope = slope(ofSums: sums, achieved, weight, &running)
    for entry in 0..<slots.count {
      let slot = unsafe Int(slots[entry])
      unsafe move(slot, slope * scales.scaled(values?[entry] ?? 1, slot))
    }
  }

  /// The loss's slope by the log odds that four partial sums make, after which the bias has moved.
  @inline(__always)
  private func slope(
    ofSums sums: SIMD4<Float>, _ achieved: Bool, _ weight: Float, _ running: inout Running
  ) -> Float {
    let logOdds = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + running.bias
    let e = floatExponential(ofMinus: abs(logOdds))
    let probability = (logOdds >= 0 ? 1 : e) / (1 + e)
    let margin = achieved ? logOdds : -logOdds
    running.loss.add(excess: max(-margin, 0), e: e, weight: weight)
    let slope = weight * (probability - (achieved ? 1 : 0))
    if intercept != .none { moveBias(slope, &running) }
    return slope
  }

  @inline(__always)
  private func move(_ slot: Int, _ gradient: Float) {
    let n = unsafe state[slot].y + gradient * gradient
    unsafe state[slot] = SIMD2(
      state[slot].x - step.rate * gradient / (step.offset + n.squareRoot()), n)
  }

  @inline(__always)
  private func moveBias(_ slope: Float, _ running: inout Running) {
    running.biasSquares += slope * slope
    let offset = intercept == .regularised ? step.offset : step.damping
    running.bias -= step.rate * slope / (offset + running.biasSquares.squareRoot())
  }

  /// The weight of each slot, by the values as they were given, and how many slots were met.
  func weights() -> (weights: [Float], met: Int) {
    var met = 0
    let weights = (0..<slotCount).map { slot in
      if unsafe state[slot].y > 0 { met += 1 }
      return unsafe scales?.unscaled(state[slot].x, slot) ?? state[slot].x
    }
    return (weights, met)
  }
}
