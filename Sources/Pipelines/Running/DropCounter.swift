package import Bytes
package import Consent

/// Counts dropped records by UTC day, coarse cell and reason, a few instructions a record.
package struct DropCounter: Sendable {
  private var cells = CellCounts(width: DropCounter.reasons.count)

  private static let reasons = DropReason.allCases

  package init() {}

  /// A counter that goes on from counts that were kept.
  package init(_ kept: [DroppedCounts], _ sources: SourceNames) {
    for entry in kept {
      guard let day = CivilDate(entry.day) else { continue }
      let key = CellCounts.Key(day: day.dayNumber, cell: entry.cell(sources))
      for (name, count) in entry.byReason {
        guard let reason = DropReason(rawValue: name) else { continue }
        cells.add(count, to: key, reason.rank)
      }
    }
  }

  /// The counts to keep, in order of day and cell.
  package func kept(_ sources: SourceNames) -> [DroppedCounts] {
    cells.inOrder.compactMap { place in
      var byReason: [String: Int] = [:]
      for (reason, count) in zip(DropCounter.reasons, cells.counts(at: place)) where count != 0 {
        byReason[reason.rawValue] = count
      }
      guard !byReason.isEmpty else { return nil }
      return DroppedCounts(cells.keys[place], sources, byReason)
    }
  }

  /// Counts a record of a time and cell.
  @inline(__always)
  package mutating func count(
    _ time: Timestamp, _ reason: DropReason, in cell: CoarseCell, by number: Int = 1
  ) {
    cells.add(number, to: CellCounts.Key(day: time.dayNumber, cell: cell), reason.rank)
  }

  /// Adds what another counter has counted.
  package mutating func add(_ other: DropCounter) { cells.add(other.cells) }

  /// Takes away what another counter has counted.
  package mutating func subtract(_ other: DropCounter) { cells.add(other.cells, times: -1) }

  /// The counts by day, purpose and reason.
  package func tally(purpose: String, controller: String) -> DropTally {
    var tally = DropTally()
    forEachCount { key, reason, count in
      tally.add(
        DropTally.Key(
          controller: controller, day: CivilDate(dayNumber: key.day), purpose: purpose,
          reason: reason), count: count)
    }
    return tally
  }

  /// Hands on each count that is not zero, in no order.
  func forEachCount(_ body: (CellCounts.Key, DropReason, Int) -> Void) {
    for (place, key) in cells.keys.enumerated() {
      for (reason, count) in zip(DropCounter.reasons, cells.counts(at: place)) where count != 0 {
        body(key, reason, count)
      }
    }
  }

  /// Takes what is counted less than nothing for a reason off the others of its cell, or where they are
  /// not enough off those of its day, the largest first.
  ///
  /// A record that is lifted was counted by what was known when its log was read; links that the same night made
  /// may since have given it another reason, which is then taken away in place of that. Its cell is the
  /// same as long as the pipeline file is.
  package mutating func settle() {
    for place in cells.keys.indices {
      var counts = Array(cells.counts(at: place))
      guard counts.contains(where: { $0 < 0 }) else { continue }
      DropCounter.settle(&counts)
      cells.set(counts, at: place)
    }
    settleDays()
  }

  /// Settles across the cells of each day in which a count is still less than nothing.
  private mutating func settleDays() {
    let owing = cells.keys.indices.filter { cells.counts(at: $0).contains { $0 < 0 } }
    for day in Set(owing.map { cells.keys[$0].day }) {
      let places = cells.inOrder.filter { cells.keys[$0].day == day }
      var counts = places.flatMap { cells.counts(at: $0) }
      DropCounter.settle(&counts)
      for (index, place) in places.enumerated() {
        cells.set(counts[(index * cells.width)..<((index + 1) * cells.width)], at: place)
      }
    }
  }

  private static func settle(_ counts: inout [Int]) {
    while let owing = counts.indices.first(where: { counts[$0] < 0 }),
      let paying = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[paying] > 0
    {
      let moved = min(-counts[owing], counts[paying])
      counts[owing] += moved
      counts[paying] -= moved
    }
  }

  /// How many records were dropped.
  package var total: Int { DropCounter.reasons.reduce(0) { $0 + cells.sum($1.rank) } }

  /// Whether a record was dropped for a reason.
  package func has(_ reason: DropReason) -> Bool {
    cells.keys.indices.contains { cells.counts(at: $0).dropFirst(reason.rank).first != 0 }
  }

  /// The counts by reason.
  package var byReason: [String: Int] {
    var result: [String: Int] = [:]
    for reason in DropCounter.reasons {
      let sum = cells.sum(reason.rank)
      if sum != 0 { result[reason.rawValue] = sum }
    }
    return result
  }
}
