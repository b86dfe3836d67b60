/// A row where it lies in memory.
@unsafe
struct RowReference {
  var slots: UnsafePointer<UInt32>
  /// One value for each slot; nil where all are 1.
  var values: UnsafePointer<Float>?
  var count: UInt32
  /// Bit k is the label of outcome k.
  var labels: UInt8
  var weight: Float
}

/// Some rows, one after the other in the order in which they are learned from.
@safe
final class ShuffledWindow {
  private let references: UnsafeMutableBufferPointer<RowReference>
  private var slots = LargeTable<UInt32>(repeating: 0, count: 0)
  private var values = LargeTable<Float>(repeating: 0, count: 0)
  private var count = 0

  /// Room for up to `rows` rows.
  init(rows: Int) {
    unsafe references = .allocate(capacity: rows)
  }

  deinit {
    unsafe references.deallocate()
  }

  /// The rows in their order.
  var rows: UnsafeBufferPointer<RowReference> {
    unsafe UnsafeBufferPointer(rebasing: references[..<count])
  }

  /// Takes the rows of some ranges.
  ///
  /// - Parameter places: for each row, as they come, its place in the order.
  func fill(_ blocks: ExampleBlocks, _ ranges: [Range<Int>], _ places: [UInt32]) {
    count = places.count
    let ends = offsets(blocks, ranges, places)
    reserve(Int(ends[count]), hasValues: blocks.hasValues)
    var next = 0
    for range in ranges {
      blocks.forEachPart(of: range) { block, rows in
        copy(rows, of: block, to: places, ends, from: next)
        next += rows.count
      }
    }
  }

  /// Where the entries of each row begin, by its place; last, where all end.
  private func offsets(
    _ blocks: ExampleBlocks, _ ranges: [Range<Int>], _ places: [UInt32]
  ) -> [UInt32] {
    var offsets = [UInt32](repeating: 0, count: places.count + 1)
    var next = 0
    for range in ranges {
      blocks.forEachPart(of: range) { block, rows in
        let ends = unsafe block.rowEnds
        var start = rows.lowerBound == 0 ? 0 : unsafe ends[rows.lowerBound - 1]
        for row in rows {
          offsets[Int(places[next]) + 1] = unsafe ends[row] - start
          start = unsafe ends[row]
          next += 1
        }
      }
    }
    for place in 1..<offsets.count { offsets[place] += offsets[place - 1] }
    return offsets
  }

  private func reserve(_ entries: Int, hasValues: Bool) {
    // A little more than is asked for, since windows differ a little in size.
    let room = entries + entries / 8
    if slots.count < entries { slots = LargeTable(repeating: 0, count: room) }
    if hasValues, values.count < entries { values = LargeTable(repeating: 0, count: room) }
  }

  private func copy(
    _ rows: Range<Int>, of block: ExampleBlock, to places: [UInt32], _ offsets: [UInt32],
    from first: Int
  ) {
    let slots = unsafe slots.start
    let (ends, labels, weights) = unsafe (block.rowEnds, block.labels, block.weights)
    var start = rows.lowerBound == 0 ? 0 : Int(unsafe ends[rows.lowerBound - 1])
    for row in rows {
      let count = Int(unsafe ends[row]) - start
      let place = Int(places[first + row - rows.lowerBound])
      let offset = Int(offsets[place])
      unsafe (slots + offset).update(from: block.slots + start, count: count)
      unsafe references[place] = RowReference(
        slots: slots + offset, values: copyValues(block, start, to: offset, count),
        count: UInt32(count), labels: labels[row], weight: weights?[row] ?? 1)
      start += count
    }
  }

  private func copyValues(
    _ block: ExampleBlock, _ start: Int, to offset: Int, _ count: Int
  ) -> UnsafePointer<Float>? {
    guard let source = unsafe block.values else { return nil }
    let values = unsafe values.start
    unsafe (values + offset).update(from: source + start, count: count)
    return unsafe UnsafePointer(values + offset)
  }
}
