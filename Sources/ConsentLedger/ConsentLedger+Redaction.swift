import Bytes
public import Consent
import GRDB
import Identity
import Transparency

/// What became of an id whose person was to be redacted.
public enum Redaction: String, Sendable, CaseIterable {
  /// Nothing in the ledger can be tied to the person any more.
  case redacted
  /// It was so before.
  case already
  /// The ledger knows nothing of the id.
  case unknown
  /// The person has not asked to be erased: nothing was changed.
  case notErased
  /// The person has said a grant since they were erased, and that has to be shown: nothing was changed.
  case grantedSince
}

extension ConsentLedger {
  /// Cuts persons who were erased off from their entries, for good (consent rules 36, 37 and 42).
  ///
  /// What ties entries to a person goes: pseudonym and salt, and the evidence. The entries stay, and so do
  /// their hashes, all checkpoints and everybody else's receipts. A tombstone, the person's pseudonym under a cipher of its own,
  /// keeps up to when everything of theirs is out for ever. All in one transaction, with a checkpoint over
  /// the same entries; then the file is written anew, so that no byte of what went is left in it.
  /// O(file) whatever the number of ids: give many at once.
  ///
  /// - Parameters:
  ///   - ids: the ids, byte for byte as they were given.
  ///   - keys: the controller's keys.
  ///   - policy: how far a clock may be ahead.
  /// - Returns: what became of each id, in their order.
  /// - Throws: ``LedgerError``; nothing is changed then.
  public func redact(
    _ ids: [[UInt8]], keys: LedgerKeys, policy: ConsentPolicy = ConsentPolicy()
  ) throws(LedgerError) -> [Redaction] {
    let found = try write { database in
      let head = try signedHead(database, [keys.signer.verifier])
      var redactor = try SubjectRedactor(
        database, ledger: self, keys: keys, policy: policy, head: head)
      let found = try ids.map { try redactor.find($0) }
      guard let next = try redactor.redact() else { return found }
      try sign(next, database, [keys.signer])
      return found
    }
    // Again where it was done before, since that may have been cut off here.
    if found.contains(.redacted) || found.contains(.already) { try sweep() }
    return found
  }

  /// Cuts a person who was erased off from their entries; see the one for many.
  public func redact(
    _ id: Span<UInt8>, keys: LedgerKeys, policy: ConsentPolicy = ConsentPolicy()
  ) throws(LedgerError) -> Redaction {
    try redact([Array(bytes: id)], keys: keys, policy: policy)[0]
  }
}

/// Redacts subjects, inside a transaction: finds all of them, then takes away what names them.
private struct SubjectRedactor {
  /// A subject that is redacted.
  private struct Person {
    var number: Int
    var latest: Int
    var name: Pseudonym
    var tombstone: Pseudonym
    /// Up to when everything of theirs is out.
    var erasedUntil: Timestamp
  }

  private let database: Database
  private let ledger: ConsentLedger
  private let keys: LedgerKeys
  private let head: LedgerHead
  private let tolerance: Int64
  private let wordings: [LedgerWording]
  private let entries: EntryReader
  private var persons: [Person] = []
  private var numbers: Set<Int> = []

  init(
    _ database: Database, ledger: ConsentLedger, keys: LedgerKeys, policy: ConsentPolicy,
    head: LedgerHead
  ) throws {
    self.database = database
    self.ledger = ledger
    self.keys = keys
    self.head = head
    tolerance = Int64(policy.clockToleranceMinutes) * 60_000_000_000
    wordings = try LedgerTables(database, controller: ledger.controller).wordings
    entries = try EntryReader(database)
  }

  /// Looks an id up, and notes it where it is to be redacted.
  mutating func find(_ id: [UInt8]) throws -> Redaction {
    let name = keys.name(of: id.span)
    let tombstone = keys.tombstones.seal(keys.visitors.rawPseudonym(of: id.span))
    guard let number = try ledger.subjectNumber(of: name.bytes, database) else {
      return try TombstoneTable.moment(of: tombstone, database) == nil ? .unknown : .already
    }
    guard numbers.insert(number).inserted else { return .already }
    let latest = try BulkStatement(database, "SELECT latest FROM subject WHERE number = ?")
    latest.bind(number, at: 1)
    guard try latest.next() else { throw LedgerFault.brokenIndex }
    let last = latest.int(0)
    var erasedUntil: Timestamp?
    var lastGrant = Timestamp.distantPast
    try forEachEntry(from: last, of: number) { entry in
      switch wordings[entry.wording].action {
      case .erase: erasedUntil = max(erasedUntil ?? .distantPast, moment(ofErasure: entry))
      case .grant: lastGrant = max(lastGrant, entry.at)
      default: break
      }
    }
    guard let erasedUntil else { return .notErased }
    guard lastGrant <= erasedUntil else { return .grantedSince }
    persons.append(
      Person(
        number: number, latest: last, name: name, tombstone: tombstone, erasedUntil: erasedUntil))
    return .redacted
  }

  /// The moment from which an erasure counts: its own, or its append where its clock was ahead.
  private func moment(ofErasure entry: LedgerEntry) -> Timestamp {
    entry.at.nanoseconds(since: entry.appendedAt) > tolerance ? entry.appendedAt : entry.at
  }

  /// Hands on a subject's entries, the latest first.
  private func forEachEntry(
    from latest: Int, of subject: Int, _ body: (LedgerEntry) throws -> Void
  ) throws {
    var number = latest
    while number >= 0 {
      guard let entry = try entries.entry(number), entry.subject == subject,
        entry.previous < number, wordings.indices.contains(entry.wording)
      else { throw LedgerFault.brokenHistory(number) }
      try body(entry)
      number = entry.previous
    }
  }

  /// Takes away what names those who were found.
  ///
  /// - Returns: the head that now has to be signed; nil where there was nobody.
  func redact() throws -> LedgerHead? {
    guard !persons.isEmpty else { return nil }
    let tree = try SubjectTree(database, size: head.subjects)
    let numbers = persons.map(\.number)
    // What is signed anew must be what was signed before, but for the persons.
    try tree.check(numbers)
    guard try tree.root() == head.subjectsRoot else {
      throw LedgerFault.changedSubjects(first: nil)
    }
    try TombstoneTable.check(database, head)
    try removeNames()
    try removeEvidence()
    for person in persons {
      try TombstoneTable.raise(person.tombstone, to: person.erasedUntil, database)
    }
    try tree.update(numbers)
    var next = head
    next.subjectsRoot = try tree.root()
    (next.tombstones, next.tombstonesDigest) = try TombstoneTable.digest(database)
    return next
  }

  private func removeNames() throws {
    let update = try BulkStatement(
      database, "UPDATE subject SET pseudonym = NULL, salt = NULL WHERE number = ?")
    let deletion = try BulkStatement(
      database, "DELETE FROM subjectByPseudonym WHERE pseudonym = ?")
    for person in persons {
      update.bind(person.number, at: 1)
      try update.run()
      deletion.bind(person.name.bytes.span, at: 1)
      try deletion.run()
    }
  }

  private func removeEvidence() throws {
    let deletion = try BulkStatement(database, "DELETE FROM evidence WHERE entry = ?")
    for person in persons {
      try forEachEntry(from: person.latest, of: person.number) { entry in
        guard entry.evidence != nil else { return }
        deletion.bind(entry.number, at: 1)
        try deletion.run()
      }
    }
  }
}
