import Bytes

/// Hands on all rows in an order that a seed gives: never that of the input, in which neighbours are
/// alike.
///
/// Stretches of 1,024 rows are taken in a random order, 64 of them make a window, and within a window
/// rows come in a random order. So up to 65,536 rows are shuffled as a whole, and more of them cost
/// the memory of one window. The order hangs on the seed, the pass and the number of rows alone.
package struct RowShuffle {
  static let stretchRows = 1024
  static let windowStretches = 64
  /// The most rows of a window.
  static let windowRows = stretchRows * windowStretches

  private let blocks: ExampleBlocks
  private var random: SplitMix
  private var stretches: [UInt32]

  init(_ blocks: ExampleBlocks, seed: UInt64, pass: Int) {
    self.blocks = blocks
    random = SplitMix(
      seed: SplitMix.mix(seed ^ 0x736F_6A6F_726E) &+ SplitMix.mix(UInt64(pass) &+ 1))
    let count = (blocks.count + RowShuffle.stretchRows - 1) / RowShuffle.stretchRows
    stretches = (0..<count).map { UInt32($0) }
    RowShuffle.shuffle(&stretches, &random)
  }

  /// The numbers of all rows in their order.
  package static func order(of blocks: ExampleBlocks, seed: UInt64, pass: Int) -> [Int] {
    var shuffle = RowShuffle(blocks, seed: seed, pass: pass)
    let whole = shuffle
    var order: [Int] = []
    shuffle.forEachWindowsStretches { stretches, places in
      let rows = stretches.flatMap { whole.rows(ofStretch: $0) }
      var window = rows
      for (row, place) in zip(rows, places) { window[Int(place)] = row }
      order += window
    }
    return order
  }

  /// Hands each window's rows to `body`.
  ///
  /// They are copied into their order first, since a copy runs through the examples as they lie, while
  /// learning would wait for each row.
  mutating func forEachWindow(_ body: (UnsafeBufferPointer<RowReference>) -> Void) {
    let window = ShuffledWindow(rows: min(RowShuffle.windowRows, blocks.count))
    let (blocks, shuffle) = (self.blocks, self)
    forEachWindowsStretches { stretches, places in
      let ranges = stretches.map { shuffle.rows(ofStretch: $0) }
      window.fill(blocks, ranges, places)
      blocks.release?()
      unsafe body(window.rows)
    }
  }

  /// Hands on each window's stretches, and where in the window each of their rows has its place.
  private mutating func forEachWindowsStretches(
    _ body: (ArraySlice<UInt32>, [UInt32]) -> Void
  ) {
    var places: [UInt32] = []
    var start = 0
    while start < stretches.count {
      let taken = stretches[start..<min(start + RowShuffle.windowStretches, stretches.count)]
      let count = taken.reduce(0) { $0 + rows(ofStretch: $1).count }
      places.removeAll(keepingCapacity: true)
      places.append(contentsOf: 0..<UInt32(count))
      RowShuffle.shuffle(&places, &random)
      body(taken, places)
      start += RowShuffle.windowStretches
    }
  }

  private func rows(ofStretch stretch: UInt32) -> Range<Int> {
    let start = Int(stretch) * RowShuffle.stretchRows
    return start..<min(start + RowShuffle.stretchRows, blocks.count)
  }

  /// Fisher and Yates' shuffle.
  private static func shuffle(_ values: inout [UInt32], _ random: inout SplitMix) {
    var values = values.mutableSpan
    var index = values.count - 1
    while index > 0 {
      // The upper half of a product is an even draw but for one part in 2^32.
      let draw = Int(((random.next() >> 32) &* UInt64(index + 1)) >> 32)
      (values[index], values[draw]) = (values[draw], values[index])
      index -= 1
    }
  }
}
