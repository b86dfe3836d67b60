import GRDB

/// The tables of a ledger's SQLite file, version 1.
///
/// `entry` holds the statements in order of their append, by number; what was said stands once in
/// `wording`, the evidence in `evidence` and the person in `subject`, so that the person and the evidence
/// can be taken away and every entry, with its hash, stays. `subjectByPseudonym` and `link`
/// find subjects, and links from their other end. `tile` holds the hashes of two Merkle trees,
/// 256 to a row: tree 0 over the statements' leaves, tree 1 over the subjects, without its lowest level. `checkpoint` holds every
/// signed note; the last one speaks for all rows. Times are nanoseconds since 1970-01-01T00:00:00Z.
enum LedgerSchema {
  /// `SJLG` in the file's header, by which `file` and we know a ledger.
  static let applicationID = 0x534A_4C47
  /// The version of the tables.
  static let version = 1

  static let statements = """
    CREATE TABLE identity(
      id INTEGER PRIMARY KEY CHECK (id = 1), controller TEXT NOT NULL, keyMark TEXT NOT NULL) STRICT;
    CREATE TABLE signer(number INTEGER PRIMARY KEY, vkey TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE wording(
      number INTEGER PRIMARY KEY, action INTEGER NOT NULL, marks INTEGER NOT NULL,
      hasController INTEGER NOT NULL, purpose TEXT NOT NULL, notice TEXT NOT NULL,
      method TEXT NOT NULL) STRICT;
    CREATE TABLE source(number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE subject(
      number INTEGER PRIMARY KEY, latest INTEGER NOT NULL, pseudonym BLOB, salt BLOB,
      name BLOB NOT NULL) STRICT;
    CREATE TABLE subjectByPseudonym(
      pseudonym BLOB PRIMARY KEY, subject INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE entry(
      number INTEGER PRIMARY KEY, subject INTEGER NOT NULL, previous INTEGER NOT NULL,
      at INTEGER NOT NULL, appendedAt INTEGER NOT NULL, wording INTEGER NOT NULL,
      source INTEGER NOT NULL, other INTEGER, evidence BLOB) STRICT;
    CREATE TABLE link(entry INTEGER PRIMARY KEY, subject INTEGER NOT NULL, other INTEGER NOT NULL) STRICT;
    CREATE INDEX linkByOther ON link(other);
    CREATE TABLE evidence(entry INTEGER PRIMARY KEY, json BLOB NOT NULL) STRICT;
    CREATE TABLE tile(
      tree INTEGER NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, hashes BLOB NOT NULL,
      PRIMARY KEY (tree, level, place)) WITHOUT ROWID, STRICT;
    CREATE TABLE tombstone(pseudonym BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE checkpoint(
      number INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
    CREATE TRIGGER entryStays BEFORE UPDATE ON entry
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER entryIsKept BEFORE DELETE ON entry
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER checkpointStays BEFORE UPDATE ON checkpoint
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER checkpointIsKept BEFORE DELETE ON checkpoint
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
    """
}
