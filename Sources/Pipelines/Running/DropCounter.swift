package import Bytes
package import Consent

/// Counts dropped records by UTC day and reason, a few instructions a record.
package struct DropCounter: Sendable {
  private var days: [Int] = []
  private var counts: [Int] = []
  private var last = -1

  private static let reasons = DropReason.allCases

  package init() {}

  /// A counter that goes on from counts that were kept.
  package init(_ kept: [DroppedCount]) {
    for entry in kept {
      guard let day = CivilDate(entry.day), let reason = DropReason(rawValue: entry.reason) else {
        continue
      }
      counts[place(of: day.dayNumber) * DropCounter.reasons.count + reason.rank] += entry.count
    }
  }

  /// The counts to keep, in order of day and reason.
  package var inOrder: [DroppedCount] {
    days.indices.sorted { days[$0] < days[$1] }.flatMap { place in
      DropCounter.reasons.compactMap { reason in
        let count = counts[place * DropCounter.reasons.count + reason.rank]
        guard count != 0 else { return nil }
        return DroppedCount(
          day: CivilDate(dayNumber: days[place]).isoDate, reason: reason.rawValue, count: count)
      }
    }
  }

  /// Counts a record of a time.
  package mutating func count(_ time: Timestamp, _ reason: DropReason, by number: Int = 1) {
    let day = time.dayNumber
    if last < 0 || days[last] != day { last = place(of: day) }
    counts[last * DropCounter.reasons.count + reason.rank] += number
  }

  private mutating func place(of day: Int) -> Int {
    if let place = days.firstIndex(of: day) { return place }
    days.append(day)
    counts.append(contentsOf: repeatElement(0, count: DropCounter.reasons.count))
    return days.count - 1
  }

  /// Adds what another counter has counted.
  package mutating func add(_ other: DropCounter) {
    for (place, day) in other.days.enumerated() {
      let own = self.place(of: day)
      let width = DropCounter.reasons.count
      for rank in 0..<width { counts[own * width + rank] += other.counts[place * width + rank] }
    }
    last = -1
  }

  /// The counts by day, purpose and reason.
  package func tally(purpose: String, controller: String) -> DropTally {
    var tally = DropTally()
    for (place, day) in days.enumerated() {
      for reason in DropCounter.reasons {
        let count = counts[place * DropCounter.reasons.count + reason.rank]
        guard count != 0 else { continue }
        tally.add(
          DropTally.Key(
            controller: controller, day: CivilDate(dayNumber: day), purpose: purpose,
            reason: reason), count: count)
      }
    }
    return tally
  }

  /// Takes away what another counter has counted.
  package mutating func subtract(_ other: DropCounter) {
    var negative = other
    for index in negative.counts.indices { negative.counts[index].negate() }
    add(negative)
  }

  /// Takes what is counted less than nothing for a reason off the others of its day, the largest first.
  ///
  /// A record that is lifted was counted by what was known when its log was read; links that the same night made
  /// may since have given it another reason, which is then taken away in place of that.
  package mutating func settle() {
    let width = DropCounter.reasons.count
    for place in days.indices {
      let range = (place * width)..<((place + 1) * width)
      while let owing = range.first(where: { counts[$0] < 0 }),
        let paying = range.max(by: { counts[$0] < counts[$1] }), counts[paying] > 0
      {
        let moved = min(-counts[owing], counts[paying])
        counts[owing] += moved
        counts[paying] -= moved
      }
    }
  }

  /// How many records were dropped.
  package var total: Int { counts.reduce(0, +) }

  /// Whether a record was dropped for a reason.
  package func has(_ reason: DropReason) -> Bool {
    days.indices.contains { counts[$0 * DropCounter.reasons.count + reason.rank] != 0 }
  }

  /// The counts by reason.
  package var byReason: [String: Int] {
    var result: [String: Int] = [:]
    for place in days.indices {
      for reason in DropCounter.reasons {
        let count = counts[place * DropCounter.reasons.count + reason.rank]
        if count != 0 { result[reason.rawValue, default: 0] += count }
      }
    }
    return result
  }
}
