package import OutcomeModel

/// Examples as blocks, one after the other.
///
/// Where a block ends has no part in what is learned: rows are counted through.
package struct ExampleBlocks: Sendable {
  /// The blocks in order.
  package private(set) var blocks: [ExampleBlock] = []
  /// The number of each block's first row.
  private(set) var starts: [Int] = []
  /// How many rows there are.
  package private(set) var count = 0
  /// How many entries all rows have together.
  package private(set) var entryCount = 0
  /// Whether any value is another than 1.
  package private(set) var hasValues = false
  /// Whether any row counts for another weight than 1.
  package private(set) var hasWeights = false
  /// Gives back the memory of rows that were looked at and are read in anew when needed; nil where
  /// they lie in no file.
  package var release: (@Sendable () -> Void)?

  package init() {}

  /// Adds a block after the others.
  package mutating func append(_ block: ExampleBlock) {
    guard block.count > 0 else { return }
    blocks.append(block)
    starts.append(count)
    count += block.count
    entryCount += block.entryCount
    hasValues = hasValues || block.layout.hasValues
    hasWeights = hasWeights || block.layout.hasWeights
  }

  /// How many blocks are looked at before their memory is given back.
  package static let blocksAtOnce = 32

  /// Hands on each block, keeping few of them in memory where they can be read in anew.
  func forEachBlock(_ body: (ExampleBlock) -> Void) {
    for (place, block) in blocks.enumerated() {
      body(block)
      if (place + 1) % ExampleBlocks.blocksAtOnce == 0 { release?() }
    }
    release?()
  }

  /// Hands on the parts of blocks that `rows` lie in: the block, and the range of its rows.
  func forEachPart(of rows: Range<Int>, _ body: (ExampleBlock, Range<Int>) -> Void) {
    guard !rows.isEmpty else { return }
    var place = blockPlace(of: rows.lowerBound)
    var next = rows.lowerBound
    while next < rows.upperBound {
      let start = starts[place]
      let end = min(start + blocks[place].count, rows.upperBound)
      body(blocks[place], (next - start)..<(end - start))
      next = end
      place += 1
    }
  }

  /// The place of the block that has a row.
  private func blockPlace(of row: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}

extension ExampleBlocks {
  /// The rows of a set of examples, each with a label of one outcome.
  package init(_ examples: ExampleSet) {
    self.init()
    var rows = ExampleRows()
    rows.rowEnds = examples.rowEnds.map { UInt32($0) }
    rows.labels = examples.labels.map { $0 ? 1 : 0 }
    rows.slots = examples.slots
    if examples.values.contains(where: { $0 != 1 }) { rows.values = examples.values }
    if examples.weights.contains(where: { $0 != 1 }) {
      rows.weights = examples.weights.map { Float($0) }
    }
    append(rows.block())
  }
}

extension ExampleBlocks {
  /// The weighted share of rows that achieve each of the first `count` outcomes.
  func baseRates(_ count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: 256)
    forEachBlock { block in
      let (labels, weights) = unsafe (block.labels, block.weights)
      for row in 0..<block.count {
        unsafe sums[Int(labels[row])] += Double(weights?[row] ?? 1)
      }
    }
    let total = sums.reduce(0, +)
    return (0..<count).map { outcome in
      let achieved = sums.indices.reduce(0) { $0 + ($1 >> outcome & 1 != 0 ? sums[$1] : 0) }
      return total > 0 ? achieved / total : 0
    }
  }

  /// The rows without the entries of slots that may have no weight.
  func keeping(_ isSupported: [Bool]?) -> ExampleBlocks {
    guard let isSupported else { return self }
    var kept = ExampleBlocks()
    for block in blocks {
      var rows = ExampleRows()
      let (slots, values) = unsafe (block.slots, block.values)
      for row in 0..<block.count {
        for entry in block.entries(of: row) where isSupported[Int(unsafe slots[entry])] {
          rows.slots.append(unsafe slots[entry])
          if let values = unsafe values { rows.values.append(unsafe values[entry]) }
        }
        rows.rowEnds.append(UInt32(rows.slots.count))
        rows.labels.append(unsafe block.labels[row])
        if let weights = unsafe block.weights { rows.weights.append(unsafe weights[row]) }
      }
      kept.append(rows.block())
    }
    return kept
  }
}

extension ExampleBlocks {
  /// The log odds that a model gives each row.
  package func logOdds(_ model: LogisticModel) -> [Double] {
    var logOdds: [Double] = []
    logOdds.reserveCapacity(count)
    let weights = model.weights.span
    for block in blocks {
      let (slots, values) = unsafe (block.slots, block.values)
      for row in 0..<block.count {
        var sum = model.bias
        for entry in block.entries(of: row) {
          sum += unsafe Double(weights[Int(slots[entry])]) * Double(values?[entry] ?? 1)
        }
        logOdds.append(sum)
      }
    }
    return logOdds
  }

  /// Each row's label of an outcome.
  package func labels(of outcome: Int) -> [Bool] {
    blocks.flatMap { block in
      (0..<block.count).map { unsafe block.labels[$0] >> UInt8(outcome) & 1 != 0 }
    }
  }

  /// For each slot whether at least `minimumRows` rows have it; nil where none are asked for.
  package func supportedSlots(slotCount: Int, minimumRows: Int) -> [Bool]? {
    guard minimumRows > 1 else { return nil }
    var counts = [Int](repeating: 0, count: slotCount)
    forEachBlock { block in
      let slots = unsafe UnsafeBufferPointer(start: block.slots, count: block.entryCount)
      for entry in 0..<block.entryCount { counts[Int(unsafe slots[entry])] += 1 }
    }
    return counts.map { $0 >= minimumRows }
  }
}
