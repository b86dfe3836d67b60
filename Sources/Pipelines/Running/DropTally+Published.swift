package import Consent

extension DropTally {
  /// Counts by reason in the form that may leave the workspace: small ones are merged.
  package var publishedByReason: [String: Int] {
    var counts: [String: Int] = [:]
    for line in published() {
      counts["dropped.\(line.reason?.rawValue ?? "other")", default: 0] += line.count
    }
    return counts
  }
}
