/// A proof that a keyed hash is in a ``SortedMerkleTree``, or that it is not.
///
/// Absence is shown by the two leaves between which it would stand, side by side; before the first
/// and after the last by the one there is, and in a tree without leaves by none.
public enum SortedTreeProof: Equatable, Sendable {
  /// A leaf that is in the tree, with the proof that it is.
  public struct Neighbour: Equatable, Sendable {
    /// The keyed hash.
    public let key: MerkleHash
    /// The proof that it is in the tree.
    public let inclusion: InclusionProof

    /// A neighbour by its parts, which may have come from anywhere.
    public init(key: MerkleHash, inclusion: InclusionProof) {
      self.key = key
      self.inclusion = inclusion
    }
  }

  /// It is in the tree.
  case present(InclusionProof)
  /// It is not: it would stand between these two.
  case absent(before: Neighbour?, after: Neighbour?)

  /// Makes sure that the proof shows what it says of `key`, for the tree of this size and root.
  ///
  /// - Throws: ``ProofError`` where it does not.
  public func verify(key: MerkleHash, size: Int, root: MerkleHash) throws(ProofError) {
    switch self {
    case .present(let inclusion):
      try SortedTreeProof.check(inclusion, of: key, size: size, root: root)
    case .absent(let before, let after):
      guard before.map({ $0.key < key }) ?? true, after.map({ key < $0.key }) ?? true,
        (before?.inclusion.index ?? -1) == (after?.inclusion.index ?? size) - 1
      else { throw .notNeighbours }
      for neighbour in [before, after] {
        guard let neighbour else { continue }
        try SortedTreeProof.check(neighbour.inclusion, of: neighbour.key, size: size, root: root)
      }
      guard before != nil || after != nil || root == .emptyRoot else { throw .otherRoot }
    }
  }

  private static func check(
    _ inclusion: InclusionProof, of key: MerkleHash, size: Int, root: MerkleHash
  ) throws(ProofError) {
    guard inclusion.treeSize == size else {
      throw .indexBeyondTree(index: inclusion.index, size: size)
    }
    try inclusion.verify(leaf: .leaf(over: key), root: root)
  }
}
