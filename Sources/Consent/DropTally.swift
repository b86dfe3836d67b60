public import Bytes

/// How many records were dropped, by controller, day, purpose and reason: all that remains of them.
///
/// The counts are exact; ``published(threshold:)`` is the form that may leave the workspace.
public struct DropTally: Hashable, Sendable {
  /// What is counted together.
  public struct Key: Hashable, Comparable, Sendable {
    /// The run's controller.
    public var controller: String
    /// The records' day, in UTC.
    public var day: CivilDate
    /// The purpose; `*` where a record was dropped for all purposes at once.
    public var purpose: String
    /// Why they were dropped.
    public var reason: DropReason

    /// A key of all four.
    public init(controller: String, day: CivilDate, purpose: String, reason: DropReason) {
      self.controller = controller
      self.day = day
      self.purpose = purpose
      self.reason = reason
    }

    /// By controller, then day, purpose and reason.
    public static func < (a: Key, b: Key) -> Bool {
      if a.controller != b.controller { return a.controller < b.controller }
      if a.day != b.day { return a.day.dayNumber < b.day.dayNumber }
      if a.purpose != b.purpose { return a.purpose < b.purpose }
      return a.reason < b.reason
    }
  }

  /// One line of the published form.
  public struct Line: Hashable, Sendable {
    /// The controller.
    public var controller: String
    /// The day, in UTC; nil for the rest that was merged.
    public var day: CivilDate?
    /// The purpose; nil for the rest that was merged.
    public var purpose: String?
    /// The reason; nil stands for `other`.
    public var reason: DropReason?
    /// How many records.
    public var count: Int
  }

  private var counts: [Key: Int] = [:]

  /// No records.
  public init() {}

  /// Counts records of one day.
  ///
  /// - Parameters:
  ///   - time: when the record was, of which its day in UTC is kept.
  ///   - reason: why it was dropped.
  ///   - purpose: the purpose it was judged for.
  ///   - controller: the run's controller.
  public mutating func count(
    _ time: Timestamp, _ reason: DropReason, purpose: String = Statement.allPurposes,
    controller: String
  ) {
    let day = CivilDate(dayNumber: time.dayNumber)
    let key = Key(controller: controller, day: day, purpose: purpose, reason: reason)
    counts[key, default: 0] += 1
  }

  /// Adds so many records of one key; fewer where the count is negative, and none that is zero stays.
  public mutating func add(_ key: Key, count: Int) {
    let sum = counts[key, default: 0] + count
    counts[key] = sum == 0 ? nil : sum
  }

  /// Adds the counts of another tally.
  public mutating func merge(_ other: DropTally) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// How many records were dropped.
  public var total: Int { counts.values.reduce(0, +) }

  /// The exact counts, in order of their keys.
  public var exact: [(key: Key, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { (key: $0.key, count: $0.value) }
  }

  /// How many records were dropped for each reason, exactly.
  public var byReason: [(reason: DropReason, count: Int)] {
    DropReason.allCases.compactMap { reason in
      let count = counts.reduce(0) { $1.key.reason == reason ? $0 + $1.value : $0 }
      return count > 0 ? (reason, count) : nil
    }
  }

  /// The counts that may leave the workspace: those under the threshold are merged into `other`.
  ///
  /// Merged by day and purpose first, where that reaches the threshold, and what is still small into
  /// one line for the controller, which may be small itself: the total is always that of the exact
  /// counts.
  public func published(threshold: Int = 10) -> [Line] {
    var lines: [Line] = []
    var rest: [Line] = []
    for (key, count) in exact {
      let isShown = count >= threshold
      let line = Line(
        controller: key.controller, day: key.day, purpose: key.purpose,
        reason: isShown ? key.reason : nil, count: count)
      if isShown { lines.append(line) } else { DropTally.add(line, &rest) }
    }
    var remainder: [Line] = []
    for line in rest {
      if line.count >= threshold {
        lines.append(line)
      } else {
        DropTally.add(Line(controller: line.controller, count: line.count), &remainder)
      }
    }
    return lines.sorted(by: DropTally.isOrdered) + remainder
  }

  /// Lines come in order, so that those to be merged follow one another.
  private static func add(_ line: Line, _ lines: inout [Line]) {
    let last = lines.count - 1
    if last >= 0, lines[last].controller == line.controller, lines[last].day == line.day,
      lines[last].purpose == line.purpose, lines[last].reason == line.reason
    {
      lines[last].count += line.count
    } else {
      lines.append(line)
    }
  }

  private static func isOrdered(_ a: Line, _ b: Line) -> Bool {
    if a.controller != b.controller { return a.controller < b.controller }
    let days = (a.day?.dayNumber ?? .max, b.day?.dayNumber ?? .max)
    if days.0 != days.1 { return days.0 < days.1 }
    if a.purpose != b.purpose { return a.purpose ?? "" < b.purpose ?? "" }
    return a.reason?.rank ?? .max < b.reason?.rank ?? .max
  }
}
