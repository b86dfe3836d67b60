import Bytes

/// The distinct numbers of a chunk in the order in which they first come, and each value's code.
struct NumberDictionary {
  private(set) var numbers: [Int64] = []
  private(set) var codes: [UInt32] = []

  /// More distinct numbers are written plain.
  private static let maximumCount = 4096

  /// The dictionary of `values`; nil where it would not pay.
  init?(of values: Span<Int64>) {
    let limit = min(NumberDictionary.maximumCount, values.count / 4)
    guard limit > 0 else { return nil }
    // Four times the room of all numbers, so that steps are few.
    var slots = [UInt32](repeating: 0, count: NumberDictionary.maximumCount * 4)
    codes.reserveCapacity(values.count)
    var last: (value: Int64, code: UInt32) = (values[0], 0)
    numbers.append(last.value)
    slots[NumberDictionary.slot(of: last.value, in: slots.count)] = 1
    for index in values.indices {
      let value = values[index]
      if value != last.value {
        guard let code = code(of: value, in: &slots), numbers.count <= limit else { return nil }
        last = (value, code)
      }
      codes.append(last.code)
    }
  }

  private mutating func code(of value: Int64, in slots: inout [UInt32]) -> UInt32? {
    var slot = NumberDictionary.slot(of: value, in: slots.count)
    while slots[slot] != 0 {
      let code = slots[slot] - 1
      if numbers[Int(code)] == value { return code }
      slot = (slot + 1) & (slots.count - 1)
    }
    numbers.append(value)
    slots[slot] = UInt32(numbers.count)
    return UInt32(numbers.count - 1)
  }

  @inline(__always)
  private static func slot(of value: Int64, in count: Int) -> Int {
    Int(truncatingIfNeeded: SplitMix.mix(UInt64(bitPattern: value))) & (count - 1)
  }
}
