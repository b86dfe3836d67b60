package import Features

/// Rows of examples that are being gathered, to be made an ``ExampleBlock``.
package struct ExampleRows {
  /// Where each row's entries end in ``slots``; the first row begins at 0.
  package var rowEnds: [UInt32] = []
  /// Bit k is the label of outcome k.
  package var labels: [UInt8] = []
  /// What each row counts for; empty where all count 1.
  package var weights: [Float] = []
  /// The slots of all rows, rising within a row.
  package var slots: [UInt32] = []
  /// One value for each slot; empty where all are 1.
  package var values: [Float] = []

  package init() {}

  package var count: Int { rowEnds.count }

  package mutating func removeAll() {
    rowEnds.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Adds a row.
  package mutating func append(
    _ features: borrowing SparseVector, labels bits: UInt8, weight: Float = 1
  ) {
    if !values.isEmpty || features.values.contains(where: { $0 != 1 }) {
      fillValues()
      values.append(contentsOf: features.values)
    }
    slots.append(contentsOf: features.slots)
    if !weights.isEmpty || weight != 1 {
      if weights.isEmpty { weights = [Float](repeating: 1, count: count) }
      weights.append(weight)
    }
    rowEnds.append(UInt32(slots.count))
    labels.append(bits)
  }

  /// Writes out the values of the rows so far, which were all 1.
  private mutating func fillValues() {
    guard values.isEmpty else { return }
    values = [Float](repeating: 1, count: slots.count)
  }

  /// The rows as a block.
  package func block() -> ExampleBlock {
    unsafe rowEnds.withUnsafeBufferPointer { ends in
      unsafe labels.withUnsafeBufferPointer { labels in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe slots.withUnsafeBufferPointer { slots in
            unsafe values.withUnsafeBufferPointer { values in
              unsafe ExampleBlock(
                rowEnds: ends, labels: labels, weights: weights, slots: slots, values: values)
            }
          }
        }
      }
    }
  }
}
