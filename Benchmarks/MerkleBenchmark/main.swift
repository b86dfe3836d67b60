import Bytes
import Transparency

/// Hashes entries of 120 bytes into a Merkle tree, gives and verifies proofs from its tiles, and makes
/// the sorted tree over as many keyed hashes of 200 bytes.
///
/// `MerkleBenchmark [ENTRIES]` prints one JSON object on one line; times are seconds of one core.
func measure() throws {
  let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000_000
  let clock = ContinuousClock()
  var entry = [UInt8](repeating: 0x61, count: 120)
  var writer = HashTileWriter()
  var tiles: [HashTile: [MerkleHash]] = [:]
  let building = clock.measure {
    for index in 0..<count {
      entry.write(index)
      writer.append(.leaf(entry.span)) { tile, hashes in
        if tile.level > 0 { tiles[tile] = hashes }
      }
    }
  }
  for (tile, hashes) in writer.partialTiles where tile.level > 0 { tiles[tile] = hashes }
  var reader = HashTileReader(size: count) { tile in
    if tile.level > 0 { return tiles[tile] ?? [] }
    return (0..<tile.count).map { place in
      var entry = entry
      entry.write(tile.index * HashTile.width + place)
      return .leaf(entry.span)
    }
  }
  let root = writer.root
  let proofs = 1000
  let proving = try clock.measure {
    for number in 0..<proofs {
      let index = number &* 7_919_317 % count
      let proof = try reader.inclusionProof(of: index)
      entry.write(index)
      try proof.verify(leaf: .leaf(entry.span), root: root)
    }
  }
  let keyed = KeyedHash(key: [UInt8](repeating: 7, count: 32))
  var record = [UInt8](repeating: 0x62, count: 200)
  var keys: [MerkleHash] = []
  let hashing = clock.measure {
    for index in 0..<count {
      record.write(index)
      keys.append(keyed(record.span))
    }
  }
  let sorting = clock.measure { keys.sort() }
  var sorted = SortedMerkleRoot()
  let rooting = try clock.measure { for key in keys { try sorted.append(key) } }
  print(
    "{\"entries\":\(count),\"buildingSeconds\":\(building / .seconds(1))"
      + ",\"proofMilliseconds\":\(proving / .milliseconds(1) / Double(proofs))"
      + ",\"keyedSeconds\":\(hashing / .seconds(1)),\"sortingSeconds\":\(sorting / .seconds(1))"
      + ",\"sortedRootSeconds\":\(rooting / .seconds(1)),\"root\":\"\(sorted.root.base64)\"}")
}

extension [UInt8] {
  /// Writes a number into the first eight bytes, so that no two entries are alike.
  fileprivate mutating func write(_ number: Int) {
    for place in 0..<8 { self[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
  }
}

try measure()
