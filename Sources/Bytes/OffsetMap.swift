/// What is known of the texts of one buffer, by the offset at which each begins: open addressing over
/// numbers, for buffers in which texts that are the same mostly stand once.
public struct OffsetMap<Value: BitwiseCopyable & Sendable>: Sendable {
  /// An offset plus one; 0 where free.
  @usableFromInline var keys: [UInt32]
  @usableFromInline var values: [Value]
  @usableFromInline var filled = 0
  @usableFromInline let empty: Value

  /// A map of nothing.
  ///
  /// - Parameter empty: any value, for places that hold none.
  @inlinable
  public init(empty: Value) {
    self.empty = empty
    keys = [UInt32](repeating: 0, count: 64)
    values = [Value](repeating: empty, count: 64)
  }

  /// How many offsets are known.
  @inlinable
  public var count: Int { filled }

  /// What is known of the text at an offset, which must be less than `UInt32.max`.
  @inlinable
  public subscript(offset: UInt32) -> Value? {
    @inline(__always) get {
      let slot = slot(of: offset)
      return keys[slot] == 0 ? nil : values[slot]
    }
    @inline(__always) set {
      guard let newValue else { preconditionFailure("what is known is not forgotten") }
      let slot = slot(of: offset)
      values[slot] = newValue
      guard keys[slot] == 0 else { return }
      keys[slot] = offset + 1
      filled += 1
      if filled * 2 > keys.count { grow() }
    }
  }

  /// Forgets all and keeps the room.
  @inlinable
  public mutating func removeAll() {
    guard filled > 0 else { return }
    for slot in keys.indices { keys[slot] = 0 }
    filled = 0
  }

  @inlinable @inline(__always)
  func slot(of offset: UInt32) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (UInt64(offset) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while keys[slot] != 0, keys[slot] != offset &+ 1 { slot = (slot + 1) & mask }
    return slot
  }

  @usableFromInline
  mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt32](repeating: 0, count: oldKeys.count * 4)
    values = [Value](repeating: empty, count: oldKeys.count * 4)
    for index in oldKeys.indices where oldKeys[index] != 0 {
      let slot = slot(of: oldKeys[index] &- 1)
      keys[slot] = oldKeys[index]
      values[slot] = oldValues[index]
    }
  }
}
