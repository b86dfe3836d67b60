/// Bits in the order in which they come, held as 64-bit words with the first bit lowest.
///
/// The last run of equal bits is kept as a count, so that a column without nulls, or without values, holds
/// no words at all until they are asked for.
struct BitRuns: Equatable, Sendable {
  /// Bits of all runs but the last.
  private var words: [UInt64] = []
  private var storedCount = 0
  private var runValue = true
  private var runCount = 0
  /// How many bits are set.
  private(set) var setCount = 0

  /// How many bits there are.
  var count: Int { storedCount + runCount }

  /// Whether all bits are alike; true of none.
  var isUniform: Bool { setCount == 0 || setCount == count }

  @inline(__always)
  mutating func append(_ value: Bool) {
    if value != runValue { startRun(value) }
    runCount &+= 1
    setCount &+= value ? 1 : 0
  }

  mutating func append(_ value: Bool, count: Int) {
    guard count > 0 else { return }
    if value != runValue { startRun(value) }
    runCount += count
    setCount += value ? count : 0
  }

  /// Appends the lowest `count` bits of a word, which has no others.
  mutating func append(word: UInt64, count: Int) {
    if runCount > 0 { startRun(runValue) }
    setCount += word.nonzeroBitCount
    store(word, count)
  }

  /// The bit at `index`.
  @inline(__always)
  subscript(index: Int) -> Bool {
    guard index < storedCount else {
      precondition(index < count, "bit \(index) of \(count)")
      return runValue
    }
    return words[index >> 6] >> UInt64(index & 63) & 1 == 1
  }

  /// The 64 bits from `index`, those past the end clear.
  func word(at index: Int) -> UInt64 {
    var result: UInt64 = 0
    let first = index >> 6
    let shift = UInt64(index & 63)
    if first < words.count { result = words[first] >> shift }
    if shift > 0, first + 1 < words.count { result |= words[first + 1] << (64 - shift) }
    guard runValue, index + 64 > storedCount, runCount > 0 else { return result }
    let low = max(0, storedCount - index)
    let high = min(64, count - index)
    guard low < high else { return result }
    return result | (lowBits(high) & ~lowBits(low))
  }

  /// How many bits are set in `range`.
  func setCount(in range: Range<Int>) -> Int {
    if isUniform { return setCount == 0 ? 0 : range.count }
    var sum = 0
    for index in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let bits = word(at: index) & lowBits(min(64, range.upperBound - index))
      sum += bits.nonzeroBitCount
    }
    return sum
  }

  /// Hands on the place of every bit that is set.
  func forEachSet(_ body: (Int) -> Void) {
    for first in stride(from: 0, to: count, by: 64) {
      var bits = word(at: first) & lowBits(min(64, count - first))
      while bits != 0 {
        body(first + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
  }

  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    storedCount = 0
    runCount = 0
    runValue = true
    setCount = 0
  }

  @inline(never)
  private mutating func startRun(_ value: Bool) {
    var left = runCount
    let ones: UInt64 = runValue ? .max : 0
    runCount = 0
    runValue = value
    while left > 0 {
      let take = min(left, 64)
      store(ones & lowBits(take), take)
      left -= take
    }
  }

  @inline(__always)
  private mutating func store(_ bits: UInt64, _ count: Int) {
    let shift = storedCount & 63
    if shift == 0 {
      words.append(bits)
    } else {
      words[words.count - 1] |= bits << UInt64(shift)
      if shift + count > 64 { words.append(bits >> UInt64(64 - shift)) }
    }
    storedCount += count
  }
}

/// A word whose lowest `count` bits are set.
@inline(__always)
func lowBits(_ count: Int) -> UInt64 {
  count >= 64 ? .max : (1 << UInt64(count)) - 1
}
