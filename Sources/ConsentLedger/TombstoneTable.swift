import Bytes
import Crypto
import GRDB
import Identity
import Transparency

/// The tombstones of redacted persons: up to when nothing of theirs may be used, under pseudonyms of a
/// subkey of their own.
enum TombstoneTable {
  /// How many there are, and SHA-256 over pseudonym and time of each, in order of pseudonym.
  static func digest(_ database: Database) throws -> (count: Int, digest: MerkleHash) {
    let rows = try BulkStatement(
      database, "SELECT pseudonym, at FROM tombstone ORDER BY pseudonym")
    var hash = SHA256()
    var count = 0
    while try rows.next() {
      var row = rows.bytes(0)
      let at = UInt64(bitPattern: Int64(rows.int(1)))
      for shift in stride(from: 56, through: 0, by: -8) {
        row.append(UInt8(truncatingIfNeeded: at >> UInt64(shift)))
      }
      hash.update(data: row)
      count += 1
    }
    let digest = unsafe hash.finalize().withUnsafeBytes { unsafe Array($0) }
    guard let digest = MerkleHash(digest.span) else { return (count, .emptyRoot) }
    return (count, digest)
  }

  /// Up to when everything of a pseudonym is out; nil where it has no tombstone.
  static func moment(of pseudonym: Pseudonym, _ database: Database) throws -> Timestamp? {
    let rows = try BulkStatement(database, "SELECT at FROM tombstone WHERE pseudonym = ?")
    rows.bind(pseudonym.bytes.span, at: 1)
    return try rows.next() ? Timestamp(nanoseconds: Int64(rows.int(0))) : nil
  }

  /// Sets a tombstone, or raises the one that is there where it is earlier.
  static func raise(
    _ pseudonym: Pseudonym, to moment: Timestamp, _ database: Database
  ) throws {
    let insertion = try BulkStatement(
      database,
      "INSERT INTO tombstone(pseudonym, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)"
    )
    insertion.bind(pseudonym.bytes.span, at: 1)
    insertion.bind(Int(moment.nanoseconds), at: 2)
    try insertion.run()
  }

  /// All tombstones, in order of pseudonym.
  ///
  /// - Throws: ``LedgerFault/changedTombstones`` where one has no pseudonym.
  static func all(_ database: Database) throws -> [(pseudonym: Pseudonym, at: Timestamp)] {
    let rows = try BulkStatement(
      database, "SELECT pseudonym, at FROM tombstone ORDER BY pseudonym")
    var all: [(pseudonym: Pseudonym, at: Timestamp)] = []
    while try rows.next() {
      guard rows.withBytes(0, { $0.count }) == Pseudonym.byteCount else {
        throw LedgerFault.changedTombstones
      }
      let pseudonym = rows.withBytes(0) { Pseudonym($0) }
      all.append((pseudonym, Timestamp(nanoseconds: Int64(rows.int(1)))))
    }
    return all
  }

  /// Makes sure that the tombstones are those that a checkpoint speaks for.
  static func check(_ database: Database, _ head: LedgerHead) throws {
    guard try digest(database) == (head.tombstones, head.tombstonesDigest) else {
      throw LedgerFault.changedTombstones
    }
  }
}
