import Bytes

/// The texts of features in the order in which they came, with their slots.
struct NameLog: Sendable {
  private(set) var slots: [UInt32] = []
  private var ends: [Int] = []
  private var text: [UInt8] = []

  var count: Int { slots.count }

  mutating func removeAll() {
    slots.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }

  mutating func append(_ slot: UInt32, _ name: [UInt8]) {
    slots.append(slot)
    text.append(contentsOf: name)
    ends.append(text.count)
  }

  /// Hands slots and texts from the place `start` on to `body`.
  func forEach(from start: Int = 0, _ body: (UInt32, Span<UInt8>) -> Void) {
    let bytes = text.span
    for place in start..<count {
      body(slots[place], bytes.extracting((place == 0 ? 0 : ends[place - 1])..<ends[place]))
    }
  }
}
