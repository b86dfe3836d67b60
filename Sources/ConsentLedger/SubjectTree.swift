import GRDB
import Transparency

/// The subjects' tree, for changing leaves in place: their rows first, then the hashes over them.
struct SubjectTree {
  private let database: Database
  private let store: TileStore
  private let size: Int

  /// The tree over the first `size` subjects.
  init(_ database: Database, size: Int) throws {
    self.database = database
    self.size = size
    store = try TileStore(database, .subjects)
  }

  /// The root over the rows and hashes as they are.
  func root() throws -> MerkleHash {
    var reader = HashTileReader(size: size) { try hashes(level: $0.level, place: $0.index) }
    return try reader.root()
  }

  /// Makes sure that rows are those that the hashes over them were made of.
  ///
  /// - Throws: ``LedgerFault/changedSubjects(first:)``.
  func check(_ numbers: [Int]) throws {
    try walk(numbers) { hashes, place, hash, first in
      guard hashes.indices.contains(place), hashes[place] == hash else {
        throw LedgerFault.changedSubjects(first: first)
      }
      return false
    }
  }

  /// Makes the hashes over rows that have changed.
  func update(_ numbers: [Int]) throws {
    try walk(numbers) { hashes, place, hash, first in
      guard hashes.indices.contains(place) else {
        throw LedgerFault.changedSubjects(first: first)
      }
      hashes[place] = hash
      return true
    }
  }

  /// Goes from the leaves up, and hands on for each complete tile the hashes of the one above, the place of
  /// its root among them, that root, and the first subject below it.
  ///
  /// - Parameter body: says whether it has changed the hashes.
  private func walk(
    _ numbers: [Int], _ body: (inout [MerkleHash], Int, MerkleHash, Int) throws -> Bool
  ) throws {
    var places = Set(numbers.map { $0 / HashTile.width })
    var level = 0
    while !places.isEmpty {
      var above: Set<Int> = []
      for place in places.sorted() {
        guard let tile = HashTile.inTree(of: size, level: level, index: place), tile.isComplete,
          let parent = HashTile.inTree(
            of: size, level: level + 1, index: place / HashTile.width)
        else { continue }
        var hashes = try hashes(level: parent.level, place: parent.index)
        let root = try root(of: tile)
        let first = place << (HashTile.height * (level + 1))
        if try body(&hashes, place % HashTile.width, root, first) {
          try store.write(parent, hashes)
        }
        above.insert(parent.index)
      }
      places = above
      level += 1
    }
  }

  private func root(of tile: HashTile) throws -> MerkleHash {
    var tree = MerkleFrontier()
    for hash in try hashes(level: tile.level, place: tile.index) { tree.append(hash) }
    return tree.root
  }

  private func hashes(level: Int, place: Int) throws -> [MerkleHash] {
    guard level == 0 else { return try store.hashes(level: level, place: place) }
    let first = place * HashTile.width
    return try StoredSubject.leaves(database, first..<min(first + HashTile.width, size))
  }
}
