/// A visit as planned, before its steps are drawn.
struct Visit {
  /// By whom its pages are reported: never by both, so that nothing counts twice.
  enum Reporter {
    case webServer, collector
  }
  /// A step and when it was taken, in milliseconds since 1970.
  struct Moment {
    var step: Step
    var time: Int64
  }

  let day: Int
  let ordinal: Int
  let start: Int64
  let medium: Medium
  let reporter: Reporter

  /// The visits that a visitor begins on a day, in order of time.
  ///
  /// Visits begin in the first hour of four-hour slots and last less than two and a half hours, so
  /// that two of one visitor are always more than an hour apart. Nothing about a visit's steps
  /// decides whether it takes place.
  static func planned(for visitor: Visitor, day: Int, of settings: SimulationSettings) -> [Visit] {
    var random = SeededRandom(seed: settings.seed, .day, visitor.number, day)
    let chance = random.below(1000)
    var count = chance < 270 ? 1 : chance < 300 ? 2 : 0
    if visitor.certainDay == day { count = max(1, count) }
    guard count > 0 else { return [] }
    var slots = [random.index(weights: slotWeights)]
    if count > 1 { slots.append((slots[0] + random.number(in: 1...5)) % slotWeights.count) }
    let latest = settings.midnight(settings.days) - 150 * 60_000
    return slots.sorted().enumerated().compactMap { ordinal, slot in
      let minute = visitor.phase + slot * 240
      let start =
        settings.midnight(day) + Int64(minute) * 60_000 + Int64(random.below(3_600_000))
      let medium = Medium.allCases[random.index(weights: ShopBehaviour.media)]
      let reporter: Reporter = random.isTrue(perMille: 500) ? .webServer : .collector
      guard start < latest else { return nil }
      return Visit(
        day: day, ordinal: ordinal, start: start, medium: medium, reporter: reporter)
    }
  }

  /// Draws the visit's steps from the true model, and the time of each.
  func moments(
    of visitor: Visitor, _ model: TrueModel, seed: UInt64
  ) -> [Moment] {
    var random = SeededRandom(seed: seed, .chain, visitor.number, day * 8 + ordinal)
    let first = Step.allCases[random.index(weights: ShopBehaviour.entries[medium.rawValue])]
    var state = VisitState(device: visitor.device, medium: medium, first: first)
    var moments = [Moment(step: first, time: start)]
    var time = start
    while let step = model.step(after: state, &random) {
      state = state.after(step)
      time += Visit.gap(elapsed: time - start, &random)
      moments.append(Moment(step: step, time: time))
    }
    return moments
  }

  /// The time to the next step in milliseconds: mostly seconds, at times minutes, never 20.
  private static func gap(elapsed: Int64, _ random: inout SeededRandom) -> Int64 {
    let kind = random.below(100)
    if elapsed > 90 * 60_000 { return Int64(random.number(in: 2000...5000)) }
    switch kind {
    case 0..<68: return Int64(random.number(in: 3000...45_000))
    case 68..<92: return Int64(random.number(in: 45_000...180_000))
    case 92..<99: return Int64(random.number(in: 180_000...600_000))
    default: return Int64(random.number(in: 600_000...1_140_000))
    }
  }

  private static let slotWeights = [2, 1, 4, 6, 7, 5]
}
