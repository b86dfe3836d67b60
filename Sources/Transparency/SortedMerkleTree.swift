/// A Merkle tree over distinct keyed hashes in ascending order, which can show that one is not there.
///
/// The tree is that of RFC 6962 with the hashes' 32 bytes as its entries. A root alone does not say
/// how many leaves there are, so whoever publishes it publishes the size too. That the leaves are in
/// order shows from all of them; a single proof relies on whoever checked that.
public struct SortedMerkleTree<Keys: RandomAccessCollection<MerkleHash>> where Keys.Index == Int {
  /// The keyed hashes.
  public let keys: Keys
  /// The tree's root.
  public let root: MerkleHash
  private let tiles: [HashTile: [MerkleHash]]

  /// A tree over keyed hashes; takes two hashes a key, and holds an eighth of a byte more.
  ///
  /// - Throws: ``ProofError/notSorted(index:)`` at the first key that is not above the one before.
  public init(_ keys: Keys) throws(ProofError) {
    var writer = HashTileWriter()
    var order = AscendingKeys()
    var tiles: [HashTile: [MerkleHash]] = [:]
    for key in keys {
      try order.append(key)
      writer.append(.leaf(over: key)) { tile, hashes in
        if tile.level > 0 { tiles[tile] = hashes }
      }
    }
    for (tile, hashes) in writer.partialTiles where tile.level > 0 { tiles[tile] = hashes }
    self.keys = keys
    self.tiles = tiles
    root = writer.root
  }

  /// The proof that a keyed hash is in the tree, or that it is not.
  public func proof(of key: MerkleHash) -> SortedTreeProof {
    let place = firstPlace(notBelow: key)
    if place < keys.count, keys[keys.startIndex + place] == key {
      return .present(inclusion(at: place))
    }
    return .absent(
      before: place > 0 ? neighbour(at: place - 1) : nil,
      after: place < keys.count ? neighbour(at: place) : nil)
  }

  private func neighbour(at place: Int) -> SortedTreeProof.Neighbour {
    SortedTreeProof.Neighbour(
      key: keys[keys.startIndex + place], inclusion: inclusion(at: place))
  }

  private func inclusion(at place: Int) -> InclusionProof {
    var reader = HashTileReader(size: keys.count) { tile in
      if tile.level > 0 { return tiles[tile] ?? [] }
      let start = keys.startIndex + tile.index * HashTile.width
      return (start..<(start + tile.count)).map { .leaf(over: keys[$0]) }
    }
    do {
      return try reader.inclusionProof(of: place)
    } catch {
      preconditionFailure("a tree of \(keys.count) leaves without its own tiles: \(error)")
    }
  }

  private func firstPlace(notBelow key: MerkleHash) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[keys.startIndex + middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Checks, key by key, that keys ascend and none stands twice.
private struct AscendingKeys: Sendable {
  private var count = 0
  private var last: MerkleHash?

  mutating func append(_ key: MerkleHash) throws(ProofError) {
    if let last, key <= last { throw .notSorted(index: count) }
    last = key
    count += 1
  }
}

/// The root of a ``SortedMerkleTree`` over keys that are seen once, in memory of its height.
public struct SortedMerkleRoot: Sendable {
  private var order = AscendingKeys()
  private var frontier = MerkleFrontier()

  /// The tree without keys.
  public init() {}

  /// Appends the next key.
  ///
  /// - Throws: ``ProofError/notSorted(index:)`` unless it is above the one before.
  public mutating func append(_ key: MerkleHash) throws(ProofError) {
    try order.append(key)
    frontier.append(.leaf(over: key))
  }

  /// How many keys there are.
  public var size: Int { frontier.size }

  /// The root.
  public var root: MerkleHash { frontier.root }
}
