public import Features

/// Examples as rows of one sparse matrix, each with its label and weight.
public struct ExampleSet: Sendable {
  /// Where each row's entries end in ``slots``; the first row begins at 0.
  public private(set) var rowEnds: [Int] = []
  /// The slots of all rows, rising within a row.
  public private(set) var slots: [UInt32] = []
  /// One value for each slot.
  public private(set) var values: [Float] = []
  /// Whether each row's outcome was achieved.
  public private(set) var labels: [Bool] = []
  /// What each row counts for.
  public private(set) var weights: [Double] = []

  /// No examples.
  public init() {}

  /// How many rows there are.
  public var count: Int { rowEnds.count }

  /// Adds a row.
  public mutating func append(
    _ features: borrowing SparseVector, label: Bool, weight: Double = 1
  ) {
    slots.append(contentsOf: features.slots)
    values.append(contentsOf: features.values)
    rowEnds.append(slots.count)
    labels.append(label)
    weights.append(weight)
  }

  /// The places of a row's entries.
  public func entries(of row: Int) -> Range<Int> {
    (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]
  }
}
