/// The folds of scikit-learn's `StratifiedKFold(5, shuffle=True, random_state=0)`, whose figures the
/// shared vectors hold.
///
/// - Parameter labels: the first of them is the class that is shuffled first.
/// - Returns: for each row the number of the fold that tests it.
func stratifiedFolds(_ labels: [Bool], count: Int, seed: UInt32) -> [Int] {
  var numbers = MersenneTwister(seed: seed)
  let first = labels.first ?? false
  let sizes = [labels.count { $0 == first }, labels.count { $0 != first }]
  let sorted = [Int](repeating: 0, count: sizes[0]) + [Int](repeating: 1, count: sizes[1])
  var folds = [Int](repeating: 0, count: labels.count)
  for group in 0..<2 {
    var dealt: [Int] = []
    for fold in 0..<count {
      let share = stride(from: fold, to: sorted.count, by: count).count { sorted[$0] == group }
      dealt += [Int](repeating: fold, count: share)
    }
    numbers.shuffle(&dealt)
    let rows = labels.indices.filter { (labels[$0] == first) == (group == 0) }
    for (row, fold) in zip(rows, dealt) { folds[row] = fold }
  }
  return folds
}

/// MT19937 (Matsumoto & Nishimura 1998), seeded and shuffling as NumPy's `RandomState` does.
private struct MersenneTwister {
  private var state: [UInt32]
  private var place = 624

  init(seed: UInt32) {
    state = [seed]
    for index in 1..<624 {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(index))
    }
  }

  private mutating func next() -> UInt32 {
    if place == 624 { twist() }
    var value = state[place]
    place += 1
    value ^= value >> 11
    value ^= (value << 7) & 0x9D2C_5680
    value ^= (value << 15) & 0xEFC6_0000
    return value ^ (value >> 18)
  }

  private mutating func twist() {
    for index in 0..<624 {
      let bits = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7FFF_FFFF)
      state[index] =
        state[(index + 397) % 624] ^ (bits >> 1) ^ (bits & 1 == 1 ? 0x9908_B0DF : 0)
    }
    place = 0
  }

  /// Fisher and Yates from the end, each place drawn by masking and drawing again.
  mutating func shuffle(_ values: inout [Int]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      let mask = UInt32.max >> UInt32(UInt32(last).leadingZeroBitCount)
      var drawn = next() & mask
      while drawn > UInt32(last) { drawn = next() & mask }
      values.swapAt(last, Int(drawn))
    }
  }
}
