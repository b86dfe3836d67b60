import Bytes
import Foundation
import Testing
import Transparency

@Suite("Merkle hashes")
struct MerkleHashTests {
  private struct Tree: Decodable {
    struct Hashing: Decodable {
      var desc: String
      var hex: String
      var leaf_utf8: String?
      var left_utf8: String?
    }
    var leaf_inputs_hex: [String]
    var root_hex_by_size: [String]
    var hasher: [Hashing]
  }

  private func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
      (hexValue(digits[$0]) ?? 0) << 4 | (hexValue(digits[$0 + 1]) ?? 0)
    }
  }

  @Test(
    "RFC 6962: the published trees of 0 to 8 leaves", .enabled(if: Vectors.areThere, Vectors.absent)
  )
  func roots() throws {
    let tree = try Vectors.json("rfc6962_tree.json", as: Tree.self)
    var frontier = MerkleFrontier()
    #expect(tree.root_hex_by_size.count == tree.leaf_inputs_hex.count + 1)
    for (size, root) in tree.root_hex_by_size.enumerated() {
      #expect(frontier.root.hex == root, "size \(size)")
      #expect(MerkleHash(hex: root) == frontier.root)
      guard size < tree.leaf_inputs_hex.count else { break }
      frontier.append(.leaf(bytes(hex: tree.leaf_inputs_hex[size]).span))
    }
    for hashing in tree.hasher {
      if let leaf = hashing.leaf_utf8 {
        #expect(MerkleHash.leaf(Array(leaf.utf8).span).hex == hashing.hex, "\(hashing.desc)")
      }
    }
  }

  // Computed with Python's hashlib.
  @Test("leaves begin with 0, nodes with 1, and the empty root is the hash of nothing")
  func prefixes() {
    #expect(
      MerkleHash.emptyRoot.hex
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let leaf = MerkleHash.leaf([0x61].span)
    #expect(leaf.hex == "022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c")
    #expect(
      MerkleHash.node(leaf, .emptyRoot).hex
        == "a59849d372d179fc47d656ce5290fed571b87f3bd1fbb2f433738bbbf67088d2")
  }

  @Test("compare as their bytes do, and come back from bytes, base 64 and digits")
  func forms() {
    let hashes = ReferenceTree.leaves(300)
    for (one, other) in zip(hashes, hashes.dropFirst()) {
      #expect((one < other) == one.bytes.lexicographicallyPrecedes(other.bytes))
      #expect(MerkleHash(one.bytes.span) == one)
      #expect(MerkleHash(base64: one.base64) == one)
      #expect(one.base64 == Data(one.bytes).base64EncodedString())
      #expect(MerkleHash(hex: one.hex) == one)
    }
    for bit in 0..<256 {
      let turned = hashes[0].turning(bit: bit)
      #expect(turned != hashes[0])
      #expect((turned < hashes[0]) == turned.bytes.lexicographicallyPrecedes(hashes[0].bytes))
    }
  }

  @Test("other lengths and loose texts are no hashes", arguments: [0, 1, 31, 33, 64])
  func lengths(_ count: Int) {
    let bytes = [UInt8](repeating: 7, count: count)
    #expect(MerkleHash(bytes.span) == nil)
    #expect(MerkleHash(base64: Data(bytes).base64EncodedString()) == nil)
    #expect(MerkleHash(hex: String(repeating: "0", count: 2 * count)) == nil)
    #expect(MerkleHash(hex: MerkleHash.emptyRoot.hex.uppercased()) == nil)
    #expect(MerkleHash(base64: MerkleHash.emptyRoot.base64 + "\n") == nil)
  }
}
