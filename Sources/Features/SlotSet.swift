/// A growing set of slots that is read in order.
///
/// New slots are held back and merged when there are as many as were merged before, so that n
/// insertions cost O(n log n) however often the set is read in between.
package struct SlotSet: Sendable {
  /// The merged slots, rising.
  package private(set) var sorted: [UInt32] = []
  private var pending: [UInt32] = []
  private var merged: [UInt32] = []

  package init() {}

  package mutating func removeAll() {
    sorted.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
  }

  package mutating func insert(_ slot: UInt32) {
    pending.append(slot)
    if pending.count > max(1024, sorted.count) { merge() }
  }

  /// Brings ``sorted`` up to date.
  package mutating func merge() {
    guard !pending.isEmpty else { return }
    pending.sort()
    merged.removeAll(keepingCapacity: true)
    mergeUnique(sorted, pending) { merged.append($0) }
    swap(&sorted, &merged)
    pending.removeAll(keepingCapacity: true)
  }
}

/// Hands on the slots of two rising lists in order, each once.
func mergeUnique(_ a: [UInt32], _ b: [UInt32], _ body: (UInt32) -> Void) {
  var i = 0
  var j = 0
  var last: UInt32?
  while i < a.count || j < b.count {
    let slot: UInt32
    if j == b.count || (i < a.count && a[i] <= b[j]) {
      slot = a[i]
      i += 1
    } else {
      slot = b[j]
      j += 1
    }
    if slot != last { body(slot) }
    last = slot
  }
}
