import Foundation
import TestKit
import Testing
import Transparency

@Suite("Proofs of a log as text")
struct TLogProofTests {
  private struct Proofs: Decodable {
    struct Good: Decodable {
      var text: String
      var index: Int
      var hashes: [String]
      var checkpoint: String
      var extra: String?
    }
    var good: [Good]
    var bad: [[String]]
  }

  @Test("the published texts, good and bad", .enabled(if: Vectors.areThere, Vectors.absent))
  func vectors() throws {
    let proofs = try Vectors.json("tlog_proof.json", as: Proofs.self)
    for one in proofs.good {
      let text = Array(one.text.utf8)
      let proof = try TLogProof(text.span)
      #expect(proof.index == one.index)
      #expect(proof.hashes.map(\.base64) == one.hashes)
      #expect(proof.checkpoint == Array(one.checkpoint.utf8))
      #expect(proof.extra.map { Data($0).base64EncodedString() } == one.extra)
      #expect(proof.text == text)
    }
    for one in proofs.bad {
      #expect(throws: TLogProofError.self, "\(one[0])") { try TLogProof(Array(one[1].utf8).span) }
    }
  }

  private let signer: NoteSigner
  private let leaves = ReferenceTree.leaves(11)
  private let proof: TLogProof

  init() throws {
    signer = try NoteSigner(name: "example.com/log", seed: Array(0..<32))
    let leaves = leaves
    var reader = HashTileReader(size: 11) { _ in leaves }
    let checkpoint = try Checkpoint(origin: "example.com/log", size: 11, root: try reader.root())
    proof = TLogProof(
      index: 4, hashes: try reader.inclusionProof(of: 4).hashes,
      checkpoint: try checkpoint.signed(by: signer).bytes, extra: Array("salt".utf8))
  }

  @Test("consent 36: verify offline with the public key alone")
  func verified() throws {
    let read = try TLogProof(proof.text.span)
    #expect(read == proof)
    let checkpoint = try read.verify(leaf: leaves[4], verifiers: [signer.verifier])
    #expect(checkpoint.size == 11)
    #expect(throws: ProofError.otherRoot) {
      try read.verify(leaf: leaves[5], verifiers: [signer.verifier])
    }
    #expect(throws: NoteError.noKnownKey) { try read.verify(leaf: leaves[4], verifiers: []) }
    #expect(throws: CheckpointError.otherOrigin) {
      try read.verify(leaf: leaves[4], verifiers: [signer.verifier], origin: "example.com/other")
    }
  }

  @Test(
    "are refused by line",
    arguments: [
      ("", TLogProofError.unknownFormat),
      ("c2sp.org/tlog-proof@v1", .unknownFormat),
      ("c2sp.org/tlog-proof@v2\nindex 0\n\n", .unknownFormat),
      ("c2sp.org/tlog-proof@v1\nindex 00\n\n", .badIndex(line: 2)),
      ("c2sp.org/tlog-proof@v1\nindex 0", .badIndex(line: 2)),
      ("c2sp.org/tlog-proof@v1\nextra\nindex 0\n\n", .badIndex(line: 2)),
      ("c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\n", .badExtra(line: 2)),
      ("c2sp.org/tlog-proof@v1\nextra AAAA\nindex x\n\n", .badIndex(line: 3)),
      ("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", .badHash(line: 3)),
      ("c2sp.org/tlog-proof@v1\nindex 0\n", .noCheckpoint),
    ])
  func refused(_ text: String, _ error: TLogProofError) {
    #expect(throws: error) { try TLogProof(Array(text.utf8).span) }
  }

  @Test(
    "no change of a byte is accepted for another leaf", arguments: 1...10 as ClosedRange<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let text = proof.text
    for _ in 0..<300 {
      var damaged = text
      let place = Int.random(in: 0..<damaged.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
      case 1: damaged.remove(at: place)
      default: damaged.removeLast(damaged.count - place)
      }
      guard let read = try? TLogProof(damaged.span) else { continue }
      for leaf in leaves.indices where leaf != 4 {
        #expect(throws: (any Error).self, "seed \(seed)") {
          try read.verify(leaf: leaves[leaf], verifiers: [signer.verifier])
        }
      }
      if (try? read.verify(leaf: leaves[4], verifiers: [signer.verifier])) != nil {
        #expect(read.index == 4 && read.hashes == proof.hashes, "seed \(seed)")
      }
    }
  }
}
