import Bytes

/// Made-up statements and records with the shape of a shop's night, the same for the same seed.
///
/// Of a hundred visitors 79 have granted before the day and 21 within it; 8 of a hundred withdraw.
struct MadeLedger {
  /// Midnight before the day, in seconds since the epoch.
  static let day: Int64 = 1_763_769_600
  private var random: Generator
  /// How many visitors there are; their ids follow from their numbers.
  private(set) var visitors: UInt64 = 0

  init(seed: Int) {
    random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// Hands over the lines of so many statements, those of one visitor one after the other.
  mutating func forEachLine(_ count: Int, _ body: (Span<UInt8>) -> Void) {
    var line: [UInt8] = []
    var made = 0
    while made < count {
      let visitor = visitors
      visitors += 1
      let isBefore = random.below(100) < 79
      let at =
        isBefore
        ? MadeLedger.day - 3_600 - Int64(random.below(86_400 * 90))
        : MadeLedger.day + Int64(random.below(86_400))
      write("grant", visitor, at, &line)
      body(line.span)
      made += 1
      guard made < count, random.below(100) < 8 else { continue }
      write("withdraw", visitor, at + 60 + Int64(random.below(86_400)), &line)
      body(line.span)
      made += 1
    }
  }

  /// The visitor of a number as a random UUID would be written.
  static func appendID(_ visitor: UInt64, to text: inout [UInt8]) {
    let words = [
      (visitor &+ 1) &* 0x9E37_79B9_7F4A_7C15, (visitor &+ 7) &* 0xC2B2_AE3D_27D4_EB4F,
    ]
    for digit in 0..<32 {
      if [8, 12, 16, 20].contains(digit) { text.append(0x2D) }
      text.append(hexDigit(UInt8(words[digit / 16] >> UInt64(60 - digit % 16 * 4) & 15)))
    }
  }

  private func write(
    _ action: StaticString, _ visitor: UInt64, _ seconds: Int64, _ line: inout [UInt8]
  ) {
    let time = Array((Timestamp(seconds: seconds) ?? .distantPast).description.utf8)
    line.removeAll(keepingCapacity: true)
    line.append("{\"controller\":\"acme\",\"subject\":\"")
    MadeLedger.appendID(visitor, to: &line)
    line.append("\",\"purpose\":\"sales\",\"action\":\"")
    line.append(action)
    line.append("\",\"at\":\"")
    line.append(contentsOf: time)
    line.append("\",\"appendedAt\":\"")
    line.append(contentsOf: time)
    line.append("\"")
    if action.utf8CodeUnitCount == 5 { line.append(",\"notice\":\"v3\",\"method\":\"checkbox\"") }
    line.append("}")
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Generator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func below(_ bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }
}
