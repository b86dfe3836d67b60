/// How a Merkle tree over `size` leaves splits: the left part is the largest power of two below it
/// (RFC 6962, section 2.1).
enum TreeShape {
  /// How many of `count` leaves stand in the left part; `count` is at least 2.
  static func split(_ count: Int) -> Int {
    precondition(count > 1, "a tree of \(count) leaves has no parts")
    return 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// Calls `body` with the perfect subtrees that leaves fall into, from the left, each by its level
  /// (0 for a leaf) and its index among those of its level.
  static func forEachPeak<Failure: Error>(
    of size: Int, _ body: (_ level: Int, _ index: Int) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    for level in stride(from: Int.bitWidth - 2, through: 0, by: -1) where size >> level & 1 == 1 {
      try body(level, start >> level)
      start += 1 << level
    }
  }

  /// The root over the roots of perfect subtrees, from the left.
  static func root(ofPeaks peaks: some BidirectionalCollection<MerkleHash>) -> MerkleHash {
    guard var root = peaks.last else { return .emptyRoot }
    for peak in peaks.dropLast().reversed() { root = .node(peak, root) }
    return root
  }

  /// The root of a perfect subtree over a power of two of hashes.
  static func root(ofPerfect hashes: ArraySlice<MerkleHash>) -> MerkleHash {
    precondition(hashes.count.nonzeroBitCount == 1, "\(hashes.count) is no power of two")
    var level = Array(hashes)
    while level.count > 1 {
      let half = level.count / 2
      for index in 0..<half { level[index] = .node(level[2 * index], level[2 * index + 1]) }
      level.removeLast(half)
    }
    return level[0]
  }
}
