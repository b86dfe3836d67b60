/// How counts of dropped records are merged before they leave the workspace (consent rule 28).
///
/// A count under the threshold is merged with others of its list, and never alone: since the list's total
/// is told, a single one could be had by subtraction. So at least two are merged, and as many as it takes
/// for their sum to reach the threshold.
package enum SmallCounts {
  /// What is merged when it is less, and not zero.
  package static let threshold = 10

  /// Whether a count is to be merged.
  static func isSmall(_ count: Int) -> Bool { count > 0 && count < threshold }

  /// Which of a list's entries are merged into one; none, or at least two, but where the list has one
  /// alone.
  ///
  /// - Parameters:
  ///   - sizes: what says which entries are taken besides, the smallest first.
  ///   - mustMerge: whether an entry may not stand by itself.
  ///   - isTooSmall: whether entries merged may not stand yet.
  private static func merged(
    sizes: [Int], mustMerge: (Int) -> Bool, isTooSmall: ([Int]) -> Bool
  ) -> Set<Int> {
    var merged = sizes.indices.filter(mustMerge)
    guard !merged.isEmpty else { return [] }
    var others = sizes.indices.filter { !mustMerge($0) }.sorted {
      (sizes[$0], $0) < (sizes[$1], $1)
    }
    while merged.count < 2 || isTooSmall(merged), !others.isEmpty {
      merged.append(others.removeFirst())
    }
    return Set(merged)
  }

  /// Counts by reason with the small ones merged into `other`, which takes the next larger ones where it
  /// would be small itself or hold one reason alone.
  package static func merge(_ byReason: [String: Int]) -> [String: Int] {
    let reasons = byReason.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    let merged = merged(
      sizes: reasons.map(\.value), mustMerge: { isSmall(reasons[$0].value) },
      isTooSmall: { isSmall($0.reduce(0) { $0 + reasons[$1].value }) })
    var result: [String: Int] = [:]
    for (place, entry) in reasons.enumerated() {
      result[merged.contains(place) ? "other" : entry.key, default: 0] += entry.value
    }
    return result
  }

  /// Lines of which no one tells of few events, or of few dropped ones: such lines are merged into the
  /// last, which has no name.
  ///
  /// The lines' sums stay what they were.
  package static func merge(_ lines: [ConsentReport.Line]) -> [ConsentReport.Line] {
    let merged = merged(
      sizes: lines.map(\.seen),
      mustMerge: { isSmall(lines[$0].dropped) || isSmall(lines[$0].seen) },
      isTooSmall: { places in
        isSmall(places.reduce(0) { $0 + lines[$1].dropped })
          || isSmall(places.reduce(0) { $0 + lines[$1].seen })
      })
    var result = lines.indices.filter { !merged.contains($0) }.map { lines[$0] }
    guard !merged.isEmpty else { return result }
    var other = ConsentReport.Line()
    for place in merged { other.add(lines[place]) }
    result.append(other)
    return result
  }
}
