import Bytes
import Events

/// The coverage of ids that are linked, where a grant of one passes to records of the others from the
/// link on.
///
/// One sweep in order of time over joins and intervals: an interval is noted for its own id and for
/// the id that stands for the group at that time; a join notes for the group that remains what the
/// other had until then. So a record asks one slot, whatever the number of linked ids, and all slots
/// together grow with statements and links alone.
struct LinkedCoverage {
  private struct Noted {
    var subject: UInt32
    var purpose: Int
    var entry: CoverageEntry
  }

  /// What a group has had so far, for one purpose: the latest end of each kind.
  fileprivate struct Summary {
    var ends: (Timestamp, Timestamp, Timestamp, Timestamp, Timestamp) = (
      .distantPast, .distantPast, .distantPast, .distantPast, .distantPast
    )
    var hasIntervals = false
  }

  /// The ids of each group, in order of their numbers.
  private(set) var groups: [[UInt32]] = []
  private let edges: [LinkForest.Edge]
  private let purposeCount: Int
  private var forest: LinkForest
  /// For each id its place among the linked; -1 for others.
  ///
  /// Empty where there are no links.
  private var place: [Int32] = []
  private var linkedCount = 0
  private var own: [Noted] = []
  private var noted: [Noted] = []
  private var summaries: [Summary] = []
  private var next = 0

  init(_ edges: [LinkForest.Edge], count: Int, _ purposeCount: Int) {
    self.edges = edges
    self.purposeCount = purposeCount
    forest = LinkForest(count: edges.isEmpty ? 0 : count)
    guard !edges.isEmpty else { return }
    for edge in edges { _ = forest.join(edge) }
    place = Array(repeating: -1, count: count)
    var groupOf: [UInt32: Int] = [:]
    for subject in forest.nodes.indices {
      let root = forest.root(of: UInt32(subject))
      guard forest.nodes[Int(root)].size > 1 else { continue }
      place[subject] = Int32(linkedCount)
      linkedCount += 1
      if let group = groupOf[root] {
        groups[group].append(UInt32(subject))
      } else {
        groupOf[root] = groups.count
        groups.append([UInt32(subject)])
      }
    }
    summaries = Array(repeating: Summary(), count: linkedCount * purposeCount)
  }

  var nodes: [LinkForest.Node] { forest.nodes }

  func contains(_ subject: Int) -> Bool { !place.isEmpty && place[subject] >= 0 }

  /// Takes the intervals of one id.
  mutating func add(_ entries: [PurposeEntry], of subject: UInt32) {
    for entry in entries {
      own.append(Noted(subject: subject, purpose: entry.purpose, entry: entry.entry))
      summaries[index(subject, entry.purpose)].hasIntervals = true
    }
  }

  /// Takes the ends that a group has said; they stand with the id that stands for it in the end.
  mutating func addLimits(_ entries: [PurposeEntry], of group: [UInt32]) {
    let root = forest.root(of: group[0])
    for entry in entries {
      noted.append(Noted(subject: root, purpose: entry.purpose, entry: entry.entry))
    }
  }

  /// Passes grants along links, in order of time.
  mutating func sweep() {
    guard !edges.isEmpty else { return }
    var joins = LinkForest(count: forest.nodes.count)
    own.sort {
      ($0.entry.start, $0.subject, $0.purpose) < ($1.entry.start, $1.subject, $1.purpose)
    }
    var nextEdge = 0
    for interval in own {
      while nextEdge < edges.count, edges[nextEdge].at <= interval.entry.start {
        if let join = joins.join(edges[nextEdge]) { pass(join, edges[nextEdge].at) }
        nextEdge += 1
      }
      note(interval, joins.root(of: interval.subject))
    }
    for edge in edges[nextEdge...] {
      if let join = joins.join(edge) { pass(join, edge.at) }
    }
    own = []
    noted.sort { ($0.subject, $0.purpose) < ($1.subject, $1.purpose) }
  }

  private mutating func note(_ interval: Noted, _ group: UInt32) {
    noted.append(interval)
    let kind = interval.entry.kind
    if kind != .elsewhere {
      summaries[index(group, interval.purpose)].extend(kind, to: interval.entry.end)
    }
    guard group != interval.subject else { return }
    var passed = interval
    passed.subject = group
    passed.entry.isPassed = true
    noted.append(passed)
  }

  private mutating func pass(_ join: (absorbed: UInt32, into: UInt32), _ moment: Timestamp) {
    for purpose in 0..<purposeCount {
      let from = summaries[index(join.absorbed, purpose)]
      let at = index(join.into, purpose)
      guard from.hasIntervals else { continue }
      if !summaries[at].hasIntervals {
        summaries[at].hasIntervals = true
        notePassed(.elsewhere, join.into, purpose, moment...moment)
      }
      for kind in Summary.kinds {
        let end = from.end(of: kind)
        guard end > moment, end > summaries[at].end(of: kind) else { continue }
        summaries[at].extend(kind, to: end)
        notePassed(kind, join.into, purpose, moment...end)
      }
    }
  }

  private mutating func notePassed(
    _ kind: CoverageEntry.Kind, _ subject: UInt32, _ purpose: Int,
    _ time: ClosedRange<Timestamp>
  ) {
    let entry = CoverageEntry(kind, time.lowerBound, time.upperBound, isPassed: true)
    noted.append(Noted(subject: subject, purpose: purpose, entry: entry))
  }

  /// Hands over the entries of one linked id in order of purpose; ids are asked for in order.
  mutating func takeEntries(of subject: Int, _ entries: inout [PurposeEntry]) {
    entries.removeAll(keepingCapacity: true)
    while next < noted.count, noted[next].subject == UInt32(subject) {
      entries.append(PurposeEntry(purpose: noted[next].purpose, entry: noted[next].entry))
      next += 1
    }
  }

  private func index(_ subject: UInt32, _ purpose: Int) -> Int {
    Int(place[Int(subject)]) * purposeCount + purpose
  }
}

extension LinkedCoverage.Summary {
  fileprivate static let kinds: [CoverageEntry.Kind] = [
    .granted, .confirmed, .withdrawn, .expired, .noticeOutdated,
  ]

  fileprivate func end(of kind: CoverageEntry.Kind) -> Timestamp {
    switch kind {
    case .granted: ends.0
    case .confirmed: ends.1
    case .withdrawn: ends.2
    case .expired: ends.3
    case .noticeOutdated: ends.4
    case .elsewhere, .limits: .distantPast
    }
  }

  fileprivate mutating func extend(_ kind: CoverageEntry.Kind, to end: Timestamp) {
    switch kind {
    case .granted: ends.0 = Swift.max(ends.0, end)
    case .confirmed: ends.1 = Swift.max(ends.1, end)
    case .withdrawn: ends.2 = Swift.max(ends.2, end)
    case .expired: ends.3 = Swift.max(ends.3, end)
    case .noticeOutdated: ends.4 = Swift.max(ends.4, end)
    case .elsewhere, .limits: break
    }
  }
}
