/// Examples over columns: the slots that occur and may have a weight, numbered without gaps.
package struct TrainingMatrix: Sendable {
  /// The slot that each column stands for, rising.
  package let slots: [UInt32]
  /// Where each row's entries end in ``columns``.
  private(set) var rowEnds: [Int] = []
  /// The columns of all rows.
  private(set) var columns: [UInt32] = []
  /// One value for each of ``columns``.
  private(set) var values: [Double] = []
  let labels: [Bool]
  let weights: [Double]

  var rowCount: Int { rowEnds.count }

  /// - Parameters:
  ///   - examples: the rows, kept in their order.
  ///   - isKept: for each slot whether it may have a weight; entries of others are left out.
  package init(_ examples: ExampleSet, isKept: [Bool]) {
    slots = isKept.indices.filter { isKept[$0] }.map { UInt32($0) }
    var columnOfSlot = [UInt32](repeating: .max, count: isKept.count)
    for (column, slot) in slots.enumerated() { columnOfSlot[Int(slot)] = UInt32(column) }
    labels = examples.labels
    weights = examples.weights
    rowEnds.reserveCapacity(examples.count)
    columns.reserveCapacity(examples.slots.count)
    values.reserveCapacity(examples.slots.count)
    for row in 0..<examples.count {
      for entry in examples.entries(of: row) {
        let column = columnOfSlot[Int(examples.slots[entry])]
        guard column != .max else { continue }
        columns.append(column)
        values.append(Double(examples.values[entry]))
      }
      rowEnds.append(columns.count)
    }
  }
}
