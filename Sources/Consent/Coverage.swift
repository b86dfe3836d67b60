import Bytes

/// What one interval, or several joined by links, means to records of one id and purpose.
///
/// An entry holds a record when it starts no later than the record and ends no earlier. A slot's
/// entries lie in order of kind, then start.
struct CoverageEntry {
  /// The kinds, in the order of their reasons.
  enum Kind: UInt8 {
    /// An interval that also holds the moment of the run.
    case granted
    /// Such an interval in which the conflict with GPC was confirmed.
    case confirmed
    case withdrawn, expired, noticeOutdated
    /// A sign that there is an interval, and that it can't hold a record that is still in question.
    case elsewhere
    /// No interval: `start` is the last end of grants up to the run, `end` the first after it.
    case limits
  }

  var start: Timestamp
  var end: Timestamp
  var kind: Kind
  /// Whether it came by a link, so that records before `start` know nothing of it.
  var isPassed = false

  init(_ kind: Kind, _ start: Timestamp, _ end: Timestamp, isPassed: Bool = false) {
    self.kind = kind
    self.start = start
    self.end = end
    self.isPassed = isPassed
  }

  init(_ interval: GrantedInterval, asOf: Timestamp) {
    start = interval.start
    end = interval.end
    if interval.start > asOf {
      kind = .elsewhere
    } else if interval.end > asOf {
      kind = interval.isConfirmed ? .confirmed : .granted
    } else {
      switch interval.ending {
      case .withdrawn: kind = .withdrawn
      case .expired: kind = .expired
      case .noticeOutdated: kind = .noticeOutdated
      case .erased: kind = .elsewhere
      }
    }
  }

  func isOrdered(before other: CoverageEntry) -> Bool {
    kind != other.kind ? kind.rawValue < other.kind.rawValue : start < other.start
  }
}

/// How far the intervals of one id cover one record, best first.
enum Coverage: UInt8 {
  case confirmed, granted, withdrawn, expired, noticeOutdated, outside, none

  var isGranted: Bool { rawValue <= Coverage.granted.rawValue }

  var reason: DropReason? {
    switch self {
    case .confirmed, .granted: nil
    case .withdrawn: .withdrawnBeforeRun
    case .expired: .expired
    case .noticeOutdated: .noticeOutdated
    case .outside: .outsideInterval
    case .none: .noConsent
    }
  }
}

/// The coverage of every id and purpose in flat tables: a slot for each pair.
struct CoverageTable: Sendable {
  private var starts: [UInt32] = [0]
  private var entries: [CoverageEntry] = []

  /// Closes the slot to which entries were appended since the last.
  mutating func closeSlot() {
    let begin = Int(starts[starts.count - 1])
    if entries.count - begin > 1 { arrange(begin) }
    starts.append(UInt32(entries.count))
  }

  mutating func append(_ entry: CoverageEntry) { entries.append(entry) }

  /// Sorts the open slot and lets each ended entry end as late as those before it, so that the last
  /// to start answers for all.
  private mutating func arrange(_ begin: Int) {
    if entries.count - begin > 24 {
      entries[begin...].sort { $0.isOrdered(before: $1) }
    } else {
      for place in (begin + 1)..<entries.count {
        var at = place
        while at > begin, entries[at].isOrdered(before: entries[at - 1]) {
          entries.swapAt(at, at - 1)
          at -= 1
        }
      }
    }
    for place in (begin + 1)..<entries.count where entries[place].kind == entries[place - 1].kind {
      switch entries[place].kind {
      case .withdrawn, .expired, .noticeOutdated:
        entries[place].end = Swift.max(entries[place].end, entries[place - 1].end)
      case .granted, .confirmed, .elsewhere, .limits: break
      }
    }
  }

  /// The coverage of the record `[start, end)` by a slot.
  func coverage(_ slot: Int, _ start: Timestamp, _ end: Timestamp) -> Coverage {
    let range = Int(starts[slot])..<Int(starts[slot + 1])
    guard !range.isEmpty else { return .none }
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

  /// Whether an interval of the slot's own, begun after `moment`, holds both the record and the run.
  func hasGrant(
    _ slot: Int, after moment: Timestamp, _ start: Timestamp, _ end: Timestamp
  ) -> Bool {
    for place in Int(starts[slot])..<Int(starts[slot + 1]) {
      let entry = entries[place]
      guard entry.kind.rawValue <= CoverageEntry.Kind.confirmed.rawValue else { return false }
      if !entry.isPassed, entry.start > moment, entry.start <= start, entry.end >= end {
        return true
      }
    }
    return false
  }

  /// The ends of grants nearest to the run, where there are any.
  func limits(_ slot: Int) -> CoverageEntry? {
    guard let last = entries[Int(starts[slot])..<Int(starts[slot + 1])].last,
      last.kind == .limits
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
