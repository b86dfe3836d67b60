import Bytes

/// Counts by day and coarse cell, several for each: open addressing over one number, a few instructions a
/// record.
struct CellCounts: Sendable {
  /// One day's cell.
  struct Key: Hashable, Comparable, Sendable {
    fileprivate var number: UInt64

    init(day: Int, cell: CoarseCell) {
      number = UInt64(UInt32(bitPattern: Int32(clamping: day))) << 32 | UInt64(cell.code)
    }

    /// The day, as its number since 1970.
    var day: Int { Int(Int32(bitPattern: UInt32(truncatingIfNeeded: number >> 32))) }
    /// The cell.
    var cell: CoarseCell { CoarseCell(code: UInt32(truncatingIfNeeded: number)) }

    /// By day, then by the cell's code.
    static func < (a: Key, b: Key) -> Bool {
      a.day != b.day ? a.day < b.day : a.cell.code < b.cell.code
    }
  }

  /// How many counts each key has.
  let width: Int
  /// The keys in the order in which they came.
  private(set) var keys: [Key] = []
  private var counts: [Int] = []
  /// The place of a key plus one; 0 where free.
  private var slots = [UInt32](repeating: 0, count: 16)
  private var last = 0

  init(width: Int) { self.width = width }

  /// Adds to one count of a key.
  @inline(__always)
  mutating func add(_ number: Int, to key: Key, _ column: Int) {
    let place = place(of: key)
    counts[place * width + column] += number
  }

  /// The counts of the key at a place of ``keys``.
  func counts(at place: Int) -> ArraySlice<Int> {
    counts[(place * width)..<((place + 1) * width)]
  }

  /// Replaces the counts of the key at a place.
  mutating func set(_ values: some Sequence<Int>, at place: Int) {
    for (column, value) in values.enumerated() { counts[place * width + column] = value }
  }

  /// Adds what another counter of the same width has counted, or takes it away.
  mutating func add(_ other: CellCounts, times factor: Int = 1) {
    precondition(width == other.width, "counters of \(width) and \(other.width) columns")
    for (place, key) in other.keys.enumerated() {
      for (column, count) in other.counts(at: place).enumerated() where count != 0 {
        add(factor * count, to: key, column)
      }
    }
  }

  /// The sum of one column.
  func sum(_ column: Int) -> Int {
    keys.indices.reduce(0) { $0 + counts[$1 * width + column] }
  }

  /// The places of the keys in order of day and cell.
  var inOrder: [Int] { keys.indices.sorted { keys[$0] < keys[$1] } }

  /// The place of a key, which is taken in where it is new.
  @inline(__always)
  private mutating func place(of key: Key) -> Int {
    if last < keys.count, keys[last] == key { return last }
    return find(key)
  }

  private mutating func find(_ key: Key) -> Int {
    var slot = slot(of: key)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if keys[place] == key {
        last = place
        return place
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    counts.append(contentsOf: repeatElement(0, count: width))
    slots[slot] = UInt32(keys.count)
    last = keys.count - 1
    if keys.count * 2 > slots.count { grow() }
    return last
  }

  @inline(__always)
  private func slot(of key: Key) -> Int {
    let hash = key.number &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (place, key) in keys.enumerated() {
      var slot = slot(of: key)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(place + 1)
    }
  }
}
