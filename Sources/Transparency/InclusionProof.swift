/// A proof that a leaf stands at an index of a tree: the hashes beside its way to the root.
///
/// From the leaf's sibling up, as RFC 6962, section 2.1.1, has it.
public struct InclusionProof: Equatable, Sendable {
  /// Where the leaf stands, from 0.
  public let index: Int
  /// How many leaves the tree has.
  public let treeSize: Int
  /// The hashes beside the way, the leaf's sibling first.
  public let hashes: [MerkleHash]

  /// A proof by its parts, which may have come from anywhere.
  public init(index: Int, treeSize: Int, hashes: [MerkleHash]) {
    self.index = index
    self.treeSize = treeSize
    self.hashes = hashes
  }

  /// Makes sure that a leaf stands in the tree with this root.
  ///
  /// By RFC 9162, section 2.1.3.2; the count of hashes is checked first.
  ///
  /// - Parameters:
  ///   - leaf: the leaf's hash (``MerkleHash/leaf(_:)``).
  ///   - root: the tree's root, from someone trusted.
  /// - Throws: ``ProofError`` where the proof does not show that.
  public func verify(leaf: MerkleHash, root: MerkleHash) throws(ProofError) {
    guard 0 <= index, index < treeSize else {
      throw .indexBeyondTree(index: index, size: treeSize)
    }
    let expected = InclusionProof.hashCount(index: index, treeSize: treeSize)
    guard hashes.count == expected else {
      throw .wrongHashCount(found: hashes.count, expected: expected)
    }
    var place = index
    var last = treeSize - 1
    var node = leaf
    for hash in hashes {
      // A node that ends its level without a sibling rises to where it has one.
      while place == last, place & 1 == 0 {
        place >>= 1
        last >>= 1
      }
      node = place & 1 == 1 ? .node(hash, node) : .node(node, hash)
      place >>= 1
      last >>= 1
    }
    guard node == root else { throw .otherRoot }
  }

  /// How many hashes the proof for a leaf has.
  static func hashCount(index: Int, treeSize: Int) -> Int {
    // Below where the ways of this leaf and of the last one join each level has a sibling; above,
    // those to the left of the leaf's way.
    let joined = Int.bitWidth - (index ^ (treeSize - 1)).leadingZeroBitCount
    return joined + (index >> joined).nonzeroBitCount
  }
}
