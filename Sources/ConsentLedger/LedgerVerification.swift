import Bytes
import Consent
import GRDB
import Identity
public import Transparency

/// What a verification found whole.
public struct VerifiedLedger: Sendable {
  /// How many entries there are.
  public var size: Int
  /// The root of their tree.
  public var root: MerkleHash
  /// How many checkpoints speak for them, each consistent with all others.
  public var checkpoints: Int
  /// How many subjects there are, and how many of them have been redacted.
  public var subjects: Int
  /// How many subjects have been redacted.
  public var redacted: Int
}

/// A size and a root that were seen before, which the ledger has to be consistent with.
public struct SeenCheckpoint: Hashable, Sendable {
  /// How many entries there were.
  public var size: Int
  /// The root over them.
  public var root: MerkleHash

  /// A checkpoint's size and root.
  public init(size: Int, root: MerkleHash) {
    self.size = size
    self.root = root
  }
}

extension ConsentLedger {
  /// Checks everything that a ledger holds: each entry against its hash, the hashes against each other, every
  /// checkpoint against the entries it speaks for, evidence, histories, subjects, index and tombstones.
  ///
  /// O(entries) in time; in memory 4 bytes a subject.
  ///
  /// - Parameters:
  ///   - verifiers: the keys that are trusted; the last checkpoint has to be signed by one of them.
  ///   - seen: checkpoints from elsewhere that the entries have to be consistent with.
  /// - Throws: ``LedgerError/untrusted(path:_:)`` with the first fault.
  public func verify(
    _ verifiers: [NoteVerifier], seen: [SeenCheckpoint] = []
  ) throws(LedgerError) -> VerifiedLedger {
    try read { database in
      var check = try LedgerCheck(database, ledger: self, verifiers: verifiers, seen: seen)
      return try check.run()
    }
  }
}

/// One pass over a ledger that checks all of it.
private struct LedgerCheck {
  private let database: Database
  private let head: LedgerHead
  private let tables: LedgerTables
  /// Sizes and roots that the entries have to come to, in order of size, each with the fault it else is.
  private var stations: [(size: Int, root: MerkleHash, fault: LedgerFault)]
  private let checkpointCount: Int
  /// The latest entry so far of each subject; -1 where it has none.
  private var latest: [Int32]
  /// Which wordings and sources an entry has.
  private var isWordingUsed: [Bool]
  private var isSourceUsed: [Bool]
  /// How many tiles both trees have.
  private var tileCount = 0

  init(
    _ database: Database, ledger: ConsentLedger, verifiers: [NoteVerifier],
    seen: [SeenCheckpoint]
  ) throws {
    self.database = database
    let heads = try LedgerCheck.heads(database, ledger, verifiers)
    try LedgerCheck.checkSigners(database, ledger)
    checkpointCount = heads.count
    head = try ledger.signedHead(database, verifiers)
    tables = try LedgerTables(database, controller: ledger.controller)
    latest = Array(repeating: -1, count: head.subjects)
    isWordingUsed = Array(repeating: false, count: tables.wordings.count)
    isSourceUsed = Array(repeating: false, count: tables.sources.count)
    stations = heads.enumerated().map { index, head in
      (head.size, head.root, .inconsistentCheckpoint(index + 1, size: head.size))
    }
    for (before, after) in zip(heads, heads.dropFirst()) where after.size < before.size {
      throw LedgerFault.shrunk(from: before.size, to: after.size)
    }
    for seen in seen {
      guard seen.size <= head.size else {
        throw LedgerFault.shrunk(from: seen.size, to: head.size)
      }
      stations.append((seen.size, seen.root, .rewritten(size: seen.size)))
    }
    stations.sort { $0.size < $1.size }
  }

  /// What every checkpoint speaks of, in order; earlier ones may be signed by keys that signed then.
  private static func heads(
    _ database: Database, _ ledger: ConsentLedger, _ verifiers: [NoteVerifier]
  ) throws -> [LedgerHead] {
    let known = try ledger.trusted(verifiers, database)
    let rows = try BulkStatement(
      database, "SELECT number, size, note FROM checkpoint ORDER BY number")
    var heads: [LedgerHead] = []
    while try rows.next() {
      let number = heads.count + 1
      let head = try ledger.readHead(rows.text(2), number: number, known)
      guard rows.int(0) == number, rows.int(1) == head.size else {
        throw LedgerFault.unreadableCheckpoint(number)
      }
      heads.append(head)
    }
    return heads
  }

  /// Makes sure that the keys which are named as the ledger's are of its name, and that one of them
  /// signed the last checkpoint.
  private static func checkSigners(_ database: Database, _ ledger: ConsentLedger) throws {
    let rows = try BulkStatement(database, "SELECT number, vkey FROM signer ORDER BY number")
    var signers: [NoteVerifier] = []
    while try rows.next() {
      guard rows.int(0) == signers.count + 1, let signer = try? NoteVerifier(rows.text(1)),
        signer.name == LedgerKeys.origin(of: ledger.controller)
      else { throw LedgerFault.changedSigners }
      signers.append(signer)
    }
    do {
      _ = try ledger.signedHead(database, signers)
    } catch LedgerFault.unsignedCheckpoint {
      throw LedgerFault.changedSigners
    }
  }

  mutating func run() throws -> VerifiedLedger {
    try checkEntries()
    let redacted = try checkSubjects()
    try checkTiles()
    try TombstoneTable.check(database, head)
    return VerifiedLedger(
      size: head.size, root: head.root, checkpoints: checkpointCount, subjects: head.subjects,
      redacted: redacted)
  }

  private mutating func checkEntries() throws {
    let rows = try BulkStatement(
      database, "SELECT \(LedgerEntry.columns) FROM entry ORDER BY number")
    var tree = try TreeCheck(database, .statements)
    var evidence = try EvidenceCheck(database)
    var links = try LinkCheck(database)
    let subjects = try SubjectNames(database)
    var leaf: [UInt8] = []
    var lastAppend = Timestamp.distantPast
    var station = 0
    try pass(stations: &station, tree)
    while try rows.next() {
      let entry = try LedgerEntry(rows)
      guard entry.number == tree.size else { throw LedgerFault.missingEntry(tree.size) }
      guard entry.number < head.size else { throw LedgerFault.unsignedEntries(from: head.size) }
      guard tables.leaves.knows(entry), let subject = try subjects.subject(entry.subject) else {
        throw LedgerFault.changedEntry(entry.number)
      }
      let other = try entry.other.map { number in
        guard let other = try subjects.subject(number) else {
          throw LedgerFault.changedEntry(entry.number)
        }
        return other.name
      }
      leaf.removeAll(keepingCapacity: true)
      tables.leaves.append(entry, subject: subject.name, other: other, to: &leaf)
      try tree.append(MerkleHash.leaf(leaf.span))
      isWordingUsed[entry.wording] = true
      isSourceUsed[entry.source] = true
      try checkHistory(entry)
      guard entry.appendedAt >= lastAppend else {
        throw LedgerFault.appendRunsBackwards(entry.number)
      }
      lastAppend = entry.appendedAt
      try evidence.check(entry, salt: subject.salt)
      try links.check(entry)
      try pass(stations: &station, tree)
    }
    guard tree.size == head.size else { throw LedgerFault.missingEntry(tree.size) }
    tileCount += try tree.finish()
    try evidence.finish()
    try links.finish()
    guard !isWordingUsed.contains(false) else { throw LedgerFault.damagedFile("wordings") }
    // The first source is that of nothing said.
    guard !isSourceUsed.dropFirst().contains(false), tables.sources.first == "" else {
      throw LedgerFault.damagedFile("sources")
    }
  }

  /// Makes sure that there are no tiles but those of the two trees.
  private func checkTiles() throws {
    let rows = try BulkStatement(database, "SELECT count(*) FROM tile")
    guard try rows.next(), rows.int(0) == tileCount else { throw LedgerFault.changedHash(0) }
  }

  /// Compares the root with that of every checkpoint over just so many entries.
  private func pass(stations next: inout Int, _ tree: borrowing TreeCheck) throws {
    guard next < stations.count, stations[next].size == tree.size else { return }
    let root = tree.root
    while next < stations.count, stations[next].size == tree.size {
      guard stations[next].root == root else { throw stations[next].fault }
      next += 1
    }
  }

  private mutating func checkHistory(_ entry: LedgerEntry) throws {
    guard latest.indices.contains(entry.subject), Int(latest[entry.subject]) == entry.previous
    else { throw LedgerFault.brokenHistory(entry.number) }
    latest[entry.subject] = Int32(entry.number)
  }

  /// Checks the subjects and the index by which they are found; gives how many have been redacted.
  private mutating func checkSubjects() throws -> Int {
    let rows = try BulkStatement(
      database, "SELECT number, latest, pseudonym, salt, name FROM subject ORDER BY number")
    var tree = try TreeCheck(database, .subjects)
    var redacted = 0
    var index = IndexDigest()
    while try rows.next() {
      let number = rows.int(0)
      guard number == tree.size, number < head.subjects, rows.int(1) == Int(latest[number]),
        let subject = StoredSubject(rows, from: 2)
      else { throw LedgerFault.changedSubjects(first: tree.size) }
      do {
        try tree.append(subject.leaf)
      } catch is LedgerFault {
        throw LedgerFault.changedSubjects(first: number)
      }
      if let pseudonym = subject.pseudonym {
        index.add(pseudonym, number)
      } else {
        redacted += 1
      }
    }
    guard tree.size == head.subjects, tree.root == head.subjectsRoot else {
      throw LedgerFault.changedSubjects(first: nil)
    }
    tileCount += try tree.finish()
    let found = try BulkStatement(
      database,
      "SELECT pseudonym, subject FROM subjectByPseudonym ORDER BY pseudonym"
    )
    while try found.next() {
      guard found.withBytes(0, { $0.count }) == 16 else { throw LedgerFault.brokenIndex }
      index.remove(found.withBytes(0) { Pseudonym($0) }, found.int(1))
    }
    guard index.isEmpty else { throw LedgerFault.brokenIndex }
    return redacted
  }
}
