/// Why bytes are no block of examples.
package enum ExampleBlockError: Error, Equatable {
  /// The block's head says other sizes than its bytes have.
  case badSize(found: Int, expected: Int)
  /// A row ends before the one before it, or after the last entry.
  case badRowEnd(row: Int)
}

/// Examples in one piece of memory, as they also lie in a cache file.
///
/// All numbers are little-endian, each part begins at a multiple of 8 bytes:
/// ```
/// rows u32 · entries u32 · flags u32 (1: values, 2: weights) · 0 u32
/// rowEnds  u32[rows]      where each row's entries end
/// labels   u8[rows]       bit k: the label of outcome k
/// weights  f32[rows]      with flag 2; else every row counts 1
/// slots    u32[entries]   rising within a row
/// values   f32[entries]   with flag 1; else every value is 1
/// ```
@safe
package final class ExampleBlock: @unchecked Sendable {
  /// The parts of a block and where they begin.
  struct Layout {
    let rows: Int
    let entries: Int
    let hasValues: Bool
    let hasWeights: Bool

    var labels: Int { 16 + padded(4 * rows) }
    var weights: Int { labels + padded(rows) }
    var slots: Int { weights + (hasWeights ? padded(4 * rows) : 0) }
    var values: Int { slots + padded(4 * entries) }
    var byteCount: Int { values + (hasValues ? padded(4 * entries) : 0) }

    private func padded(_ bytes: Int) -> Int { (bytes + 7) & ~7 }
  }

  /// How many bytes the head has.
  package static let headBytes = 16

  let layout: Layout
  private let base: UnsafeRawPointer
  /// What keeps the memory; nil where the block itself does.
  private let owner: AnyObject?

  /// A block of rows that lie elsewhere, in memory of its own.
  ///
  /// - Parameters: `weights` and `values` are empty where all are 1.
  init(
    rowEnds: UnsafeBufferPointer<UInt32>, labels: UnsafeBufferPointer<UInt8>,
    weights: UnsafeBufferPointer<Float>, slots: UnsafeBufferPointer<UInt32>,
    values: UnsafeBufferPointer<Float>
  ) {
    let layout = Layout(
      rows: rowEnds.count, entries: slots.count, hasValues: !values.isEmpty,
      hasWeights: !weights.isEmpty)
    let memory = unsafe allocateLargePages(layout.byteCount)
    unsafe memory.storeBytes(
      of: (
        UInt32(layout.rows).littleEndian, UInt32(layout.entries).littleEndian,
        UInt32((layout.hasValues ? 1 : 0) | (layout.hasWeights ? 2 : 0)).littleEndian, UInt32(0)
      ), as: (UInt32, UInt32, UInt32, UInt32).self)
    func copy(_ bytes: UnsafeRawBufferPointer, to offset: Int, endingAt end: Int) {
      let target = unsafe memory + offset
      if let source = bytes.baseAddress {
        unsafe target.copyMemory(from: source, byteCount: bytes.count)
      }
      unsafe (target + bytes.count).initializeMemory(
        as: UInt8.self, repeating: 0, count: end - offset - bytes.count)
    }
    unsafe copy(UnsafeRawBufferPointer(rowEnds), to: 16, endingAt: layout.labels)
    unsafe copy(UnsafeRawBufferPointer(labels), to: layout.labels, endingAt: layout.weights)
    unsafe copy(UnsafeRawBufferPointer(weights), to: layout.weights, endingAt: layout.slots)
    unsafe copy(UnsafeRawBufferPointer(slots), to: layout.slots, endingAt: layout.values)
    unsafe copy(UnsafeRawBufferPointer(values), to: layout.values, endingAt: layout.byteCount)
    self.layout = layout
    unsafe base = UnsafeRawPointer(memory)
    owner = nil
  }

  /// A block that lies in `bytes` from their start on, kept by `owner`.
  ///
  /// - Parameter bytes: aligned to 8 bytes; may go on after the block.
  /// - Throws: ``ExampleBlockError`` where they are no whole block. Slots are not looked at: who uses
  ///   them as places checks them.
  package init(
    _ bytes: UnsafeRawBufferPointer, keptBy owner: AnyObject
  ) throws(ExampleBlockError) {
    guard let base = bytes.baseAddress, bytes.count >= ExampleBlock.headBytes else {
      throw .badSize(found: bytes.count, expected: ExampleBlock.headBytes)
    }
    func word(_ place: Int) -> Int {
      Int(UInt32(littleEndian: unsafe base.load(fromByteOffset: 4 * place, as: UInt32.self)))
    }
    layout = Layout(
      rows: word(0), entries: word(1), hasValues: word(2) & 1 != 0, hasWeights: word(2) & 2 != 0)
    guard layout.byteCount <= bytes.count else {
      throw .badSize(found: bytes.count, expected: layout.byteCount)
    }
    var last = 0
    for row in 0..<layout.rows {
      let end = word(4 + row)
      guard end >= last, end <= layout.entries else { throw .badRowEnd(row: row) }
      last = end
    }
    unsafe self.base = base
    self.owner = owner
  }

  deinit {
    if isOwner { unsafe UnsafeMutableRawPointer(mutating: base).deallocate() }
  }

  private var isOwner: Bool { owner == nil }

  /// How many rows it has.
  package var count: Int { layout.rows }
  /// How many entries its rows have together.
  package var entryCount: Int { layout.entries }
  /// How many bytes it takes.
  package var byteCount: Int { layout.byteCount }

  var rowEnds: UnsafePointer<UInt32> { unsafe part(16) }
  var labels: UnsafePointer<UInt8> { unsafe part(layout.labels) }
  var weights: UnsafePointer<Float>? { layout.hasWeights ? unsafe part(layout.weights) : nil }
  var slots: UnsafePointer<UInt32> { unsafe part(layout.slots) }
  var values: UnsafePointer<Float>? { layout.hasValues ? unsafe part(layout.values) : nil }

  private func part<Element>(_ offset: Int) -> UnsafePointer<Element> {
    unsafe (base + offset).assumingMemoryBound(to: Element.self)
  }

  /// Hands the block's bytes to `body`.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: layout.byteCount))
  }

  /// The places of a row's entries.
  func entries(of row: Int) -> Range<Int> {
    unsafe (row == 0 ? 0 : Int(rowEnds[row - 1]))..<Int(rowEnds[row])
  }
}

extension ExampleBlock {
  /// Gives the rows other labels, one a row.
  ///
  /// For a block in memory of its own that nobody else has yet.
  package func relabel(_ labels: ArraySlice<UInt8>) {
    precondition(labels.count == count, "\(labels.count) labels for \(count) rows")
    precondition(isOwner, "a block of a file can't be changed")
    let target = unsafe UnsafeMutablePointer(mutating: self.labels)
    for (row, bits) in labels.enumerated() { unsafe target[row] = bits }
  }
}

/// A row of a block, copied out of it.
package struct ExampleRow: Equatable, Sendable {
  /// The slots, rising.
  package var slots: [UInt32]
  /// One value for each slot.
  package var values: [Float]
  /// Bit k is the label of outcome k.
  package var labels: UInt8
  /// What the row counts for.
  package var weight: Float
}

extension ExampleBlock {
  /// Copies of the rows, in their order: for looking at them, not for learning.
  package var rows: [ExampleRow] {
    (0..<count).map { row in
      let entries = entries(of: row)
      return ExampleRow(
        slots: entries.map { unsafe slots[$0] }, values: entries.map { unsafe values?[$0] ?? 1 },
        labels: unsafe labels[row], weight: unsafe weights?[row] ?? 1)
    }
  }
}
