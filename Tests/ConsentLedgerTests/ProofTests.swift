import Bytes
import ConsentLedger
import Foundation
import Testing
import Transparency

@Suite("Proofs from a ledger")
struct ProofTests {
  private static func prove(
    _ ledger: ConsentLedger, _ verifier: NoteVerifier, _ number: Int, _ leaf: String
  ) throws {
    let text = try #require(try ledger.entryProof(number, [verifier]))
    let proof = try TLogProof(Array(text.utf8).span)
    #expect(proof.index == number)
    try proof.verify(
      leaf: MerkleHash.leaf(Array(leaf.utf8).span), verifiers: [verifier],
      origin: LedgerKeys.origin(of: "acme"))
  }

  @Test(
    "consent 34: of every size from 1 to 600: its root is RFC 6962's, and it goes on from all before"
  )
  func everySize() throws {
    var source = RandomStatements(seed: 21)
    let box = try LedgerBox()
    let verifier = box.keys.signer.verifier
    let ledger = try box.ledger()
    for line in source.lines(600) { _ = try ledger.append(box.batch([line]), keys: box.keys) }
    let leaves = try box.leaves(source.ids).map { Naive.leaf(Array($0.utf8)) }
    let notes = try ledger.checkpoints()
    #expect(notes.count == 600)
    for (place, note) in notes.enumerated() {
      let seen = try #require(ledger.seenCheckpoint(note, [verifier]))
      #expect(seen.size == place + 1)
      #expect(seen.root.bytes == Naive.root(ofLeaves: Array(leaves[...place])), "size \(place + 1)")
      try ledger.requireConsistency(with: seen)
    }
    for old in 1...600 {
      for new in [old, old + 1, source.pick(Array(old...600)), 600] where new <= 600 {
        let proof = try #require(try ledger.growth(from: old, to: new, [verifier]))
        #expect(try proof.verify([verifier]) == (old, new))
      }
    }
    try box.verify(seen: notes.compactMap { ledger.seenCheckpoint($0, [verifier]) })
  }

  @Test(
    "consent 34: every entry of a ledger that grew by random batches is proven, at every size",
    arguments: [1, 2])
  func inclusion(seed: UInt64) throws {
    var source = RandomStatements(seed: seed)
    let box = try LedgerBox()
    let ledger = try box.ledger()
    var size = 0
    for batch in source.cut(source.lines(600), upTo: 80) {
      try box.append(batch)
      size += batch.count
      let leaves = try box.leaves(source.ids)
      #expect(leaves.count == size)
      for number in Set([0, size - 1, size / 2, source.pick(Array(0..<size))]) {
        try Self.prove(ledger, box.keys.signer.verifier, number, leaves[number])
      }
    }
    let leaves = try box.leaves(source.ids)
    for number in 0..<600 {
      try Self.prove(ledger, box.keys.signer.verifier, number, leaves[number])
    }
  }

  @Test("there is none of an entry or a checkpoint that is not there")
  func none() throws {
    var source = RandomStatements(seed: 2)
    let box = try LedgerBox()
    let verifier = box.keys.signer.verifier
    #expect(try box.ledger(.read).entryProof(0, [verifier]) == nil)
    try box.append(source.lines(5))
    try box.append(source.lines(5))
    let ledger = try box.ledger(.read)
    for number in [-1, 10, Int.max, Int.min] {
      #expect(try ledger.entryProof(number, [verifier]) == nil)
    }
    for (old, new) in [(0, 10), (3, 10), (5, 7), (10, 5), (-5, 5), (5, 11)] {
      #expect(try ledger.growth(from: old, to: new, [verifier]) == nil)
    }
    #expect(try ledger.growth(from: 5, to: 10, [verifier]) != nil)
  }

  @Test("of an entry holds for no other text, place or key")
  func wrong() throws {
    var source = RandomStatements(seed: 4)
    let box = try LedgerBox()
    try box.append(source.lines(20))
    let verifier = box.keys.signer.verifier
    let leaves = try box.leaves(source.ids)
    let text = try #require(try box.ledger(.read).entryProof(7, [verifier]))
    let proof = try TLogProof(Array(text.utf8).span)
    let origin = LedgerKeys.origin(of: "acme")
    #expect(throws: (any Error).self) {
      try proof.verify(
        leaf: MerkleHash.leaf(Array(leaves[8].utf8).span), verifiers: [verifier], origin: origin)
    }
    let stranger = try NoteSigner.new(name: origin).verifier
    #expect(throws: (any Error).self) {
      try proof.verify(
        leaf: MerkleHash.leaf(Array(leaves[7].utf8).span), verifiers: [stranger], origin: origin)
    }
  }

  @Test("consent 30: a ledger that was signed further, or otherwise, is refused")
  func inconsistent() throws {
    var source = RandomStatements(seed: 6)
    let lines = source.lines(60)
    let box = try LedgerBox()
    try box.append(Array(lines[..<40]))
    let old = try box.copy()
    try box.append(Array(lines[40...]))
    let head = try box.head()
    let seen = SeenCheckpoint(size: head.size, root: head.root)
    try box.verify(seen: [seen])
    // An older copy.
    #expect(fault { try old.verify(seen: [seen]) } == .shrunk(from: 60, to: 40))
    #expect(
      fault { try old.ledger(.read).requireConsistency(with: seen) } == .shrunk(from: 60, to: 40))
    // Another past, of the same length and longer: salts alone make it another.
    let other = try LedgerBox()
    try other.append(lines)
    #expect(fault { try other.verify(seen: [seen]) } == .rewritten(size: 60))
    try other.append(source.lines(5))
    #expect(fault { try other.verify(seen: [seen]) } == .rewritten(size: 60))
    #expect(
      fault { try other.ledger(.read).requireConsistency(with: seen) } == .rewritten(size: 60))
  }

  private func fault(_ body: () throws -> some Any) -> LedgerFault? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? LedgerError)?.fault
    }
  }
}
