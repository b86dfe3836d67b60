import Foundation
import TestKit
import Testing
import Transparency

@Suite("Inclusion and consistency proofs")
struct ProofTests {
  private struct Inclusion: Decodable {
    var file: String?
    var desc: String
    var leafHash: String?
    var leafIdx: UInt64
    var proof: [String]?
    var root: String?
    var treeSize: UInt64
    var wantErr: Bool

    /// Whether a verifier accepts it; what cannot even be read is refused.
    var isAccepted: Bool {
      guard let index = Int(exactly: leafIdx), let size = Int(exactly: treeSize),
        let leaf = MerkleHash(base64: leafHash ?? ""), let root = MerkleHash(base64: root ?? "")
      else { return false }
      let hashes = (proof ?? []).compactMap { MerkleHash(base64: $0) }
      guard hashes.count == proof?.count ?? 0 else { return false }
      let proof = InclusionProof(index: index, treeSize: size, hashes: hashes)
      return (try? proof.verify(leaf: leaf, root: root)) != nil
    }
  }

  private struct Consistency: Decodable {
    var file: String?
    var desc: String
    var proof: [String]?
    var root1: String?
    var root2: String?
    var size1: UInt64
    var size2: UInt64
    var wantErr: Bool

    var isAccepted: Bool {
      guard let earlier = Int(exactly: size1), let later = Int(exactly: size2),
        let root1 = MerkleHash(base64: root1 ?? ""), let root2 = MerkleHash(base64: root2 ?? "")
      else { return false }
      let hashes = (proof ?? []).compactMap { MerkleHash(base64: $0) }
      guard hashes.count == proof?.count ?? 0 else { return false }
      let proof = ConsistencyProof(earlierSize: earlier, laterSize: later, hashes: hashes)
      return (try? proof.verify(earlierRoot: root1, laterRoot: root2)) != nil
    }
  }

  @Test(
    "consent 36: the published inclusion proofs, good and bad",
    .enabled(if: Vectors.areThere, Vectors.absent))
  func inclusionVectors() throws {
    let cases = try Vectors.lines("inclusion.jsonl", as: Inclusion.self)
    #expect(cases.contains { $0.wantErr } && cases.contains { !$0.wantErr })
    for one in cases {
      #expect(one.isAccepted != one.wantErr, "\(one.file ?? "") \(one.desc)")
    }
  }

  @Test(
    "consent 34: the published consistency proofs, good and bad",
    .enabled(if: Vectors.areThere, Vectors.absent))
  func consistencyVectors() throws {
    let cases = try Vectors.lines("consistency.jsonl", as: Consistency.self)
    #expect(cases.contains { $0.wantErr } && cases.contains { !$0.wantErr })
    for one in cases {
      // One good case has roots of 12 bytes, which are no hashes here.
      let hasHashes = MerkleHash(base64: one.root1 ?? "") != nil
      #expect(one.isAccepted == (!one.wantErr && hasHashes), "\(one.file ?? "") \(one.desc)")
    }
  }

  @Test("every leaf of every tree up to 70 is proved as RFC 6962 has it, and nowhere else")
  func inclusion() throws {
    let all = ReferenceTree.leaves(70)
    for size in 1...70 {
      let leaves = all.prefix(size)
      let root = ReferenceTree.root(leaves)
      var reader = HashTileReader(size: size) { tile in
        Array(leaves[(tile.index * 256)...].prefix(tile.count))
      }
      #expect(try reader.root() == root)
      for index in 0..<size {
        let proof = try reader.inclusionProof(of: index)
        #expect(proof.hashes == ReferenceTree.path(index, leaves), "\(index) of \(size)")
        try proof.verify(leaf: all[index], root: root)
        for other in 0..<(size + 2) where other != index {
          let moved = InclusionProof(index: other, treeSize: size, hashes: proof.hashes)
          #expect(throws: ProofError.self) { try moved.verify(leaf: all[index], root: root) }
        }
      }
    }
  }

  @Test("every pair of sizes up to 70 is consistent as RFC 6962 has it, and with no other root")
  func consistency() throws {
    let leaves = ReferenceTree.leaves(70)
    let roots = (0...70).map { ReferenceTree.root(leaves.prefix($0)) }
    for later in 1...70 {
      var reader = HashTileReader(size: later) { tile in
        Array(leaves[(tile.index * 256)...].prefix(tile.count))
      }
      for earlier in 1...later {
        let proof = try reader.consistencyProof(from: earlier)
        #expect(
          proof.hashes == ReferenceTree.consistency(earlier, leaves.prefix(later)),
          "\(earlier) to \(later)")
        try proof.verify(earlierRoot: roots[earlier], laterRoot: roots[later])
        for other in 0...70 where other != earlier {
          #expect(throws: ProofError.self) {
            try proof.verify(earlierRoot: roots[other], laterRoot: roots[later])
          }
        }
      }
    }
  }

  @Test("a proof with one bit turned, one hash more or one less is refused", arguments: 1...33)
  func tampered(_ size: Int) throws {
    let leaves = ReferenceTree.leaves(size)[...]
    let root = ReferenceTree.root(leaves)
    for index in 0..<size {
      let path = ReferenceTree.path(index, leaves)
      var wrong = path.indices.map { place in
        var hashes = path
        hashes[place] = hashes[place].turning(bit: (index * 37 + place * 11) % 256)
        return hashes
      }
      wrong.append(path + [root])
      wrong.append([root] + path)
      if !path.isEmpty { wrong.append(Array(path.dropLast())) }
      for hashes in wrong {
        let proof = InclusionProof(index: index, treeSize: size, hashes: hashes)
        #expect(throws: ProofError.self) { try proof.verify(leaf: leaves[index], root: root) }
      }
    }
  }

  @Test("every bit of every hash of a proof counts")
  func everyBit() throws {
    let leaves = ReferenceTree.leaves(13)[...]
    let (early, root) = (ReferenceTree.root(leaves.prefix(6)), ReferenceTree.root(leaves))
    let hashes = ReferenceTree.consistency(6, leaves)
    for place in hashes.indices {
      for bit in 0..<256 {
        var turned = hashes
        turned[place] = turned[place].turning(bit: bit)
        let proof = ConsistencyProof(earlierSize: 6, laterSize: 13, hashes: turned)
        #expect(throws: ProofError.self) { try proof.verify(earlierRoot: early, laterRoot: root) }
      }
    }
  }

  @Test("consistency from an empty tree shows nothing and is refused")
  func fromNothing() {
    var reader = HashTileReader(size: 1) { _ in ReferenceTree.leaves(1) }
    #expect(throws: ProofError.earlierTreeEmpty) { try reader.consistencyProof(from: 0) }
    let proof = ConsistencyProof(earlierSize: 0, laterSize: 1, hashes: [])
    #expect(throws: ProofError.earlierTreeEmpty) {
      try proof.verify(earlierRoot: .emptyRoot, laterRoot: ReferenceTree.leaves(1)[0])
    }
  }

  @Test(
    "sizes and indexes out of all reason are refused at once", arguments: [Int.max, Int.min, -1])
  func extremes(_ number: Int) {
    let leaf = MerkleHash.emptyRoot
    for size in [0, 1, Int.max] {
      let proof = InclusionProof(index: number, treeSize: size, hashes: [])
      #expect(throws: ProofError.self) { try proof.verify(leaf: leaf, root: leaf) }
      for hashes in [[], [leaf], [MerkleHash](repeating: leaf, count: 62)] {
        let proof = ConsistencyProof(earlierSize: number, laterSize: size, hashes: hashes)
        guard number != size else { continue }
        #expect(throws: ProofError.self) {
          try proof.verify(earlierRoot: leaf, laterRoot: leaf.turning(bit: 0))
        }
      }
    }
  }

  @Test(
    "no proof made at random is accepted, and none stops the verifier",
    arguments: 1...20 as ClosedRange<UInt64>)
  func random(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let leaves = ReferenceTree.leaves(8)
    for _ in 0..<200 {
      let hashes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        leaves.randomElement(using: &random) ?? .emptyRoot
      }
      let numbers = [0, 1, 2, 3, 5, 8, 21, 1 << 40, Int.max]
      let one = numbers.randomElement(using: &random) ?? 0
      let other = numbers.randomElement(using: &random) ?? 0
      let root = MerkleHash.leaf([UInt8(truncatingIfNeeded: seed)].span)
      #expect(throws: ProofError.self) {
        try InclusionProof(index: one, treeSize: other, hashes: hashes)
          .verify(leaf: leaves[0], root: root)
      }
      #expect(throws: ProofError.self) {
        try ConsistencyProof(earlierSize: one, laterSize: other, hashes: hashes)
          .verify(earlierRoot: leaves[1], laterRoot: root)
      }
    }
  }
}
