import GRDB
import Transparency

/// Rebuilds one of a ledger's trees leaf by leaf and compares it with the tiles that are stored.
struct TreeCheck {
  private let tree: LedgerTree
  private let store: TileStore
  private var tiles = HashTileWriter()
  /// The stored tile of level 0 that the next leaf belongs to.
  private var stored: [MerkleHash] = []

  init(_ database: Database, _ tree: LedgerTree) throws {
    self.tree = tree
    store = try TileStore(database, tree)
  }

  /// How many leaves have come.
  var size: Int { tiles.size }

  /// The root over the leaves so far.
  var root: MerkleHash { tiles.root }

  /// Takes the next leaf.
  ///
  /// - Throws: ``LedgerFault`` where another hash is stored for it, or over it.
  mutating func append(_ leaf: MerkleHash) throws {
    if tree.lowestLevel == 0 { try compareLeaf(leaf) }
    try tiles.append(leaf) { [store, tree] in try TreeCheck.compare($0, $1, store, tree) }
  }

  private mutating func compareLeaf(_ leaf: MerkleHash) throws {
    let place = size % HashTile.width
    if place == 0 { stored = try TreeCheck.hashes(level: 0, place: size / HashTile.width, store) }
    guard place < stored.count else { throw LedgerFault.changedHash(size) }
    guard stored[place] == leaf else { throw LedgerFault.changedEntry(size) }
  }

  /// Compares a tile over the leaves with the stored one.
  private static func compare(
    _ tile: HashTile, _ hashes: [MerkleHash], _ store: TileStore, _ tree: LedgerTree
  ) throws {
    guard tile.level >= tree.lowestLevel else { return }
    let stored = try self.hashes(level: tile.level, place: tile.index, store)
    for (place, hash) in hashes.enumerated() {
      guard place < stored.count, stored[place] == hash else {
        throw LedgerFault.changedHash(firstLeaf(under: place, tile.level, tile.index))
      }
    }
    guard stored.count == hashes.count else {
      throw LedgerFault.changedHash(firstLeaf(under: hashes.count - 1, tile.level, tile.index))
    }
  }

  /// The hashes of a stored tile, which is to hold whole ones alone.
  private static func hashes(level: Int, place: Int, _ store: TileStore) throws -> [MerkleHash] {
    guard let hashes = try store.wholeHashes(level: level, place: place) else {
      throw LedgerFault.changedHash(firstLeaf(under: 0, level, place))
    }
    return hashes
  }

  private static func firstLeaf(under place: Int, _ level: Int, _ tile: Int) -> Int {
    (tile * HashTile.width + place) << (HashTile.height * level)
  }

  /// Compares the tiles that are not full.
  ///
  /// - Returns: how many tiles there are to be.
  func finish() throws -> Int {
    for (tile, hashes) in tiles.partialTiles {
      try TreeCheck.compare(tile, hashes, store, tree)
    }
    return tileCount
  }

  private var tileCount: Int {
    var count = 0
    var level = tree.lowestLevel
    while HashTile.hashCount(level: level, size: size) > 0 {
      let hashes = HashTile.hashCount(level: level, size: size)
      count += (hashes + HashTile.width - 1) / HashTile.width
      level += 1
    }
    return count
  }
}
