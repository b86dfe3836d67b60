import Bytes
import Foundation
import GRDB
public import Transparency

/// The proof that a ledger only grew from one checkpoint to another: a JSON object, form 1.
public struct GrowthProof: Codable, Sendable {
  /// The form of this document.
  public var form = 1
  /// The organisation whose ledger it is.
  public var controller: String
  /// The earlier checkpoint, a signed note.
  public var from: String
  /// The later checkpoint, a signed note.
  public var to: String
  /// The hashes of the consistency proof (RFC 6962, 2.1.2), in base 64.
  public var proof: [String]

  /// The proof of a JSON text.
  public init(json: [UInt8]) throws(ReceiptFault) {
    guard let proof = try? JSONDecoder().decode(GrowthProof.self, from: Data(json)), proof.form == 1
    else { throw .unreadable }
    self = proof
  }

  init(controller: String, from: String, to: String, proof: [String]) {
    self.controller = controller
    self.from = from
    self.to = to
    self.proof = proof
  }

  /// Checks the proof with nothing but a public key.
  ///
  /// - Returns: both sizes.
  /// - Throws: ``ReceiptFault``.
  public func verify(
    _ verifiers: [NoteVerifier]
  ) throws(ReceiptFault) -> (from: Int, to: Int) {
    guard let earlier = head(from, verifiers), let later = head(to, verifiers) else {
      throw .unsigned
    }
    let hashes = proof.map { MerkleHash(base64: $0) }
    guard !hashes.contains(nil),
      (try? ConsistencyProof(
        earlierSize: earlier.size, laterSize: later.size, hashes: hashes.compactMap(\.self)
      ).verify(earlierRoot: earlier.root, laterRoot: later.root)) != nil
    else { throw .notInLedger(earlier.size) }
    return (earlier.size, later.size)
  }

  private func head(_ text: String, _ verifiers: [NoteVerifier]) -> LedgerHead? {
    try? LedgerHead(note: text, verifiers, origin: LedgerKeys.origin(of: controller))
  }
}

extension ConsentLedger {
  /// The proof that the ledger only grew between two checkpoints.
  ///
  /// - Returns: nil where no checkpoints were signed over so many entries.
  /// - Throws: ``LedgerError``.
  public func growth(
    from old: Int, to new: Int, _ verifiers: [NoteVerifier]
  ) throws(LedgerError) -> GrowthProof? {
    try read { database -> GrowthProof? in
      guard old > 0, old <= new, let from = try note(over: old, database),
        let to = try note(over: new, database)
      else { return nil }
      var tree = try TileStore(database, .statements).reader(size: new)
      return GrowthProof(
        controller: controller, from: from, to: to,
        proof: try tree.consistencyProof(from: old).hashes.map(\.base64))
    }
  }

  /// The proof that one entry stands in the ledger as the last checkpoint has it, in the form of
  /// c2sp.org/tlog-proof; what the entry says is its leaf.
  ///
  /// - Returns: nil where there is no such entry.
  /// - Throws: ``LedgerError``.
  public func entryProof(
    _ number: Int, _ verifiers: [NoteVerifier]
  ) throws(LedgerError) -> String? {
    try read { database -> String? in
      let head = try signedHead(database, verifiers)
      guard (0..<head.size).contains(number), let note = try note(over: head.size, database) else {
        return nil
      }
      var tree = try TileStore(database, .statements).reader(size: head.size)
      let proof = TLogProof(
        index: number, hashes: try tree.inclusionProof(of: number).hashes,
        checkpoint: Array(note.utf8))
      return String(decoding: proof.text, as: UTF8.self)
    }
  }

  /// The last note over so many entries.
  private func note(over size: Int, _ database: Database) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT note FROM checkpoint WHERE size = ? ORDER BY number DESC LIMIT 1",
      arguments: [size])
  }
}
