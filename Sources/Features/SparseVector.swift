/// The features of one prefix: slots in rising order, each once, with their values.
public struct SparseVector: Equatable, Sendable {
  /// The slots, rising.
  public var slots: [UInt32]
  /// One value for each slot; 1 for a feature that is there or not.
  public var values: [Float]

  /// A vector without features.
  public init() {
    slots = []
    values = []
  }

  /// A vector of slots in rising order and as many values.
  public init(slots: [UInt32], values: [Float]) {
    precondition(slots.count == values.count, "\(slots.count) slots, \(values.count) values")
    self.slots = slots
    self.values = values
  }

  /// Takes out all features and keeps the room they took.
  public mutating func removeAll() {
    slots.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Adds a feature that is there, whose slot lies above all others.
  mutating func append(present slot: UInt32) {
    slots.append(slot)
    values.append(1)
  }
}
