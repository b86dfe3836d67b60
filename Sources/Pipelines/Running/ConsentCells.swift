import Bytes
import Consent
import Journeys
import Workspace

/// What consent made of all events seen so far, purpose by purpose, by day and coarse cell.
struct ConsentCells: Sendable {
  /// The counts, in the order in which they are stored.
  private(set) var rows: [CellTable.Row] = []

  private struct Key: Hashable {
    var cell: CellCounts.Key
    var purpose: Int
    /// The reason's rank; -1 where the purpose may use the events.
    var rank = -1
  }

  /// Nothing seen.
  init() {}

  /// The counts of a run.
  ///
  /// - Parameters:
  ///   - dropped: the events dropped for all purposes, night after night.
  ///   - result: what lies at rest now, and what of it each purpose may not use.
  ///   - purposes: the names of the purposes in their order.
  init(
    _ dropped: DropCounter, _ result: BucketResult, controller: String, purposes: [String],
    _ sources: SourceNames
  ) {
    var counts: [Key: Int] = [:]
    for purpose in purposes.indices {
      for counter in [dropped, result.ownDropped[purpose]] {
        counter.forEachCount { cell, reason, count in
          counts[Key(cell: cell, purpose: purpose, rank: reason.rank), default: 0] += count
        }
      }
    }
    result.kept.forEachCount { cell, purpose, count in
      counts[Key(cell: cell, purpose: purpose)] = count
    }
    let names = sources.names.indices.sorted { sources.names[$0] < sources.names[$1] }
    let ranks = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let keys = counts.filter { $0.value != 0 }.keys
    let order = keys.map { key in
      (key: key, rank: ranks[Int(key.cell.cell.source)] ?? Int.max)
    }.sorted { ConsentCells.isOrdered($0, before: $1) }
    rows = order.map { key, _ in
      let cell = key.cell.cell
      return CellTable.Row(
        controller: controller, day: CivilDate(dayNumber: key.cell.day),
        cell: (sources.name(of: cell.source), cell.device.rawValue, cell.medium.rawValue),
        isBot: cell.isBot, purpose: purposes[key.purpose],
        reason: key.rank < 0 ? nil : DropReason.allCases[key.rank].rawValue,
        count: counts[key] ?? 0)
    }
  }

  /// By day, the source's name, the rest of the cell, purpose and reason.
  private static func isOrdered(
    _ a: (key: Key, rank: Int), before b: (key: Key, rank: Int)
  ) -> Bool {
    if a.key.cell.day != b.key.cell.day { return a.key.cell.day < b.key.cell.day }
    if a.rank != b.rank { return a.rank < b.rank }
    let codes = (a.key.cell.cell.code & 0xFF, b.key.cell.cell.code & 0xFF)
    if codes.0 != codes.1 { return codes.0 < codes.1 }
    if a.key.purpose != b.key.purpose { return a.key.purpose < b.key.purpose }
    return a.key.rank < b.key.rank
  }
}
