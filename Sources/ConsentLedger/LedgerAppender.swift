import Bytes
import Consent
import GRDB
import Identity
import Transparency

/// Takes one batch of statements into a ledger, inside a transaction.
///
/// Everything that reaches into the file goes in the order of the file: subjects are looked up and added in
/// order of their pseudonyms and entries in order of their numbers, so that a batch of any size passes over
/// each page once. Which lines stood where in the batch has no bearing on what is written.
struct LedgerAppender {
  /// A statement of the batch by the ledger's numbers.
  private struct Incoming {
    var at: Timestamp
    var appendedAt: Timestamp
    /// The subject's place in ``subjects``.
    var subject: Int
    /// The statement's place in the batch.
    var place: Int
  }

  /// A person of the batch.
  private struct Person {
    var pseudonym: Pseudonym
    /// The number of the id in the batch.
    var id: UInt32
    var number: Int
    var latest: Int
    var salt: Salt
    var name: Commitment
    var isNew: Bool
    /// Up to when everything of the person has been redacted; nil where nothing has.
    var redactedUntil: Timestamp?

    /// Takes the row of a person that the ledger knows.
    mutating func take(_ row: BulkStatement) throws {
      guard let salt = row.withBytes(2, { Salt($0) }),
        let name = row.withBytes(3, { Commitment($0) })
      else { throw LedgerFault.changedSubjects(first: row.int(0)) }
      number = row.int(0)
      latest = row.int(1)
      self.salt = salt
      self.name = name
      isNew = false
    }
  }

  private let database: Database
  private let keys: LedgerKeys
  private let head: LedgerHead
  private let subjects: SubjectNames
  private var tables: LedgerTables
  private var wordingNumbers: [WordingKey: Int] = [:]
  private var lastWording: (key: WordingKey, number: Int)?
  private var sourceNumbers: [UInt32: Int] = [:]
  private var persons: [Person] = []
  /// The place in ``persons`` of each id of the batch.
  private var personOfID: [Int32] = []
  /// The places of those that are new, by number.
  private var newPersons: [Int] = []
  /// What was found, as it is told.
  private(set) var appended = Appended()

  init(_ database: Database, controller: String, keys: LedgerKeys, head: LedgerHead) throws {
    self.database = database
    self.keys = keys
    self.head = head
    subjects = try SubjectNames(database)
    tables = try LedgerTables(database, controller: controller)
  }

  /// Appends what is new of a batch.
  ///
  /// - Returns: the head that now has to be signed.
  mutating func append(_ batch: borrowing StatementBatch) throws -> LedgerHead {
    try findPersons(batch)
    try findTombstones()
    var incoming = try withoutKnown(withoutRedacted(distinct(batch)), batch)
    guard !incoming.isEmpty else { return head }
    raiseAppends(&incoming)
    try sort(&incoming, batch)
    try addPersons(incoming, batch)
    let root = try write(incoming, batch)
    let subjectsRoot = try writePersons()
    appended.appended = incoming.count
    var next = head
    next.size += incoming.count
    next.root = root
    next.subjects += newPersons.count
    next.subjectsRoot = subjectsRoot
    return next
  }

  // MARK: Who

  /// Looks up every id that a statement names, in order of pseudonym.
  private mutating func findPersons(_ batch: borrowing StatementBatch) throws {
    let statements = batch.statements
    personOfID = Array(repeating: -1, count: statements.subjects.count)
    for row in statements.rows {
      personOfID[Int(row.subject)] = 0
      let wording = statements.wordings[row.wording]
      if wording.action == .link { personOfID[Int(wording.other)] = 0 }
    }
    for id in personOfID.indices where personOfID[id] == 0 {
      let name = statements.subjects.withBytes(UInt32(id)) { keys.name(of: $0) }
      persons.append(
        Person(
          pseudonym: name, id: UInt32(id), number: -1, latest: -1, salt: Salt(words: (0, 0)),
          name: Commitment.none, isNew: true))
    }
    persons.sort { $0.pseudonym < $1.pseudonym }
    let lookup = try BulkStatement(
      database,
      """
      SELECT number, latest, salt, name FROM subjectByPseudonym JOIN subject ON number = subject
      WHERE subjectByPseudonym.pseudonym = ?
      """)
    for place in persons.indices {
      personOfID[Int(persons[place].id)] = Int32(place)
      guard head.subjects > 0 else { continue }
      lookup.bind(persons[place].pseudonym.bytes.span, at: 1)
      if try lookup.next() { try persons[place].take(lookup) }
      lookup.reset()
    }
  }

  /// Finds out who of them has been redacted: what they said before must not come back with a file that is
  /// read again.
  private mutating func findTombstones() throws {
    guard head.tombstones > 0 else { return }
    for place in persons.indices {
      let visitor = keys.cipher.open(persons[place].pseudonym)
      persons[place].redactedUntil = try TombstoneTable.moment(
        of: keys.tombstones.seal(visitor), database)
    }
  }

  // MARK: What is new

  /// The batch's statements by subject, those given twice once, the first appended standing.
  private mutating func distinct(_ batch: borrowing StatementBatch) -> [Incoming] {
    let rows = batch.statements.rows
    var all = rows.indices.map { place in
      Incoming(
        at: rows[place].at, appendedAt: rows[place].appendedAt,
        subject: Int(personOfID[Int(rows[place].subject)]), place: place)
    }
    all.sort { a, b in
      if a.subject != b.subject { return a.subject < b.subject }
      return rows[a.place].isOrdered(before: rows[b.place])
    }
    var kept: [Incoming] = []
    kept.reserveCapacity(all.count)
    for incoming in all {
      if let last = kept.last, last.subject == incoming.subject,
        rows[last.place].isSame(as: rows[incoming.place])
      {
        appended.duplicates += 1
        // Which of two that were appended at one moment stands is not for the order of lines to say.
        if last.appendedAt == incoming.appendedAt,
          source(incoming.place, batch).lexicographicallyPrecedes(source(last.place, batch))
        {
          kept[kept.count - 1] = incoming
        }
      } else {
        kept.append(incoming)
      }
    }
    return kept
  }

  /// Leaves out what persons said before they were redacted: the ledger holds it, and can't tell that it
  /// was theirs.
  private mutating func withoutRedacted(_ all: [Incoming]) -> [Incoming] {
    guard head.tombstones > 0 else { return all }
    let kept = all.filter { incoming in
      persons[incoming.subject].redactedUntil.map { incoming.at > $0 } ?? true
    }
    appended.duplicates += all.count - kept.count
    return kept
  }

  /// Leaves out the statements that the ledger holds already.
  private mutating func withoutKnown(
    _ all: [Incoming], _ batch: borrowing StatementBatch
  ) throws -> [Incoming] {
    guard persons.contains(where: { !$0.isNew }) else { return all }
    let history = try EntryReader(database)
    var known: Set<StatementIdentity> = []
    var subject = -1
    var kept: [Incoming] = []
    for incoming in all {
      if incoming.subject != subject {
        subject = incoming.subject
        known.removeAll(keepingCapacity: true)
        var number = persons[subject].latest
        while number >= 0, let entry = try history.entry(number) {
          known.insert(StatementIdentity(entry, isOtherRedacted: try isRedacted(entry.other)))
          number = entry.previous
        }
      }
      guard !known.isEmpty else {
        kept.append(incoming)
        continue
      }
      let entry = try entry(of: incoming, number: 0, batch)
      let other = otherPerson(of: incoming, batch).flatMap { persons[$0].redactedUntil }
      let isOtherRedacted = other.map { incoming.at <= $0 } ?? false
      if known.contains(StatementIdentity(entry, isOtherRedacted: isOtherRedacted)) {
        appended.duplicates += 1
      } else {
        kept.append(incoming)
      }
    }
    return kept
  }

  /// Whether the other end of a link has been redacted, so that it can't be told who it was.
  private func isRedacted(_ other: Int?) throws -> Bool {
    guard head.tombstones > 0, let other else { return false }
    return try subjects.subject(other)?.pseudonym == nil
  }

  // MARK: In which order

  /// An append never runs backwards: what says it was appended before the ledger's last entry counts as
  /// appended with that.
  private mutating func raiseAppends(_ incoming: inout [Incoming]) {
    guard let last = head.lastAppend else { return }
    for place in incoming.indices where incoming[place].appendedAt < last {
      incoming[place].appendedAt = last
      appended.raised += 1
    }
  }

  /// By append, then by person, time and canonical bytes: an order that any order of lines leads to.
  private func sort(_ incoming: inout [Incoming], _ batch: borrowing StatementBatch) throws {
    let statements = batch.statements
    let texts = statements.wordings.all.count > 1
    incoming.sort { a, b in
      if a.appendedAt != b.appendedAt { return a.appendedAt < b.appendedAt }
      if a.subject != b.subject { return a.subject < b.subject }
      if a.at != b.at || !texts { return a.at < b.at }
      return statements.statement(a.place).canonicalBytes.span.compare(
        to: statements.statement(b.place).canonicalBytes.span) < 0
    }
  }

  // MARK: Writing

  /// Gives new persons their numbers and salts, in order of their first entry: whoever follows the entries
  /// then finds the subjects in the order of the file too.
  private mutating func addPersons(
    _ incoming: [Incoming], _ batch: borrowing StatementBatch
  ) throws {
    var salts = SaltSource()
    for statement in incoming {
      add(statement.subject, &salts, batch)
      if let other = otherPerson(of: statement, batch) { add(other, &salts, batch) }
    }
  }

  private mutating func add(
    _ place: Int, _ salts: inout SaltSource, _ batch: borrowing StatementBatch
  ) {
    guard persons[place].number < 0 else { return }
    persons[place].number = head.subjects + newPersons.count
    newPersons.append(place)
    let salt = salts.next()
    persons[place].salt = salt
    persons[place].name = batch.statements.subjects.withBytes(persons[place].id) {
      Commitment(.subject, salt: salt, $0)
    }
  }

  /// Writes entries and their evidence; gives the tree's new root.
  private mutating func write(
    _ incoming: [Incoming], _ batch: borrowing StatementBatch
  ) throws -> MerkleHash {
    let insertion = try EntryWriter(database)
    var tiles = try TileWriter(database, .statements, size: head.size)
    var leaf: [UInt8] = []
    for (offset, statement) in incoming.enumerated() {
      var entry = try entry(of: statement, number: head.size + offset, batch)
      entry.source = try sourceNumber(statement.place, batch)
      entry.previous = persons[statement.subject].latest
      persons[statement.subject].latest = entry.number
      let other = otherPerson(of: statement, batch).map { persons[$0].name }
      leaf.removeAll(keepingCapacity: true)
      tables.leaves.append(
        entry, subject: persons[statement.subject].name, other: other, to: &leaf)
      try tiles.append(MerkleHash.leaf(leaf.span))
      let wording = batch.statements.wordings[batch.statements.rows[statement.place].wording]
      try batch.statements.evidence.withBytes(wording.evidence) { try insertion.write(entry, $0) }
    }
    try tiles.flush()
    return tiles.root
  }

  /// Writes new persons and the latest entries of known ones; gives the root of the subjects' tree.
  private func writePersons() throws -> MerkleHash {
    let insertion = try BulkStatement(
      database, "INSERT INTO subject(number, latest, pseudonym, salt, name) VALUES (?, ?, ?, ?, ?)")
    let index = try BulkStatement(
      database, "INSERT INTO subjectByPseudonym(pseudonym, subject) VALUES (?, ?)")
    let update = try BulkStatement(database, "UPDATE subject SET latest = ? WHERE number = ?")
    var tiles = try TileWriter(
      database, .subjects, size: head.subjects,
      lastLeaves: StoredSubject.lastLeaves(database, of: head.subjects))
    for person in newPersons.lazy.map({ persons[$0] }) {
      insertion.bind(person.number, at: 1)
      insertion.bind(person.latest, at: 2)
      insertion.bind(person.pseudonym.bytes.span, at: 3)
      insertion.bind(person.salt.bytes.span, at: 4)
      insertion.bind(person.name.bytes.span, at: 5)
      try insertion.run()
      try tiles.append(
        SubjectLeaf.hash(pseudonym: person.pseudonym, salt: person.salt, name: person.name))
    }
    for person in persons where person.number >= head.subjects {
      index.bind(person.pseudonym.bytes.span, at: 1)
      index.bind(person.number, at: 2)
      try index.run()
    }
    for person in persons where !person.isNew && person.latest >= head.size {
      update.bind(person.latest, at: 1)
      update.bind(person.number, at: 2)
      try update.run()
    }
    try tiles.flush()
    return tiles.root
  }

  // MARK: One statement

  /// The place in ``persons`` of the other end of a link.
  private func otherPerson(
    of incoming: Incoming, _ batch: borrowing StatementBatch
  ) -> Int? {
    let wording = batch.statements.wordings[batch.statements.rows[incoming.place].wording]
    guard wording.action == .link else { return nil }
    return Int(personOfID[Int(wording.other)])
  }

  /// A statement by the ledger's numbers, without its place in the history and where it comes from.
  private mutating func entry(
    of incoming: Incoming, number: Int, _ batch: borrowing StatementBatch
  ) throws -> LedgerEntry {
    let statements = batch.statements
    let wording = statements.wordings[statements.rows[incoming.place].wording]
    let evidence: Commitment? = statements.evidence.withBytes(wording.evidence) { text in
      text.count == 0
        ? nil : Commitment(.evidence, salt: persons[incoming.subject].salt, text)
    }
    return LedgerEntry(
      number: number, subject: persons[incoming.subject].number, previous: -1, at: incoming.at,
      appendedAt: incoming.appendedAt, wording: try wordingNumber(of: wording, statements),
      source: 0,
      other: otherPerson(of: incoming, batch).map { persons[$0].number }, evidence: evidence)
  }

  private mutating func wordingNumber(
    of wording: Wording, _ statements: borrowing ConsentStatements
  ) throws -> Int {
    let key = WordingKey(wording)
    if let lastWording, lastWording.key == key { return lastWording.number }
    let number = try wordingNumbers[key] ?? newNumber(of: wording, statements)
    wordingNumbers[key] = number
    lastWording = (key, number)
    return number
  }

  private mutating func newNumber(
    of wording: Wording, _ statements: borrowing ConsentStatements
  ) throws -> Int {
    let names = statements.names
    func text(_ number: UInt32) -> String {
      String(decoding: names.bytes(number), as: UTF8.self)
    }
    return try tables.number(
      of: LedgerWording(
        action: wording.action, marks: wording.marks, hasController: wording.controller != 0,
        purpose: text(wording.purpose), notice: text(wording.notice),
        method: text(wording.method)), database)
  }

  private mutating func sourceNumber(
    _ place: Int, _ batch: borrowing StatementBatch
  ) throws -> Int {
    let source = batch.sources[place]
    if let number = sourceNumbers[source] { return number }
    let bytes = self.source(place, batch)
    let number = try tables.number(ofSource: String(decoding: bytes, as: UTF8.self), database)
    sourceNumbers[source] = number
    return number
  }

  private func source(_ place: Int, _ batch: borrowing StatementBatch) -> [UInt8] {
    let source = batch.sources[place]
    return source == 0 ? batch.defaultSource : batch.statements.names.bytes(source)
  }
}

/// What of a batch's wording a ledger's wording is found by.
private struct WordingKey: Hashable {
  let controller: UInt32
  let purpose: UInt32
  let notice: UInt32
  let method: UInt32
  let action: UInt8
  let marks: UInt8

  init(_ wording: Wording) {
    controller = wording.controller
    purpose = wording.purpose
    notice = wording.notice
    method = wording.method
    action = wording.action.rawValue
    marks = wording.marks.rawValue
  }
}
