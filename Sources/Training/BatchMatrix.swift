/// Examples over columns: the slots that occur, the most frequent first.
///
/// So the weights that most rows read lie close together. The rows are cut into parts whose number
/// hangs on how many rows there are, never on threads.
package struct BatchMatrix: Sendable {
  /// The most parts that there are.
  static let maximumParts = 8
  /// A part has so many rows at the least, where there is more than one.
  static let minimumRows = 4096

  /// The slot that each column stands for.
  package let slots: [UInt32]
  let parts: [BatchPart]
  /// How many rows there are.
  package let rowCount: Int

  /// - Parameters:
  ///   - blocks: the examples, kept in their order.
  ///   - slotCount: above each of their slots.
  ///   - isTaken: for each row whether it is in the matrix; nil where all are.
  ///   - jobs: how many threads work at once.
  package init(
    _ blocks: ExampleBlocks, slotCount: Int, isTaken: [Bool]? = nil, jobs: Int
  ) {
    let ranges = BatchMatrix.ranges(blocks.count)
    let counts = mapInParallel(count: ranges.count, width: jobs) { part in
      PartCounts(blocks, ranges[part], slotCount: slotCount, isTaken)
    }
    var total = [UInt32](repeating: 0, count: slotCount)
    for count in counts {
      for slot in total.indices { total[slot] += count.bySlot[slot] }
    }
    let columns = ColumnOrder(total)
    slots = columns.slots
    parts = mapInParallel(count: ranges.count, width: jobs) { part in
      BatchPart(blocks, ranges[part], columns.columnOfSlot, isTaken, capacity: counts[part])
    }
    rowCount = parts.reduce(0) { $0 + $1.rowEnds.count }
  }

  /// Rows over the columns of another matrix; entries of other slots are left out.
  ///
  /// - Parameters:
  ///   - slots: the slot that each column stands for.
  ///   - isTaken: for each row whether it is in the matrix.
  init(
    _ blocks: ExampleBlocks, slots: [UInt32], slotCount: Int, isTaken: [Bool], jobs: Int
  ) {
    let ranges = BatchMatrix.ranges(blocks.count)
    let columns = ColumnOrder(slots: slots, slotCount: slotCount)
    self.slots = slots
    parts = mapInParallel(count: ranges.count, width: jobs) { part in
      BatchPart(blocks, ranges[part], columns.columnOfSlot, isTaken, capacity: PartCounts())
    }
    rowCount = parts.reduce(0) { $0 + $1.rowEnds.count }
  }

  /// How many entries its rows have together.
  var entryCount: Int { parts.reduce(0) { $0 + $1.columns.count } }

  private static func ranges(_ rowCount: Int) -> [Range<Int>] {
    let count = max(1, min(maximumParts, rowCount / minimumRows))
    return (0..<count).map { (rowCount * $0 / count)..<(rowCount * ($0 + 1) / count) }
  }
}

/// How often each slot occurs in some rows.
private struct PartCounts: Sendable {
  var bySlot: [UInt32] = []
  var rows = 0
  var entries = 0

  init() {}

  init(_ blocks: ExampleBlocks, _ range: Range<Int>, slotCount: Int, _ isTaken: [Bool]?) {
    var bySlot = [UInt32](repeating: 0, count: slotCount)
    var (rows, entries, number) = (0, 0, range.lowerBound)
    blocks.forEachPart(of: range) { block, part in
      let slots = unsafe UnsafeBufferPointer(start: block.slots, count: block.entryCount)
      for row in part {
        defer { number += 1 }
        guard isTaken?[number] ?? true else { continue }
        let places = block.entries(of: row)
        for entry in places { bySlot[Int(unsafe slots[entry])] += 1 }
        rows += 1
        entries += places.count
      }
    }
    self.bySlot = bySlot
    (self.rows, self.entries) = (rows, entries)
  }
}

/// The columns of slots: by how often they occur, then by slot.
private struct ColumnOrder {
  let slots: [UInt32]
  /// ``UInt32/max`` for a slot without a column.
  let columnOfSlot: [UInt32]

  init(_ counts: [UInt32]) {
    var keys: [UInt64] = []
    for (slot, count) in counts.enumerated() where count > 0 {
      keys.append(UInt64(UInt32.max - count) << 32 | UInt64(slot))
    }
    keys.sort()
    self.init(slots: keys.map { UInt32(truncatingIfNeeded: $0) }, slotCount: counts.count)
  }

  init(slots: [UInt32], slotCount: Int) {
    self.slots = slots
    var columnOfSlot = [UInt32](repeating: .max, count: slotCount)
    for (column, slot) in slots.enumerated() { columnOfSlot[Int(slot)] = UInt32(column) }
    self.columnOfSlot = columnOfSlot
  }
}

extension BatchPart {
  fileprivate convenience init(
    _ blocks: ExampleBlocks, _ range: Range<Int>, _ columnOfSlot: [UInt32], _ isTaken: [Bool]?,
    capacity: PartCounts
  ) {
    var rowEnds: [UInt32] = []
    var columns: [UInt32] = []
    var (values, labels, weights) = ([Float](), [UInt8](), [Float]())
    rowEnds.reserveCapacity(capacity.rows)
    labels.reserveCapacity(capacity.rows)
    columns.reserveCapacity(capacity.entries)
    if blocks.hasValues { values.reserveCapacity(capacity.entries) }
    var number = range.lowerBound
    blocks.forEachPart(of: range) { block, part in
      let (slots, ownValues) = unsafe (block.slots, block.values)
      for row in part {
        defer { number += 1 }
        guard isTaken?[number] ?? true else { continue }
        for entry in block.entries(of: row) {
          let column = columnOfSlot[Int(unsafe slots[entry])]
          guard column != .max else { continue }
          columns.append(column)
          if blocks.hasValues { values.append(unsafe ownValues?[entry] ?? 1) }
        }
        rowEnds.append(UInt32(columns.count))
        labels.append(unsafe block.labels[row])
        if blocks.hasWeights { weights.append(unsafe block.weights?[row] ?? 1) }
      }
    }
    self.init(
      rowEnds: rowEnds, columns: columns, values: values, labels: labels, weights: weights)
  }
}
