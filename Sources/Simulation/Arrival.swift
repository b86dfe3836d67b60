/// When a line reaches its file: soon after, at times minutes later, a few only the next day.
enum Arrival {
  /// The time of arrival of what happened at `time`, both in milliseconds since 1970.
  static func time(after time: Int64, _ random: inout SeededRandom) -> Int64 {
    switch random.below(1000) {
    case 0..<4: time + Int64(random.number(in: 6 * 3_600_000...30 * 3_600_000))
    case 4..<20: time + Int64(random.number(in: 10_000...900_000))
    default: time + Int64(random.below(2500))
    }
  }
}
