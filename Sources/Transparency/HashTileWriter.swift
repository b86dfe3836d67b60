/// A Merkle tree that grows and gives its tiles (``HashTile``) as they become complete.
///
/// Holds what is not yet complete, at most 255 hashes of each tile level. After an append the tiles
/// that were completed and those in ``partialTiles`` are together the ones of ``HashTile/changed(from:to:lowestLevel:)``.
public struct HashTileWriter: Sendable {
  /// How many leaves there are.
  public private(set) var size = 0
  /// For each level the hashes of its last tile.
  private var pending: [[MerkleHash]] = []

  /// The tree without leaves.
  public init() {}

  /// The tree of `size` leaves whose tiles lie elsewhere; asks for the partial ones.
  ///
  /// - Throws: ``ProofError`` for a tile that is too short, and what the source throws.
  public init(size: Int, source: HashTileReader.Source) throws {
    self.size = size
    var level = 0
    while HashTile.hashCount(level: level, size: size) > 0 {
      let index = HashTile.hashCount(level: level, size: size) / HashTile.width
      var hashes: [MerkleHash] = []
      if let tile = HashTile.inTree(of: size, level: level, index: index) {
        hashes = try source(tile)
        guard hashes.count >= tile.count else {
          throw ProofError.shortTile(tile, found: hashes.count)
        }
        hashes.removeLast(hashes.count - tile.count)
      }
      pending.append(hashes)
      level += 1
    }
  }

  /// Appends the hash of the next leaf, and hands over each tile that it completes.
  ///
  /// - Throws: what `whenComplete` throws; the writer is then of no more use.
  public mutating func append<Failure: Error>(
    _ leaf: MerkleHash,
    whenComplete: (HashTile, [MerkleHash]) throws(Failure) -> Void
  ) throws(Failure) {
    var hash = leaf
    var level = 0
    while true {
      if level == pending.count { pending.append([]) }
      pending[level].append(hash)
      guard pending[level].count == HashTile.width else { break }
      let index = HashTile.hashCount(level: level + 1, size: size)
      try whenComplete(HashTile(level: level, index: index), pending[level])
      hash = TreeShape.root(ofPerfect: pending[level][...])
      pending[level].removeAll(keepingCapacity: true)
      level += 1
    }
    size += 1
  }

  /// The tiles that are not complete, the lowest level first.
  public var partialTiles: [(tile: HashTile, hashes: [MerkleHash])] {
    pending.enumerated().filter { !$1.isEmpty }.map { level, hashes in
      let index = HashTile.hashCount(level: level + 1, size: size)
      return (HashTile(level: level, index: index, count: hashes.count), hashes)
    }
  }

  /// The tree as a frontier.
  public var frontier: MerkleFrontier {
    var peaks: [MerkleHash] = []
    for hashes in pending.reversed() {
      var start = 0
      TreeShape.forEachPeak(of: hashes.count) { level, _ in
        peaks.append(TreeShape.root(ofPerfect: hashes[start..<(start + 1 << level)]))
        start += 1 << level
      }
    }
    return MerkleFrontier(size: size, peaks: peaks)
  }

  /// The tree's root.
  public var root: MerkleHash { frontier.root }
}
