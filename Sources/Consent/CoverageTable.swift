import Bytes

/// The coverage of every id in flat tables, by purpose.
///
/// An id takes eight bytes and 24 for each interval, whatever the number of purposes. To decide a
/// record reads both, one line of memory each.
struct CoverageTable: Sendable {
  /// Where an id's entries begin, and what denies its records.
  private struct Subject {
    var first: UInt32 = 0
    var denial: UInt32 = 0
  }

  private var subjects: [Subject]
  private var entries: [CoverageEntry] = []
  private var closed = 0

  /// A table for so many ids, with room for some entries.
  init(count: Int, entries room: Int) {
    subjects = Array(repeating: Subject(), count: count + 1)
    entries.reserveCapacity(room)
  }

  /// Reads what deciding records of some ids will read, so that it waits for memory once for all.
  func touch(_ numbers: [UInt32], _ touched: inout UInt8) {
    for number in numbers where number != .max { touch(number, &touched) }
  }

  /// Reads what deciding records of an id will read.
  @inline(__always)
  func touch(_ number: UInt32, _ touched: inout UInt8) {
    let first = Int(subjects[Int(number)].first)
    if first < entries.count { touched &+= entries[first].purpose }
  }

  /// The number of what denies an id's records; 0 where nothing does.
  func denial(_ subject: UInt32) -> UInt32 { subjects[Int(subject)].denial }

  mutating func deny(_ subject: UInt32, by denial: UInt32) {
    subjects[Int(subject)].denial = denial
  }

  /// Adds the entries of the next id; they come in order of purpose.
  mutating func close(_ added: [PurposeEntry]) {
    for place in added.indices {
      var entry = added[place].entry
      entry.purpose = UInt8(added[place].purpose)
      entries.append(entry)
    }
    closed += 1
    subjects[closed].first = UInt32(entries.count)
    guard added.count > 1 else { return }
    var begin = entries.count - added.count
    while begin < entries.count {
      let purpose = entries[begin].purpose
      var end = begin + 1
      while end < entries.count, entries[end].purpose == purpose { end += 1 }
      if end - begin > 1 { arrange(begin..<end) }
      begin = end
    }
  }

  /// Sorts one slot and lets each ended entry end as late as those before it, so that the last to
  /// start answers for all.
  private mutating func arrange(_ slot: Range<Int>) {
    if slot.count > 24 {
      entries[slot].sort { $0.isOrdered(before: $1) }
    } else {
      for place in slot.dropFirst() {
        var at = place
        while at > slot.lowerBound, entries[at].isOrdered(before: entries[at - 1]) {
          entries.swapAt(at, at - 1)
          at -= 1
        }
      }
    }
    for place in slot.dropFirst() where entries[place].kind == entries[place - 1].kind {
      switch entries[place].kind {
      case .withdrawn, .expired, .noticeOutdated:
        entries[place].end = Swift.max(entries[place].end, entries[place - 1].end)
      case .granted, .confirmed, .elsewhere, .limits: break
      }
    }
  }

  /// The entries of an id for one purpose.
  @inline(__always)
  private func slot(_ subject: UInt32, _ purpose: Int) -> Range<Int> {
    var low = Int(subjects[Int(subject)].first)
    var high = Int(subjects[Int(subject) + 1].first)
    guard high - low <= 8 else { return longSlot(low..<high, purpose) }
    while low < high, Int(entries[low].purpose) < purpose { low += 1 }
    while low < high, Int(entries[high - 1].purpose) > purpose { high -= 1 }
    return low..<high
  }

  private func longSlot(_ range: Range<Int>, _ purpose: Int) -> Range<Int> {
    func first(_ purpose: Int) -> Int {
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if Int(entries[middle].purpose) < purpose { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(purpose)..<first(purpose + 1)
  }

  /// The coverage of the record `[start, end)` by an id and purpose.
  func coverage(
    _ subject: UInt32, _ purpose: Int, _ start: Timestamp, _ end: Timestamp
  ) -> Coverage {
    let range = slot(subject, purpose)
    guard !range.isEmpty else { return .none }
    if range.count == 1 { return coverage(by: entries[range.lowerBound], start, end) }
    if holds(.confirmed, range, start, end) { return .confirmed }
    if holds(.granted, range, start, end) { return .granted }
    if holds(.withdrawn, range, start, end) { return .withdrawn }
    if holds(.expired, range, start, end) { return .expired }
    if holds(.noticeOutdated, range, start, end) { return .noticeOutdated }
    for place in range where entries[place].kind != .limits {
      if !entries[place].isPassed || entries[place].start <= start { return .outside }
    }
    return .none
  }

  /// The coverage by the one entry of a slot.
  @inline(__always)
  private func coverage(
    by entry: CoverageEntry, _ start: Timestamp, _ end: Timestamp
  ) -> Coverage {
    if entry.kind != .elsewhere, entry.kind != .limits, entry.start <= start, entry.end >= end {
      return Coverage(entry.kind)
    }
    return entry.kind != .limits && (!entry.isPassed || entry.start <= start) ? .outside : .none
  }

  /// Whether an interval of the slot's own, begun after `moment`, holds both the record and the run.
  func hasGrant(
    _ subject: UInt32, _ purpose: Int, after moment: Timestamp, _ record: Range<Timestamp>
  ) -> Bool {
    for place in slot(subject, purpose) {
      let entry = entries[place]
      guard entry.kind.rawValue <= CoverageEntry.Kind.confirmed.rawValue else { return false }
      if !entry.isPassed, entry.start > moment, entry.start <= record.lowerBound,
        entry.end >= record.upperBound
      {
        return true
      }
    }
    return false
  }

  /// The ends of grants nearest to the run, where there are any.
  func limits(_ subject: UInt32, _ purpose: Int) -> CoverageEntry? {
    guard let last = entries[slot(subject, purpose)].last, last.kind == .limits
    else { return nil }
    return last
  }

  /// Entries that hold the run end after it, and records begin no later: going back from the last
  /// that starts in time finds one at once, save for a record in the run's own second.
  private func holds(
    _ kind: CoverageEntry.Kind, _ range: Range<Int>, _ start: Timestamp, _ end: Timestamp
  ) -> Bool {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      let isBefore =
        entry.kind != kind ? entry.kind.rawValue < kind.rawValue : entry.start <= start
      if isBefore { low = middle + 1 } else { high = middle }
    }
    let isLive = kind.rawValue <= CoverageEntry.Kind.confirmed.rawValue
    while low > range.lowerBound, entries[low - 1].kind == kind {
      if entries[low - 1].end >= end { return true }
      guard isLive else { return false }
      low -= 1
    }
    return false
  }
}
