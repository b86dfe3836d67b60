/// Numbers the texts that a stream of records says again and again, so that what follows from a text
/// is worked out once, in memory that does not grow with the stream.
///
/// What was worked out lies with the caller, in arrays by number. Once there is no room for another
/// text all are forgotten and numbers begin anew: whether a text is still known changes no result, only
/// how often it is worked out. Open addressing; nothing is allocated per text.
public struct ByteMemo: Sendable {
  /// A text's number, and whether it was not known before.
  public struct Entry: Equatable, Sendable {
    /// The number: texts are numbered from 0 in the order in which they come.
    public var number: Int
    /// Whether the text is new, so that what follows from it has to be worked out.
    public var isNew: Bool
  }

  /// What a slot says of a text; all zeros where it is free.
  ///
  /// Half of its hash, by which it is placed, its number plus one, and where it lies in `keys`.
  private struct Slot {
    var hash: UInt32 = 0
    var next: UInt32 = 0
    var place = ByteRange.none
  }

  private let maximumCount: Int
  private let maximumBytes: Int
  private var keys: [UInt8] = []
  private var slots: [Slot]
  private let seed: UInt64
  /// How many texts are known.
  public private(set) var count = 0
  private var touched: UInt8 = 0

  /// A memo that knows nothing.
  ///
  /// - Parameters:
  ///   - maximumCount: how many texts can be known at once.
  ///   - maximumBytes: how many bytes they may have together, below 2 GiB; a longer text is known
  ///     alone.
  public init(maximumCount: Int, maximumBytes: Int) {
    precondition(maximumCount > 0 && maximumBytes > 0, "a memo without room")
    self.maximumCount = min(maximumCount, Int(Int32.max))
    self.maximumBytes = min(maximumBytes, Int(Int32.max))
    slots = [Slot](repeating: Slot(), count: ByteMemo.initialSlots)
    // Texts come from outside: no one may know which of them collide.
    seed = UInt64.random(in: 0...UInt64.max)
  }

  private static let initialSlots = 64

  /// The text's number, by which it is known from now on.
  @inline(__always)
  public mutating func entry(of text: Span<UInt8>) -> Entry {
    entry(of: text, hash: hash(of: text))
  }

  /// The text's number, by which it is known from now on, given its hash by ``lookAhead(_:in:_:)``.
  public mutating func entry(of text: Span<UInt8>, hash: UInt32) -> Entry {
    var at = place(hash)
    while slots[at].next != 0 {
      let slot = slots[at]
      if slot.hash == hash, keys.span.extracting(slot.place.indices).isEqual(to: text) {
        return Entry(number: Int(slot.next) - 1, isNew: false)
      }
      at = at + 1 == slots.count ? 0 : at + 1
    }
    return add(text, hash, at)
  }

  @inline(__always)
  private func hash(of text: Span<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: foldedHash(text, seed: seed) >> 32)
  }

  /// The place by the hash in proportion, so that no text is read when slots grow.
  @inline(__always)
  private func place(_ hash: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(hash) &* UInt64(slots.count)) >> 32)
  }

  private mutating func add(_ text: Span<UInt8>, _ hash: UInt32, _ free: Int) -> Entry {
    var at = free
    if count == maximumCount || keys.count + text.count > maximumBytes {
      removeAll()
      at = place(hash)
    }
    let start = keys.count
    keys.append(text)
    count += 1
    slots[at] = Slot(hash: hash, next: UInt32(count), place: ByteRange(start, keys.count))
    if count * 2 > slots.count { grow() }
    return Entry(number: count - 1, isNew: true)
  }

  /// Forgets all texts and keeps the room.
  public mutating func removeAll() {
    guard count > 0 else { return }
    keys.removeAll(keepingCapacity: true)
    count = 0
    for index in slots.indices { slots[index] = Slot() }
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.next != 0 {
      var at = place(slot.hash)
      while slots[at].next != 0 { at = at + 1 == slots.count ? 0 : at + 1 }
      slots[at] = slot
    }
  }
}

/// Room for looking ahead at many texts, used again and again.
public struct LookAhead: Sendable {
  /// The texts' hashes, in their order.
  public fileprivate(set) var hashes: [UInt32] = []
  /// The numbers that the texts seem to have: for looking ahead in what the caller knows of them.
  public fileprivate(set) var numbers: [Int] = []
  fileprivate var places: [ByteRange] = []

  /// Room for no texts yet.
  public init() {}
}

extension ByteMemo {
  /// Hashes many texts and looks at what looking them up will look at, so that the processor waits for
  /// many lines of memory at once: with many texts that is most of the cost.
  public mutating func lookAhead(
    _ ranges: Span<ByteRange>, in text: Span<UInt8>, _ work: inout LookAhead
  ) {
    work.hashes.removeAll(keepingCapacity: true)
    work.numbers.removeAll(keepingCapacity: true)
    work.places.removeAll(keepingCapacity: true)
    for index in ranges.indices {
      work.hashes.append(hash(of: text.extracting(ranges[index].indices)))
    }
    for hash in work.hashes {
      let slot = slots[place(hash)]
      guard slot.next != 0 else { continue }
      work.numbers.append(Int(slot.next) - 1)
      if !slot.place.isEmpty { work.places.append(slot.place) }
    }
    for place in work.places { touched &+= keys[place.start] &+ keys[place.end - 1] }
  }
}
