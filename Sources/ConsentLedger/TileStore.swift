import Bytes
import GRDB
import Transparency

/// One of a ledger's two Merkle trees, whose tiles lie in the file.
enum LedgerTree: Int {
  /// The tree over the statements.
  case statements = 0
  /// The tree over the subjects; its tiles of level 0 are not kept, since the rows give them again.
  case subjects = 1

  /// The lowest level whose tiles are kept.
  var lowestLevel: Int { self == .statements ? 0 : 1 }
}

/// Reads and writes the tiles of one tree.
struct TileStore {
  private let tree: LedgerTree
  private let selection: BulkStatement
  private let insertion: BulkStatement

  init(_ database: Database, _ tree: LedgerTree) throws {
    self.tree = tree
    selection = try BulkStatement(
      database, "SELECT hashes FROM tile WHERE tree = ? AND level = ? AND place = ?")
    insertion = try BulkStatement(
      database,
      "INSERT INTO tile(tree, level, place, hashes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET hashes = excluded.hashes"
    )
  }

  /// The hashes of a tile, at most 256; none where it is missing.
  func hashes(level: Int, place: Int) throws -> [MerkleHash] {
    selection.bind(tree.rawValue, at: 1)
    selection.bind(level, at: 2)
    selection.bind(place, at: 3)
    defer { selection.reset() }
    guard try selection.next() else { return [] }
    return selection.withBytes(0) { bytes in
      var hashes: [MerkleHash] = []
      for start in stride(from: 0, to: bytes.count - 31, by: 32) {
        if let hash = MerkleHash(bytes.extracting(start..<(start + 32))) { hashes.append(hash) }
      }
      return hashes
    }
  }

  /// The hashes of a tile; none where it is missing, nil where its bytes are no whole hashes.
  func wholeHashes(level: Int, place: Int) throws -> [MerkleHash]? {
    selection.bind(tree.rawValue, at: 1)
    selection.bind(level, at: 2)
    selection.bind(place, at: 3)
    let count = try selection.next() ? selection.withBytes(0) { $0.count } : 0
    selection.reset()
    return count % MerkleHash.byteCount == 0 ? try hashes(level: level, place: place) : nil
  }

  /// Writes a tile, in place of the one that held fewer.
  func write(_ tile: HashTile, _ hashes: [MerkleHash]) throws {
    guard tile.level >= tree.lowestLevel else { return }
    var bytes: [UInt8] = []
    for hash in hashes { hash.append(to: &bytes) }
    insertion.bind(tree.rawValue, at: 1)
    insertion.bind(tile.level, at: 2)
    insertion.bind(tile.index, at: 3)
    insertion.bind(bytes.span, at: 4)
    try insertion.run()
  }

  /// Roots and proofs of the tree of so many leaves.
  func reader(size: Int) -> HashTileReader {
    HashTileReader(size: size) { try hashes(level: $0.level, place: $0.index) }
  }
}

/// A tree that grows, its tiles going to the file.
struct TileWriter {
  private let store: TileStore
  private var tiles: HashTileWriter

  /// Goes on with a tree of so many leaves.
  ///
  /// - Parameter lastLeaves: the leaves of the last tile of level 0, where the file does not keep them.
  init(
    _ database: Database, _ tree: LedgerTree, size: Int, lastLeaves: [MerkleHash] = []
  ) throws {
    let store = try TileStore(database, tree)
    self.store = store
    do {
      tiles = try HashTileWriter(size: size) { tile in
        tile.level < tree.lowestLevel
          ? lastLeaves : try store.hashes(level: tile.level, place: tile.index)
      }
    } catch is ProofError {
      throw LedgerFault.changedHash(size - 1)
    }
  }

  /// Adds a leaf.
  mutating func append(_ leaf: MerkleHash) throws {
    try tiles.append(leaf) { try store.write($0, $1) }
  }

  /// Writes the tiles that are not full.
  func flush() throws {
    for (tile, hashes) in tiles.partialTiles { try store.write(tile, hashes) }
  }

  /// The root over all leaves.
  var root: MerkleHash { tiles.root }
}
