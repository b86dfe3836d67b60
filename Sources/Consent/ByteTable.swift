import Bytes

/// Byte strings, each kept once and known by the number of its first coming.
///
/// Open addressing over one text: looking up allocates nothing. The hash is seeded anew in every
/// process, so that ids chosen by a stranger can't be made to collide; numbers, and with them all
/// results, follow the order of insertion alone.
struct ByteTable: Sendable {
  private(set) var text: [UInt8] = []
  private var ranges: [ByteRange] = []
  /// The hash's upper half above the number plus one; 0 where free.
  private var slots: [UInt64] = Array(repeating: 0, count: 16)

  var count: Int { ranges.count }

  func range(_ number: UInt32) -> ByteRange { ranges[Int(number)] }

  func bytes(_ number: UInt32) -> [UInt8] { Array(text[ranges[Int(number)].indices]) }

  /// The number of a byte string; nil where it has none.
  func number(of bytes: Span<UInt8>) -> UInt32? {
    let hash = hash(bytes)
    let mask = slots.count - 1
    var at = Int(truncatingIfNeeded: hash) & mask
    while slots[at] != 0 {
      if let number = match(slots[at], hash, bytes) { return number }
      at = (at + 1) & mask
    }
    return nil
  }

  /// The number of a byte string, which is added where it is new.
  mutating func insert(_ bytes: Span<UInt8>) -> UInt32 {
    if (ranges.count + 1) * 4 > slots.count * 3 { grow() }
    let hash = hash(bytes)
    let mask = slots.count - 1
    var at = Int(truncatingIfNeeded: hash) & mask
    while slots[at] != 0 {
      if let number = match(slots[at], hash, bytes) { return number }
      at = (at + 1) & mask
    }
    let number = UInt32(ranges.count)
    slots[at] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    ranges.append(text.store(bytes))
    return number
  }

  private func match(_ slot: UInt64, _ hash: UInt64, _ bytes: Span<UInt8>) -> UInt32? {
    guard (slot ^ hash) >> 32 == 0 else { return nil }
    let number = UInt32(truncatingIfNeeded: slot) - 1
    let range = ranges[Int(number)]
    guard text.span.extracting(range.indices).isEqual(to: bytes) else { return nil }
    return number
  }

  private func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for number in ranges.indices {
      let hash = hash(text.span.extracting(ranges[number].indices))
      var at = Int(truncatingIfNeeded: hash) & mask
      while larger[at] != 0 { at = (at + 1) & mask }
      larger[at] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
    slots = larger
  }
}
