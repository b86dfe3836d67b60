/// How many lines there were and what became of them.
///
/// Sums do not depend on the order in which they are made, so tallies of files or threads can be
/// merged in any order.
public struct LineTally: Equatable, Sendable {
  /// All lines that were read.
  public private(set) var lines = 0
  /// The lines that became events.
  public private(set) var events = 0
  private var rejections = [Int](repeating: 0, count: RejectReason.allCases.count)
  private var filterings = [Int](repeating: 0, count: FilterReason.allCases.count)

  /// A tally of nothing.
  public init() {}

  /// Counts one line.
  public mutating func count(_ outcome: LineOutcome) {
    lines += 1
    switch outcome {
    case .event: events += 1
    case .filtered(let reason): filterings[reason.index] += 1
    case .rejected(let reason): rejections[reason.index] += 1
    }
  }

  /// Adds the counts of another tally.
  public mutating func merge(_ other: LineTally) {
    lines += other.lines
    events += other.events
    for index in rejections.indices { rejections[index] += other.rejections[index] }
    for index in filterings.indices { filterings[index] += other.filterings[index] }
  }

  /// The lines that were rejected for a reason.
  public func rejected(_ reason: RejectReason) -> Int { rejections[reason.index] }

  /// The lines that were left out for a reason.
  public func filtered(_ reason: FilterReason) -> Int { filterings[reason.index] }

  /// The lines that were rejected, for all reasons.
  public var rejected: Int { rejections.reduce(0, +) }

  /// The lines that were left out on purpose, for all reasons.
  public var filtered: Int { filterings.reduce(0, +) }

  /// The reasons for which lines were rejected, with how many, in the order of ``RejectReason``.
  public var rejectedByReason: [(reason: RejectReason, count: Int)] {
    RejectReason.allCases.map { ($0, rejected($0)) }.filter { $0.1 > 0 }
  }

  /// The reasons for which lines were left out, with how many, in the order of ``FilterReason``.
  public var filteredByReason: [(reason: FilterReason, count: Int)] {
    FilterReason.allCases.map { ($0, filtered($0)) }.filter { $0.1 > 0 }
  }

  /// Whether the counts close: lines = events + rejected + filtered.
  public var isBalanced: Bool { lines == events + rejected + filtered }
}
