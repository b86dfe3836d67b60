/// The name in a list that is most like `word`; nil where none is near.
///
/// Near means an edit distance of at most a third of the longer one's length, at least one (Damerau's
/// swap of neighbours counts as one edit).
public func nearestName(to word: String, in names: [String]) -> String? {
  let typed = Array(word.lowercased().utf8)
  var best: (name: String, distance: Int)?
  for name in names {
    let known = Array(name.lowercased().utf8)
    let distance = editDistance(typed, known)
    guard distance <= Swift.max(1, Swift.max(typed.count, known.count) / 3) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (name, distance) }
  }
  return best?.name
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var distance = Swift.min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = Swift.min(distance, before[j - 1] + 1)
      }
      row.append(distance)
    }
    before = last
    last = row
  }
  return last[b.count]
}
