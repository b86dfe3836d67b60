/// Gives equal texts one number each, in the order in which they come.
///
/// Open addressing over places in a text that the caller holds: no allocation per text.
public struct ByteInterner: Sendable {
  /// Where the first text of each number stands.
  public private(set) var ranges: [ByteRange] = []
  private var hashes: [UInt32] = []
  private var slots: [UInt32]
  private var mask: Int

  /// An interner with room for some texts before it grows.
  public init(capacity: Int = 64) {
    var size = 128
    while size < capacity * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
  }

  /// The number of the text at `range`, and whether it is new.
  public mutating func number(of range: ByteRange, in text: Span<UInt8>) -> (Int, isNew: Bool) {
    let bytes = text.extracting(range.indices)
    let hash = murmurHash3(bytes)
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash,
        text.extracting(ranges[number].indices).isEqual(to: bytes)
      {
        return (number, false)
      }
      slot = (slot + 1) & mask
    }
    ranges.append(range)
    hashes.append(hash)
    slots[slot] = UInt32(ranges.count)
    if ranges.count * 2 > slots.count { grow() }
    return (ranges.count - 1, true)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }
}
