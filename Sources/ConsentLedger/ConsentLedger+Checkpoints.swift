import GRDB
public import Transparency

extension ConsentLedger {
  /// What the last checkpoint speaks for.
  ///
  /// - Throws: ``LedgerError``.
  public func head(_ verifiers: [NoteVerifier]) throws(LedgerError) -> LedgerHead {
    try read { try signedHead($0, verifiers) }
  }

  /// The note of the last checkpoint; nil while nothing has been appended.
  public func latestCheckpoint() throws(LedgerError) -> String? {
    try read { database in
      try String?.fetchOne(
        database, sql: "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1") ?? nil
    }
  }

  /// The notes of all checkpoints, in order of their signing.
  public func checkpoints() throws(LedgerError) -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT note FROM checkpoint ORDER BY number") }
  }

  /// The size and root of a checkpoint of this ledger; nil where the note is none, or no key has signed it.
  public func seenCheckpoint(_ note: String, _ verifiers: [NoteVerifier]) -> SeenCheckpoint? {
    guard let head = try? readHead(note, number: 0, verifiers) else { return nil }
    return SeenCheckpoint(size: head.size, root: head.root)
  }

  /// Keys that are trusted, and those that signed before the key was rotated.
  ///
  /// Those of before are taken from the ledger itself: they vouch for nothing that the last checkpoint,
  /// signed by a key that is trusted, does not vouch for too.
  public func trusted(_ verifiers: [NoteVerifier]) -> [NoteVerifier] {
    (try? read { try trusted(verifiers, $0) }) ?? verifiers
  }

  func trusted(_ verifiers: [NoteVerifier], _ database: Database) throws -> [NoteVerifier] {
    let known = Set(verifiers.map(\.text))
    let signers = try String.fetchAll(database, sql: "SELECT vkey FROM signer")
    return verifiers + signers.filter { !known.contains($0) }.compactMap { try? NoteVerifier($0) }
  }

  /// Makes sure that a checkpoint that was seen before is one of this ledger's past.
  ///
  /// - Throws: ``LedgerError/untrusted(path:_:)`` where the ledger is shorter, or its first entries are others.
  public func requireConsistency(with seen: SeenCheckpoint) throws(LedgerError) {
    try read { database in
      let size =
        try Int.fetchOne(
          database, sql: "SELECT coalesce(max(number) + 1, 0) FROM entry") ?? 0
      guard seen.size <= size else { throw LedgerFault.shrunk(from: seen.size, to: size) }
      var tree = try TileStore(database, .statements).reader(size: seen.size)
      guard try tree.root() == seen.root else {
        throw LedgerFault.rewritten(size: seen.size)
      }
    }
  }
}
