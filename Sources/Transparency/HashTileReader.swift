/// Proofs and roots of a Merkle tree whose hashes lie in tiles (``HashTile``).
///
/// Each tile is asked for as it stands in the tree of `size` leaves. One that has grown since may be
/// handed over whole: its first hashes are taken, so proofs can be given for any earlier tree too.
/// Tiles of level 0 hold the entries' leaf hashes, which a keeper of the entries makes on demand.
/// A proof asks for at most two tiles of each level.
public struct HashTileReader {
  /// Hands over a tile's hashes, in order.
  public typealias Source = (HashTile) throws -> [MerkleHash]

  /// How many leaves the tree has.
  public let size: Int
  private let source: Source
  private var tiles: [HashTile: [MerkleHash]] = [:]
  /// More tiles than these are not kept for the next proof.
  private static let maximumTiles = 64

  /// The tree of the first `size` leaves of those whose tiles `source` hands over.
  public init(size: Int, source: @escaping Source) {
    precondition(size >= 0, "a tree of \(size) leaves")
    self.size = size
    self.source = source
  }

  /// The tree's root.
  ///
  /// - Throws: ``ProofError`` for a tile that is too short, and what the source throws.
  public mutating func root() throws -> MerkleHash {
    try root(over: 0..<size)
  }

  /// The tree as a frontier, to which leaves can be appended.
  ///
  /// - Throws: ``ProofError`` for a tile that is too short, and what the source throws.
  public mutating func frontier() throws -> MerkleFrontier {
    MerkleFrontier(size: size, peaks: try peaks(over: 0..<size))
  }

  /// The proof that a leaf stands in the tree.
  ///
  /// - Throws: ``ProofError`` where there is no such leaf or a tile is too short, and what the source
  ///   throws.
  public mutating func inclusionProof(of index: Int) throws -> InclusionProof {
    guard 0..<size ~= index else {
      throw ProofError.indexBeyondTree(index: index, size: size)
    }
    var hashes: [MerkleHash] = []
    var leaves = 0..<size
    while leaves.count > 1 {
      let middle = leaves.lowerBound + TreeShape.split(leaves.count)
      let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
      hashes.append(try root(over: index < middle ? right : left))
      leaves = index < middle ? left : right
    }
    return InclusionProof(index: index, treeSize: size, hashes: hashes.reversed())
  }

  /// The proof that this tree begins with the first `earlierSize` of its leaves.
  ///
  /// - Throws: ``ProofError`` where that is none of them or more than all, or a tile is too short, and
  ///   what the source throws.
  public mutating func consistencyProof(from earlierSize: Int) throws -> ConsistencyProof {
    guard 0 <= earlierSize, earlierSize <= size else {
      throw ProofError.sizesOutOfOrder(earlier: earlierSize, later: size)
    }
    guard earlierSize > 0 else { throw ProofError.earlierTreeEmpty }
    var hashes: [MerkleHash] = []
    var leaves = 0..<size
    while leaves.upperBound != earlierSize {
      let middle = leaves.lowerBound + TreeShape.split(leaves.count)
      let (left, right) = (leaves.lowerBound..<middle, middle..<leaves.upperBound)
      hashes.append(try root(over: earlierSize <= middle ? right : left))
      leaves = earlierSize <= middle ? left : right
    }
    // The earlier tree's last subtree, unless it is all of it, which the verifier knows.
    if leaves.lowerBound > 0 { hashes.append(try root(over: leaves)) }
    return ConsistencyProof(
      earlierSize: earlierSize, laterSize: size, hashes: hashes.reversed())
  }

  /// The root over a range of leaves that begins where a subtree of its size can.
  private mutating func root(over leaves: Range<Int>) throws -> MerkleHash {
    TreeShape.root(ofPeaks: try peaks(over: leaves))
  }

  private mutating func peaks(over leaves: Range<Int>) throws -> [MerkleHash] {
    var places: [(level: Int, index: Int)] = []
    TreeShape.forEachPeak(of: leaves.count) { level, index in
      places.append((level, leaves.lowerBound >> level + index))
    }
    return try places.map { try node(level: $0.level, index: $0.index) }
  }

  /// The root of a perfect subtree over 2^`level` leaves.
  private mutating func node(level: Int, index: Int) throws -> MerkleHash {
    let (tileLevel, inner) = level.quotientAndRemainder(dividingBy: HashTile.height)
    let first = index << inner
    let start = first % HashTile.width
    let hashes = try hashes(level: tileLevel, index: first / HashTile.width)
    return TreeShape.root(ofPerfect: hashes[start..<(start + 1 << inner)])
  }

  private mutating func hashes(level: Int, index: Int) throws -> [MerkleHash] {
    guard let tile = HashTile.inTree(of: size, level: level, index: index) else {
      preconditionFailure("tile \(index) of level \(level) in a tree of \(size) leaves")
    }
    if let known = tiles[tile] { return known }
    let found = try source(tile)
    guard found.count >= tile.count else {
      throw ProofError.shortTile(tile, found: found.count)
    }
    if tiles.count == HashTileReader.maximumTiles { tiles.removeAll() }
    tiles[tile] = found
    return found
  }
}
