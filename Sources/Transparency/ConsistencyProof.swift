/// A proof that an earlier tree is the beginning of a later one, so that nothing in it was altered.
///
/// Its hashes stand as RFC 6962, section 2.1.2, has them.
public struct ConsistencyProof: Equatable, Sendable {
  /// How many leaves the earlier tree has.
  public let earlierSize: Int
  /// How many leaves the later tree has.
  public let laterSize: Int
  /// The subtrees' roots from which both roots follow.
  public let hashes: [MerkleHash]

  /// A proof by its parts, which may have come from anywhere.
  public init(earlierSize: Int, laterSize: Int, hashes: [MerkleHash]) {
    self.earlierSize = earlierSize
    self.laterSize = laterSize
    self.hashes = hashes
  }

  /// Makes sure that the tree with one root grew into the tree with the other.
  ///
  /// By RFC 9162, section 2.1.4.2. From an empty tree nothing can be shown and nothing is accepted.
  ///
  /// - Parameters:
  ///   - earlierRoot: the earlier tree's root, from someone trusted.
  ///   - laterRoot: the later tree's.
  /// - Throws: ``ProofError`` where the proof does not show that.
  public func verify(earlierRoot: MerkleHash, laterRoot: MerkleHash) throws(ProofError) {
    guard 0 <= earlierSize, earlierSize <= laterSize else {
      throw .sizesOutOfOrder(earlier: earlierSize, later: laterSize)
    }
    guard earlierSize > 0 else { throw .earlierTreeEmpty }
    let expected = ConsistencyProof.hashCount(earlierSize: earlierSize, laterSize: laterSize)
    guard hashes.count == expected else {
      throw .wrongHashCount(found: hashes.count, expected: expected)
    }
    guard earlierSize < laterSize else {
      guard earlierRoot == laterRoot else { throw .otherRoot }
      return
    }
    let shift = earlierSize.trailingZeroBitCount
    var place = (earlierSize - 1) >> shift
    var last = (laterSize - 1) >> shift
    // A perfect earlier tree is itself the subtree to begin with, and the proof leaves it out.
    let isPerfect = place == 0
    let start = isPerfect ? earlierRoot : hashes[0]
    var earlier = start
    var later = start
    for hash in hashes.dropFirst(isPerfect ? 0 : 1) {
      while place == last, place & 1 == 0 {
        place >>= 1
        last >>= 1
      }
      if place & 1 == 1 {
        earlier = .node(hash, earlier)
        later = .node(hash, later)
      } else {
        later = .node(later, hash)
      }
      place >>= 1
      last >>= 1
    }
    guard earlier == earlierRoot else { throw .otherEarlierRoot }
    guard later == laterRoot else { throw .otherRoot }
  }

  /// How many hashes the proof between two sizes has; the earlier is above 0.
  static func hashCount(earlierSize: Int, laterSize: Int) -> Int {
    guard earlierSize < laterSize else { return 0 }
    let shift = earlierSize.trailingZeroBitCount
    let place = (earlierSize - 1) >> shift
    let way = InclusionProof.hashCount(index: place, treeSize: ((laterSize - 1) >> shift) + 1)
    return place == 0 ? way : way + 1
  }
}
