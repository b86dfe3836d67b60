/// Counts by name, for `truth.json`.
struct Tally {
  private(set) var counts: [String: Int] = [:]

  /// Counts one, or more, under a name.
  mutating func add(_ name: String, _ count: Int = 1) {
    counts[name, default: 0] += count
  }

  /// The count under a name.
  subscript(_ name: String) -> Int { counts[name] ?? 0 }
}
