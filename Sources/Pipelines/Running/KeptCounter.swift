import Bytes
import Events

/// Counts the records that each purpose may use by UTC day and coarse cell.
struct KeptCounter: Sendable {
  private(set) var cells: CellCounts

  init(purposes: Int) { cells = CellCounts(width: purposes) }

  /// Counts a record for each of the purposes that may use it.
  @inline(__always)
  mutating func count(_ time: Timestamp, _ purposes: PurposeSet, in cell: CoarseCell) {
    let key = CellCounts.Key(day: time.dayNumber, cell: cell)
    for purpose in 0..<cells.width where purposes.contains(index: purpose) {
      cells.add(1, to: key, purpose)
    }
  }

  /// Adds what another counter has counted.
  mutating func add(_ other: KeptCounter) { cells.add(other.cells) }

  /// Hands on each count that is not zero, in no order.
  func forEachCount(_ body: (CellCounts.Key, _ purpose: Int, Int) -> Void) {
    for (place, key) in cells.keys.enumerated() {
      for (purpose, count) in cells.counts(at: place).enumerated() where count != 0 {
        body(key, purpose, count)
      }
    }
  }
}
