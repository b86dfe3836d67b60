import Testing
import Transparency

@Suite("Hash tiles")
struct HashTileTests {
  /// Tiles as a keeper holds them: each by level and index, the longest seen.
  private final class Keeper {
    var tiles: [[Int]: [MerkleHash]] = [:]
    var asked: [HashTile] = []

    func source(_ tile: HashTile) -> [MerkleHash] {
      asked.append(tile)
      return tiles[[tile.level, tile.index]] ?? []
    }

    func store(_ tile: HashTile, _ hashes: [MerkleHash]) {
      tiles[[tile.level, tile.index]] = hashes
    }
  }

  private func tree(_ leaves: [MerkleHash]) -> (Keeper, HashTileWriter) {
    let keeper = Keeper()
    var writer = HashTileWriter()
    for leaf in leaves { writer.append(leaf) { keeper.store($0, $1) } }
    for (tile, hashes) in writer.partialTiles { keeper.store(tile, hashes) }
    return (keeper, writer)
  }

  @Test(
    "of a tree are all its hashes at every eighth level",
    arguments: [0, 1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_000])
  func writer(_ size: Int) throws {
    let leaves = (0..<size).map {
      MerkleHash.leaf([UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)].span)
    }
    let (keeper, writer) = tree(leaves)
    var frontier = MerkleFrontier()
    for leaf in leaves { frontier.append(leaf) }
    #expect(writer.size == size)
    #expect(writer.root == frontier.root)
    #expect(writer.frontier == frontier)
    var reader = HashTileReader(size: size, source: keeper.source)
    #expect(try reader.root() == frontier.root)
    #expect(try reader.frontier() == frontier)
    for tile in HashTile.changed(from: 0, to: size) {
      #expect(keeper.tiles[[tile.level, tile.index]]?.count == tile.count)
    }
    #expect(keeper.tiles.count == HashTile.changed(from: 0, to: size).count)
  }

  @Test(
    "those that change are those whose hashes differ in number",
    arguments: [0, 1, 255, 256, 300, 65_536])
  func changed(_ oldSize: Int) {
    for newSize in [oldSize, oldSize + 1, oldSize + 255, oldSize + 256, oldSize + 70_000] {
      var expected: [HashTile] = []
      for level in 0..<4 {
        for index in 0..<1000 {
          let old = HashTile.inTree(of: oldSize, level: level, index: index)
          let new = HashTile.inTree(of: newSize, level: level, index: index)
          if let new, old != new { expected.append(new) }
        }
      }
      #expect(HashTile.changed(from: oldSize, to: newSize) == expected)
      #expect(
        HashTile.changed(from: oldSize, to: newSize, lowestLevel: 1)
          == expected.filter { $0.level > 0 })
    }
  }

  @Test(
    "a writer goes on from them as if it had never stopped",
    arguments: [0, 1, 255, 256, 257, 65_600])
  func resumed(_ size: Int) throws {
    let leaves = ReferenceTree.leaves(size + 600)
    let (keeper, _) = tree(leaves)
    var resumed = try HashTileWriter(size: size, source: keeper.source)
    for leaf in leaves[size...] {
      resumed.append(leaf) { tile, hashes in
        #expect(keeper.tiles[[tile.level, tile.index]] == hashes)
      }
    }
    var frontier = MerkleFrontier()
    for leaf in leaves { frontier.append(leaf) }
    #expect(resumed.root == frontier.root)
  }

  @Test("consent 34: proofs for earlier sizes come from the tiles of a later one")
  func earlier() throws {
    let leaves = ReferenceTree.leaves(66_000)
    let (keeper, _) = tree(leaves)
    var frontier = MerkleFrontier()
    var roots = [MerkleHash.emptyRoot]
    for leaf in leaves {
      frontier.append(leaf)
      roots.append(frontier.root)
    }
    for size in [1, 2, 255, 256, 257, 1000, 65_535, 65_536, 65_537, 66_000] {
      var reader = HashTileReader(size: size, source: keeper.source)
      for index in Set([0, size / 3, size / 2, size - 1]) {
        keeper.asked = []
        let proof = try reader.inclusionProof(of: index)
        try proof.verify(leaf: leaves[index], root: roots[size])
        #expect(keeper.asked.count <= 6)
      }
      for earlier in Set([1, (size + 2) / 3, (size + 1) / 2, size]) {
        let proof = try reader.consistencyProof(from: earlier)
        try proof.verify(earlierRoot: roots[earlier], laterRoot: roots[size])
      }
    }
  }

  @Test("a short tile, and a leaf or a size beyond the tree, are refused by name")
  func refused() {
    let tile = HashTile(level: 0, index: 1, count: 44)
    var reader = HashTileReader(size: 300) { tile in
      tile.index == 0 ? ReferenceTree.leaves(256) : ReferenceTree.leaves(43)
    }
    #expect(throws: ProofError.shortTile(tile, found: 43)) { try reader.root() }
    #expect(throws: ProofError.indexBeyondTree(index: 300, size: 300)) {
      try reader.inclusionProof(of: 300)
    }
    #expect(throws: ProofError.sizesOutOfOrder(earlier: 301, later: 300)) {
      try reader.consistencyProof(from: 301)
    }
    #expect(throws: ProofError.shortTile(tile, found: 0)) {
      try HashTileWriter(size: 300) { _ in [] }
    }
  }

  @Test("a frontier comes back from its bytes, and from no others", arguments: 0...70)
  func frontierBytes(_ size: Int) throws {
    var frontier = MerkleFrontier()
    for leaf in ReferenceTree.leaves(size) { frontier.append(leaf) }
    let bytes = frontier.bytes
    let whole = MerkleFrontier(bytes: bytes.span)
    var restored = try #require(whole)
    #expect(restored == frontier)
    restored.append(.emptyRoot)
    frontier.append(.emptyRoot)
    #expect(restored.root == frontier.root)
    let others =
      bytes.indices.map { Array(bytes[..<$0]) } + [bytes + [0], Array(repeating: 255, count: 8)]
    for other in others { #expect(MerkleFrontier(bytes: other.span) == nil) }
  }
}
