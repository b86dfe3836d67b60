import TestKit
import Testing
import Transparency

@Suite("Sorted Merkle trees")
struct SortedMerkleTreeTests {
  private func keys(_ count: Int) -> [MerkleHash] { ReferenceTree.leaves(count).sorted() }

  private func turned(_ hash: MerkleHash) -> MerkleHash { hash.turning(bit: 255 - 248) }

  @Test("have the root of RFC 6962 over the keys as entries", arguments: [0, 1, 2, 7, 256, 300])
  func root(_ count: Int) throws {
    let keys = keys(count)
    let leaves = keys.map { MerkleHash.leaf($0.bytes.span) }
    var streamed = SortedMerkleRoot()
    for key in keys { try streamed.append(key) }
    #expect(try SortedMerkleTree(keys).root == ReferenceTree.root(leaves[...]))
    #expect(streamed.root == ReferenceTree.root(leaves[...]))
    #expect(streamed.size == count)
  }

  @Test("refuse keys that do not ascend or stand twice")
  func unsorted() throws {
    let keys = keys(5)
    #expect(throws: ProofError.notSorted(index: 3)) {
      try SortedMerkleTree([keys[0], keys[1], keys[3], keys[2]])
    }
    #expect(throws: ProofError.notSorted(index: 1)) { try SortedMerkleTree([keys[0], keys[0]]) }
  }

  @Test(
    "consent 48: show every key present, and every other absent by its neighbours",
    arguments: 0...40)
  func proofs(_ count: Int) throws {
    let all = keys(2 * count + 1)
    // Every second key is in, so that absent ones stand before, between and after.
    let inside = stride(from: 1, to: all.count, by: 2).map { all[$0] }
    let tree = try SortedMerkleTree(inside)
    for (place, key) in all.enumerated() {
      let proof = tree.proof(of: key)
      try proof.verify(key: key, size: count, root: tree.root)
      if case .present = proof { #expect(place % 2 == 1) } else { #expect(place % 2 == 0) }
      for other in all where other != key {
        // A proof of absence holds for every key of its gap; here each gap has one.
        #expect(throws: ProofError.self) {
          try proof.verify(key: other, size: count, root: tree.root)
        }
      }
      #expect(throws: ProofError.self) {
        try proof.verify(key: key, size: count + 1, root: tree.root)
      }
      #expect(throws: ProofError.self) {
        try proof.verify(key: key, size: count, root: tree.root.turning(bit: 9))
      }
    }
  }

  @Test("consent 48: no absence is shown by neighbours that are not side by side")
  func gaps() throws {
    let keys = keys(9)
    let tree = try SortedMerkleTree(keys)
    func neighbour(_ place: Int) throws -> SortedTreeProof.Neighbour {
      guard case .present(let inclusion) = tree.proof(of: keys[place]) else {
        throw ProofError.notNeighbours
      }
      return SortedTreeProof.Neighbour(key: keys[place], inclusion: inclusion)
    }
    // All of these would hide a key that is in the tree.
    for key in 0..<9 {
      for before in -1..<key {
        for after in (key + 1)...9 {
          let proof = SortedTreeProof.absent(
            before: before < 0 ? nil : try neighbour(before),
            after: after > 8 ? nil : try neighbour(after))
          #expect(throws: ProofError.notNeighbours) {
            try proof.verify(key: keys[key], size: 9, root: tree.root)
          }
        }
      }
    }
    #expect(throws: ProofError.self) {
      try SortedTreeProof.absent(before: nil, after: nil)
        .verify(key: keys[0], size: 0, root: tree.root)
    }
  }

  @Test("a proof with any part turned shows nothing", arguments: 1...30 as ClosedRange<UInt64>)
  func tampered(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let all = keys(31)
    let tree = try SortedMerkleTree(all.indices.filter { $0 % 2 == 1 }.map { all[$0] })
    let place = Int.random(in: 2..<29, using: &random) / 2 * 2
    let key = all[place]
    guard case .absent(let before?, let after?) = tree.proof(of: key) else {
      Issue.record("a key between two others is not absent")
      return
    }
    var hashes = before.inclusion.hashes
    let turned = Int.random(in: 0..<hashes.count, using: &random)
    hashes[turned] = hashes[turned].turning(bit: Int.random(in: 0..<256, using: &random))
    let inclusion = InclusionProof(index: before.inclusion.index, treeSize: 15, hashes: hashes)
    let wrong: [SortedTreeProof] = [
      .absent(before: .init(key: before.key, inclusion: inclusion), after: after),
      .absent(
        before: .init(key: before.key.turning(bit: 255), inclusion: before.inclusion), after: after),
      .absent(before: after, after: before),
      .absent(before: before, after: nil),
      .absent(before: nil, after: after),
      .present(before.inclusion),
    ]
    for proof in wrong {
      #expect(throws: ProofError.self) { try proof.verify(key: key, size: 15, root: tree.root) }
    }
  }
}
