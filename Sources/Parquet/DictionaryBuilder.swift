import Bytes

/// Gives equal texts one code each, in the order in which they first come: the dictionary of a chunk.
///
/// Open addressing over the bytes of the dictionary page itself: no allocation per text. Rows are sorted, so
/// the last text is asked first. Steps past taken slots are counted, so that texts that were made to collide
/// can be given up.
struct DictionaryBuilder: Sendable {
  /// The dictionary page: each text after its length in four bytes.
  private(set) var page: [UInt8] = []
  /// Where each code's text stands in `page`.
  private(set) var ranges: [ByteRange] = []
  /// A hash's upper half, and a code plus one; zero where free.
  private var slots = [UInt64](repeating: 0, count: DictionaryBuilder.initialSlots)
  /// Few, since a run over many days holds many files open.
  private static let initialSlots = 16
  /// How many steps past taken slots all lookups took.
  private(set) var steps = 0
  private var lastCode = 0

  /// How many texts there are.
  var count: Int { ranges.count }

  /// Whether there is no text.
  var isEmpty: Bool { ranges.isEmpty }

  /// The code of a text, which becomes the next one where the text is new.
  mutating func code(of text: Span<UInt8>) -> UInt32 {
    if lastCode < ranges.count, page.span.extracting(ranges[lastCode].indices).isEqual(to: text) {
      return UInt32(truncatingIfNeeded: lastCode)
    }
    let hash = textHash(text)
    let upper = hash >> 32
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let entry = slots[slot]
      let code = Int(entry & 0xFFFF_FFFF) - 1
      if entry >> 32 == upper, page.span.extracting(ranges[code].indices).isEqual(to: text) {
        lastCode = code
        return UInt32(truncatingIfNeeded: code)
      }
      slot = (slot + 1) & mask
      steps += 1
    }
    slots[slot] = upper << 32 | UInt64(ranges.count + 1)
    return add(text)
  }

  private mutating func add(_ text: Span<UInt8>) -> UInt32 {
    lastCode = ranges.count
    page.append(littleEndian: UInt32(text.count))
    let start = page.count
    page.append(text)
    ranges.append(ByteRange(start, page.count))
    if ranges.count * 2 > slots.count { grow() }
    return UInt32(lastCode)
  }

  private mutating func grow() {
    let size = slots.count * 4
    slots = [UInt64](repeating: 0, count: size)
    for (code, range) in ranges.enumerated() {
      let hash = textHash(page.span.extracting(range.indices))
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] != 0 {
        slot = (slot + 1) & (size - 1)
        steps += 1
      }
      slots[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    }
  }

  /// Forgets all texts and keeps the room.
  mutating func removeAll() {
    page.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
    steps = 0
    lastCode = 0
  }
}

/// A hash of a text: eight bytes a step, folded by the full product (the idea of wyhash).
///
/// No file shows it: codes follow the order of texts, not their hashes.
@inline(__always)
func textHash(_ text: Span<UInt8>) -> UInt64 {
  let bytes = unsafe text.bytes
  var hash = UInt64(truncatingIfNeeded: bytes.byteCount) &* 0x9E37_79B9_7F4A_7C15
  var offset = 0
  // The loads check their bounds; they are marked unsafe for types whose bits may be no value.
  while offset + 8 <= bytes.byteCount {
    let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    hash = folded(hash ^ word, 0xA076_1D64_78BD_642F)
    offset += 8
  }
  if offset < bytes.byteCount {
    var rest: UInt64 = 0
    if bytes.byteCount >= 8 {
      rest = unsafe bytes.unsafeLoadUnaligned(
        fromByteOffset: bytes.byteCount - 8, as: UInt64.self)
    } else {
      for index in 0..<bytes.byteCount { rest = rest << 8 | UInt64(text[index]) }
    }
    hash = folded(hash ^ rest, 0xE703_7ED1_A0B4_28DB)
  }
  return folded(hash, 0x8EBC_6AF0_9C88_C6E3)
}

@inline(__always)
private func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}
