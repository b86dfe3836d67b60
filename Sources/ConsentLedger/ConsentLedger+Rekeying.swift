import Bytes
import GRDB
public import Identity
import Transparency

extension ConsentLedger {
  /// Gives a ledger the rotation of its key: every pseudonym that stands in it is opened with the old one
  /// and sealed with the new one, in one transaction.
  ///
  /// Entries, their hashes and the commitments in them stay byte for byte, and so do salts: receipts
  /// written before verify with the old public key as they did. The checkpoint over the same entries that ends the transaction is
  /// signed by both keys; from then on the new one signs. Then the file is written anew, so that no byte of the old names is left in it.
  /// A ledger that has the new key already keeps it.
  ///
  /// O(entries); in memory some 24 bytes a subject.
  ///
  /// - Parameters:
  ///   - old: the keys that the ledger has.
  ///   - new: the keys that it is to have.
  ///   - rekeying: turns the visitors' pseudonyms of the old key into those of the new one.
  /// - Returns: whether the ledger had the old key.
  /// - Throws: ``LedgerError``; nothing is changed then.
  @discardableResult
  public func rekey(
    from old: LedgerKeys, to new: LedgerKeys, _ rekeying: PseudonymRekeying
  ) throws(LedgerError) -> Bool {
    let hadOld = try write { database -> Bool in
      let mark = try String.fetchOne(database, sql: "SELECT keyMark FROM identity")
      guard mark != new.mark else { return false }
      guard mark == old.mark else { throw LedgerError.otherKey(path: path) }
      let head = try signedHead(database, [old.signer.verifier])
      let rekeyer = LedgerRekeyer(
        database: database, old: old, new: new, rekeying: rekeying, head: head)
      let next = try rekeyer.run()
      try database.execute(literal: "UPDATE identity SET keyMark = \(new.mark)")
      try database.execute(
        literal: "INSERT OR IGNORE INTO signer(vkey) VALUES (\(new.signer.verifier.text))")
      if try latestNote(database) != nil {
        try sign(next, database, [new.signer, old.signer])
      }
      return true
    }
    // Again where it was done before, since that may have been cut off here.
    try sweep()
    return hadOld
  }

  private func latestNote(_ database: Database) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1")
  }
}

/// Renames all that a ledger's pseudonyms name, inside a transaction.
private struct LedgerRekeyer {
  let database: Database
  let old: LedgerKeys
  let new: LedgerKeys
  let rekeying: PseudonymRekeying
  let head: LedgerHead

  private static let subjectsAtOnce = 1 << 14

  /// A subject by its new name.
  private struct Place {
    var name: Pseudonym
    var number: Int
  }

  /// - Returns: the head that now has to be signed.
  func run() throws -> LedgerHead {
    var next = head
    // What is signed anew must be what was signed before.
    try TombstoneTable.check(database, head)
    let (places, root) = try renameSubjects()
    try rebuildIndex(places)
    try renameTombstones()
    next.subjectsRoot = root
    (next.tombstones, next.tombstonesDigest) = try TombstoneTable.digest(database)
    return next
  }

  private func renameSubjects() throws -> (places: [Place], root: MerkleHash) {
    try database.execute(
      literal: "DELETE FROM tile WHERE tree = \(LedgerTree.subjects.rawValue)")
    var tiles = try TileWriter(database, .subjects, size: 0)
    var signed = MerkleFrontier()
    var places: [Place] = []
    places.reserveCapacity(head.subjects)
    let update = try BulkStatement(
      database, "UPDATE subject SET pseudonym = ? WHERE number = ?")
    var next = 0
    while next < head.subjects {
      let subjects = try subjects(from: next)
      for (offset, subject) in subjects.enumerated() {
        signed.append(subject.leaf)
        var subject = subject
        if let name = subject.pseudonym {
          let renamed = new.cipher.seal(rekeying.renamed(old.cipher.open(name)))
          subject.pseudonym = renamed
          places.append(Place(name: renamed, number: next + offset))
          update.bind(renamed.bytes.span, at: 1)
          update.bind(next + offset, at: 2)
          try update.run()
        }
        try tiles.append(subject.leaf)
      }
      next += subjects.count
    }
    guard signed.root == head.subjectsRoot else { throw LedgerFault.changedSubjects(first: nil) }
    try tiles.flush()
    return (places, tiles.root)
  }

  /// Some subjects, as they lie one after the other.
  private func subjects(from first: Int) throws -> [StoredSubject] {
    let rows = try BulkStatement(
      database,
      "SELECT number, pseudonym, salt, name FROM subject WHERE number >= ? ORDER BY number LIMIT ?")
    rows.bind(first, at: 1)
    rows.bind(min(LedgerRekeyer.subjectsAtOnce, head.subjects - first), at: 2)
    var subjects: [StoredSubject] = []
    while try rows.next() {
      let number = first + subjects.count
      guard rows.int(0) == number, let subject = StoredSubject(rows, from: 1) else {
        throw LedgerFault.changedSubjects(first: number)
      }
      subjects.append(subject)
    }
    guard !subjects.isEmpty else { throw LedgerFault.changedSubjects(first: first) }
    return subjects
  }

  /// Fills the index in its own order, so that each page is written once.
  private func rebuildIndex(_ places: [Place]) throws {
    try database.execute(literal: "DELETE FROM subjectByPseudonym")
    let insertion = try BulkStatement(
      database, "INSERT INTO subjectByPseudonym(pseudonym, subject) VALUES (?, ?)")
    for place in places.sorted(by: { $0.name < $1.name }) {
      insertion.bind(place.name.bytes.span, at: 1)
      insertion.bind(place.number, at: 2)
      try insertion.run()
    }
  }

  private func renameTombstones() throws {
    let tombstones = try TombstoneTable.all(database)
    try database.execute(literal: "DELETE FROM tombstone")
    for (pseudonym, moment) in tombstones {
      let renamed = new.tombstones.seal(rekeying.renamed(old.tombstones.open(pseudonym)))
      try TombstoneTable.raise(renamed, to: moment, database)
    }
  }
}
