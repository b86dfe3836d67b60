/// Why a proof shows nothing, or a tree cannot give it; each says what was found and expected.
public enum ProofError: Error, Equatable {
  /// The tree has no such leaf.
  case indexBeyondTree(index: Int, size: Int)
  /// The earlier tree is larger than the later one, or a size is negative.
  case sizesOutOfOrder(earlier: Int, later: Int)
  /// The earlier tree is empty: anything is consistent with it, so nothing is shown.
  case earlierTreeEmpty
  /// The proof has fewer or more hashes than these sizes need.
  case wrongHashCount(found: Int, expected: Int)
  /// The proof leads to another root than the tree's.
  case otherRoot
  /// The proof leads to another root than the earlier tree's.
  case otherEarlierRoot
  /// A tile was handed over with fewer hashes than it must hold.
  case shortTile(HashTile, found: Int)
  /// The leaves of a tree that is to be sorted are not, or one stands twice.
  case notSorted(index: Int)
  /// The neighbours of a proof of absence do not enclose the leaf side by side.
  case notNeighbours
}
