/// The greatest size of each slot's values: divided by it, features of any unit move alike.
struct FeatureScales: Sendable {
  private var inverse: [Float]

  /// The scales of all values of `blocks`; nil where every value is 1.
  init?(_ blocks: ExampleBlocks, slotCount: Int) {
    guard blocks.hasValues else { return nil }
    var greatest = [Float](repeating: 0, count: slotCount)
    blocks.forEachBlock { block in
      let slots = unsafe UnsafeBufferPointer(start: block.slots, count: block.entryCount)
      let values = unsafe block.values
      for entry in 0..<block.entryCount {
        let slot = unsafe Int(slots[entry])
        greatest[slot] = max(greatest[slot], abs(unsafe values?[entry] ?? 1))
      }
    }
    inverse = greatest.map { $0 > 0 ? 1 / $0 : 0 }
  }

  /// A slot's value over its greatest.
  @inline(__always)
  func scaled(_ value: Float, _ slot: Int) -> Float { value * inverse[slot] }

  /// The weight, for values as they are, of one for scaled values.
  func unscaled(_ weight: Float, _ slot: Int) -> Float { weight * inverse[slot] }
}
