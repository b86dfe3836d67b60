import Bytes

/// Byte strings, each kept once and known by the number of its first coming.
///
/// Open addressing over one text: looking up allocates nothing. A slot holds the hash's upper half, by
/// which it is placed, so that growing is one pass over the slots and reads no text. Numbers, and with
/// them all results, follow the order of insertion alone. While all strings are of one length, as
/// pseudonyms are, their places follow from their numbers and take no memory.
package struct ByteTable: Sendable {
  package private(set) var text: [UInt8] = []
  package private(set) var count = 0
  /// The length of every string; -1 once they differ.
  private var width = 0
  /// Where each string starts, and one end more; empty while all have one length.
  private var starts: [UInt32] = []
  /// The hash's upper half above the number plus one; 0 where free.
  private var slots: [UInt64] = Array(repeating: 0, count: 16)
  private let seed = HashSeed.ofProcess

  package init() {}

  package func range(_ number: UInt32) -> Range<Int> {
    let number = Int(number)
    return width >= 0
      ? number * width..<(number + 1) * width : Int(starts[number])..<Int(starts[number + 1])
  }

  package func bytes(_ number: UInt32) -> [UInt8] { Array(text[range(number)]) }

  /// Hands over one byte string.
  package func withBytes<Result>(
    _ number: UInt32, _ body: (Span<UInt8>) throws -> Result
  ) rethrows -> Result {
    try body(text.span.extracting(range(number)))
  }

  /// Makes room for so many strings of so many bytes in all.
  package mutating func reserve(_ strings: Int, bytes: Int) {
    text.reserveCapacity(bytes)
    guard strings > count, strings > slots.count / 4 * 3 else { return }
    resize(to: strings / 3 * 4 + 4)
  }

  /// The number of a byte string; nil where it has none.
  package func number(of bytes: Span<UInt8>) -> UInt32? {
    find(bytes, seed.hash(bytes)).number
  }

  /// The number of a byte string, which is added where it is new.
  package mutating func insert(_ bytes: Span<UInt8>) -> UInt32 {
    let hash = seed.hash(bytes)
    let found = find(bytes, hash)
    if let number = found.number { return number }
    precondition(text.count + bytes.count <= Int(UInt32.max), "ids of more than 4 GiB in one table")
    var place = found.place
    if (count + 1) * 4 > slots.count * 3 {
      resize(to: slots.count * 2)
      place = find(bytes, hash).place
    }
    note(length: bytes.count)
    text.append(bytes)
    if width < 0 { starts.append(UInt32(text.count)) }
    count += 1
    slots[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(count)
    return UInt32(count - 1)
  }

  private mutating func note(length: Int) {
    if count == 0 { width = length }
    guard width >= 0, width != length else { return }
    starts.reserveCapacity(count + 2)
    for number in 0...count { starts.append(UInt32(number * width)) }
    width = -1
  }

  @inline(__always)
  private func find(_ bytes: Span<UInt8>, _ hash: UInt64) -> (number: UInt32?, place: Int) {
    var at = place(hash)
    while slots[at] != 0 {
      if let number = match(slots[at], hash, bytes) { return (number, at) }
      at = at + 1 == slots.count ? 0 : at + 1
    }
    return (nil, at)
  }

  /// The place by the hash's upper half, in proportion: entries keep their order when slots grow.
  @inline(__always)
  private func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(slots.count)) >> 32)
  }

  @inline(__always)
  private func match(_ slot: UInt64, _ hash: UInt64, _ bytes: Span<UInt8>) -> UInt32? {
    guard (slot ^ hash) >> 32 == 0 else { return nil }
    let number = UInt32(truncatingIfNeeded: slot) &- 1
    return text.span.extracting(range(number)).hasSameBytes(as: bytes) ? number : nil
  }

  private mutating func resize(to size: Int) {
    let old = slots
    slots = Array(repeating: 0, count: size)
    for slot in old where slot != 0 {
      var at = place(slot)
      while slots[at] != 0 { at = at + 1 == size ? 0 : at + 1 }
      slots[at] = slot
    }
  }
}

extension ByteTable {
  /// The numbers of many byte strings, `UInt32.max` for those that have none.
  ///
  /// Hashing all before looking at any slot, and at all slots before any text, lets the processor
  /// wait for many lines of memory at once: with millions of strings that is most of the cost.
  func numbers(
    of ranges: Span<ByteRange>, in source: Span<UInt8>, _ work: inout LookupWork
  ) {
    work.hashes.removeAll(keepingCapacity: true)
    work.slots.removeAll(keepingCapacity: true)
    work.numbers.removeAll(keepingCapacity: true)
    for at in ranges.indices {
      work.hashes.append(seed.hash(source.extracting(ranges[at].indices)))
    }
    for hash in work.hashes { work.slots.append(slots[place(hash)]) }
    // Touches each text, so that all are on their way before the first is compared.
    for slot in work.slots where slot != 0 {
      let range = range(UInt32(truncatingIfNeeded: slot) &- 1)
      if !range.isEmpty { work.touched &+= text[range.lowerBound] &+ text[range.upperBound - 1] }
    }
    for at in ranges.indices {
      let bytes = source.extracting(ranges[at].indices)
      let hash = work.hashes[at]
      if let number = match(work.slots[at], hash, bytes) {
        work.numbers.append(number)
      } else {
        work.numbers.append(find(bytes, hash).number ?? .max)
      }
    }
  }
}

/// Room for looking up many byte strings at once, used again and again.
struct LookupWork {
  var hashes: [UInt64] = []
  var slots: [UInt64] = []
  var numbers: [UInt32] = []
  var touched: UInt8 = 0
}
