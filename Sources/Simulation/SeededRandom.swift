import Bytes

/// Random numbers that are a pure function of a seed and of what they are for.
///
/// Every part of the simulation draws from a generator of its own, named by numbers, so that what
/// one part draws never shifts what another part gets.
struct SeededRandom {
  private var numbers: SplitMix

  /// A generator for one use, such as visit 2 of visitor 17 on day 3.
  init(seed: UInt64, _ use: Use, _ first: Int = 0, _ second: Int = 0) {
    var mixed = SplitMix.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    mixed = SplitMix.mix(mixed ^ UInt64(use.rawValue) &* 0xD1B5_4A32_D192_ED03)
    mixed = SplitMix.mix(mixed ^ UInt64(truncatingIfNeeded: first) &* 0x8CB9_2BA7_2F3D_8DD7)
    numbers = SplitMix(
      seed: SplitMix.mix(mixed ^ UInt64(truncatingIfNeeded: second) &* 0xABC9_8388_FB8F_AC03))
  }

  /// What a generator is for.
  enum Use: UInt8 {
    case visitor, day, visit, chain, consent, login, noise
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    numbers.next()
  }

  /// A number from 0 up to and not including `bound`, by multiplication of the upper 32 bits.
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 31, "a random number below \(bound)")
    return Int(((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// A number in `range`.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// Whether something of so many chances in a thousand comes true.
  mutating func isTrue(perMille: Int) -> Bool {
    below(1000) < perMille
  }

  /// A place in `weights`, drawn in proportion to them.
  mutating func index(weights: [Int]) -> Int {
    var rest = below(weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }

  /// One of `choices`, each as likely as the others.
  mutating func element<T>(of choices: [T]) -> T {
    choices[below(choices.count)]
  }
}
