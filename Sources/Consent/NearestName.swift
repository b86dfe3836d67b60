/// The name that takes the fewest changes of a letter to reach, at most a third of its length.
///
/// The first in the list among equals; nil where all are further away.
func nearest(to name: String, among names: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in names {
    let distance = editDistance(Array(name.utf8), Array(candidate.utf8))
    guard distance * 3 <= Swift.max(candidate.utf8.count, 3) else { continue }
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// Levenshtein's distance.
///
/// O(a.count · b.count).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for (i, byte) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let above = row[j + 1]
      row[j + 1] = Swift.min(above + 1, row[j] + 1, diagonal + (byte == other ? 0 : 1))
      diagonal = above
    }
  }
  return row[b.count]
}
