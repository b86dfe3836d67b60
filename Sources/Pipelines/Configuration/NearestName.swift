/// The candidate with the fewest edits from `name`; nil where none is near enough to be meant.
///
/// Levenshtein's distance, by two rows of his table; at most half of the name's length may differ.
func nearestName(to name: String, among candidates: [String]) -> String? {
  let ranked = candidates.map { (distance: editDistance(name, $0), name: $0) }
  guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
    best.distance <= max(1, name.utf8.count / 2)
  else { return nil }
  return best.name
}

private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b.lowercased().utf8)
  var row = Array(0...b.count)
  for (i, byte) in a.lowercased().utf8.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (byte == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
