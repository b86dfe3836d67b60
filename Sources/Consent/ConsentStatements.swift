public import Bytes
package import Events
import Identity

/// The statements and links that are given to a run, in flat tables.
///
/// Names, ids and wordings are kept once and known by number, so that two statements are the same
/// where their numbers are. Memory: 24 bytes a statement, and each distinct id once, with some 12
/// bytes for finding it.
public struct ConsentStatements: Sendable {
  /// A statement by numbers.
  package struct Row {
    package var at: Timestamp
    package var appendedAt: Timestamp
    package var subject: UInt32
    package var wording: UInt32

    package init(at: Timestamp, appendedAt: Timestamp, subject: UInt32, wording: UInt32) {
      self.at = at
      self.appendedAt = appendedAt
      self.subject = subject
      self.wording = wording
    }
  }

  /// A dated join of two ids that comes from elsewhere than the ledger.
  ///
  /// The numbers of ids that stand in ``linkedSubjects`` have their top bit set.
  struct Link {
    var at: Timestamp
    var a: UInt32
    var b: UInt32
  }

  package private(set) var rows: [Row] = []
  private var links: [Link] = []
  package private(set) var subjects = ByteTable()
  /// Ids that links name and no statement did when they came, so that links leave ``subjects`` alone,
  /// which registers and copies of a table then share.
  private(set) var linkedSubjects = ByteTable()
  package private(set) var names = ByteTable()
  package private(set) var wordings = WordingTable()
  package private(set) var evidence = ByteTable()
  /// Whether the statements stand in the order of a ledger, each once: K is then a place among them.
  package private(set) var isLedger = false
  /// Up to when everything of an id is out for ever, by its number, whatever position a run knows.
  private(set) var tombstones: [UInt32: Timestamp] = [:]
  /// Whether the line that was added last said when it was appended.
  package private(set) var lastHasAppend = false
  /// The number, in ``names``, of where the line that was added last says it comes from; 0 for nothing.
  package private(set) var lastSource: UInt32 = 0
  private var fields = StatementFields()
  private var renamed: [UInt8] = []

  /// No statements.
  public init() {
    let nothing: [UInt8] = []
    _ = names.insert(nothing.span)
    _ = evidence.insert(nothing.span)
  }

  /// How many statements were given, those given twice counted twice.
  public var count: Int { rows.count }

  /// How many links were given besides those in statements.
  public var linkCount: Int { links.count }

  /// Makes room for about so many statements more, so that reading them moves no table.
  ///
  /// - Parameters:
  ///   - count: how many statements; a guess from the size of the files does.
  ///   - idByteCount: how many bytes an id has on average.
  ///   - subjects: how many ids; as many as statements, unless known.
  public mutating func reserve(_ count: Int, subjects: Int? = nil, idByteCount: Int = 36) {
    guard count > 0 else { return }
    let ids = subjects ?? count
    rows.reserveCapacity(rows.count + count)
    self.subjects.reserve(
      self.subjects.count + ids, bytes: self.subjects.text.count + ids * idByteCount)
  }

  /// Reads one line of NDJSON and adds its statement; nothing is added when it is rejected.
  public mutating func append(ndjson line: Span<UInt8>) throws(StatementRejection) {
    try fields.read(line)
    if fields.isInLine {
      append(from: line)
    } else {
      let text = fields.text
      append(from: text.span)
    }
  }

  /// Reads one line of NDJSON and adds its statement under other names of its ids.
  ///
  /// Whether an id is a placeholder is asked of the id as it stands in the line. Nothing is added, and
  /// nothing renamed, when the line is rejected. Allocates nothing for a line.
  ///
  /// - Parameters:
  ///   - line: one JSON object.
  ///   - rename: appends what the subject, and the other id of a link, is called from here on.
  public mutating func append(
    ndjson line: Span<UInt8>, renaming rename: (Span<UInt8>, inout [UInt8]) -> Void
  ) throws(StatementRejection) {
    try fields.read(line)
    if fields.isInLine {
      append(from: line, renaming: rename)
    } else {
      let text = fields.text
      append(from: text.span, renaming: rename)
    }
  }

  /// Adds a statement; nothing is added when it is rejected.
  public mutating func append(_ statement: Statement) throws(StatementRejection) {
    try fields.read(statement)
    let text = fields.text
    append(from: text.span)
  }

  /// Adds the statement at a place of another table.
  mutating func copy(_ index: Int, of source: borrowing ConsentStatements) {
    var row = source.rows[index]
    var wording = source.wordings[row.wording]
    row.subject = source.subjects.withBytes(row.subject) { subjects.insert($0) }
    if wording.action == .link {
      wording.other = source.subjects.withBytes(wording.other) { subjects.insert($0) }
    }
    wording.controller = source.names.withBytes(wording.controller) { names.insert($0) }
    wording.purpose = source.names.withBytes(wording.purpose) { names.insert($0) }
    wording.notice = source.names.withBytes(wording.notice) { names.insert($0) }
    wording.method = source.names.withBytes(wording.method) { names.insert($0) }
    wording.evidence = source.evidence.withBytes(wording.evidence) { evidence.insert($0) }
    row.wording = wordings.insert(wording)
    rows.append(row)
  }

  private mutating func append(from source: Span<UInt8>) {
    let subject = subjects.insert(source.extracting(fields.subject.indices))
    let other =
      fields.action == .link ? subjects.insert(source.extracting(fields.other.indices)) : 0
    append(subject: subject, other: other, source)
  }

  private mutating func append(
    from source: Span<UInt8>, renaming rename: (Span<UInt8>, inout [UInt8]) -> Void
  ) {
    let subject = insert(source.extracting(fields.subject.indices), rename)
    let other =
      fields.action == .link ? insert(source.extracting(fields.other.indices), rename) : 0
    append(subject: subject, other: other, source)
  }

  private mutating func insert(
    _ id: Span<UInt8>, _ rename: (Span<UInt8>, inout [UInt8]) -> Void
  ) -> UInt32 {
    var name: [UInt8] = []
    swap(&name, &renamed)
    name.removeAll(keepingCapacity: true)
    rename(id, &name)
    let number = subjects.insert(name.span)
    swap(&name, &renamed)
    return number
  }

  private mutating func append(subject: UInt32, other: UInt32, _ source: Span<UInt8>) {
    let last = wordings.latest
    var wording = Wording()
    wording.controller = number(fields.controller, source, last.controller)
    wording.purpose = number(fields.purpose, source, last.purpose)
    wording.notice = number(fields.notice, source, last.notice)
    wording.method = number(fields.method, source, last.method)
    if !fields.evidence.isEmpty {
      wording.evidence = evidence.insert(source.extracting(fields.evidence.indices))
    }
    wording.other = other
    wording.action = fields.action
    wording.marks = fields.marks
    lastSource = number(fields.source, source, lastSource)
    lastHasAppend = fields.has(.appendedAt)
    rows.append(
      Row(
        at: fields.at, appendedAt: fields.appendedAt, subject: subject,
        wording: wordings.insert(wording)))
  }

  /// The number of a name; most often it is that of the statement before.
  private mutating func number(
    _ range: ByteRange, _ source: Span<UInt8>, _ last: UInt32
  ) -> UInt32 {
    guard !range.isEmpty else { return 0 }
    let name = source.extracting(range.indices)
    if names.text.span.extracting(names.range(last)).hasSameBytes(as: name) { return last }
    return names.insert(name)
  }

  /// Adds a link of two ids of one person; one that joins an id to itself or to nobody is passed over.
  ///
  /// For the links that events make, which stand in no ledger.
  public mutating func appendLink(_ a: Span<UInt8>, _ b: Span<UInt8>, at moment: Timestamp) {
    guard !Placeholder.matches(a), !Placeholder.matches(b), !a.isEqual(to: b) else { return }
    links.append(Link(at: moment, a: linkEnd(a), b: linkEnd(b)))
  }

  private mutating func linkEnd(_ id: Span<UInt8>) -> UInt32 {
    subjects.number(of: id) ?? linkedSubjects.insert(id) | ConsentStatements.linkedMark
  }

  private static let linkedMark: UInt32 = 1 << 31

  /// How many ids there are, with those that links alone name, numbered after all others.
  var subjectCount: Int { subjects.count + linkedSubjects.count }

  /// The links, their ids by number.
  ///
  /// An id that came by a link first and by a statement later goes by its number as a subject.
  func numberedLinks() -> [Link] {
    links.map { Link(at: $0.at, a: number(ofEnd: $0.a), b: number(ofEnd: $0.b)) }
  }

  private func number(ofEnd end: UInt32) -> UInt32 {
    guard end & ConsentStatements.linkedMark != 0 else { return end }
    let number = end ^ ConsentStatements.linkedMark
    return linkedSubjects.withBytes(number) { subjects.number(of: $0) }
      ?? UInt32(subjects.count) + number
  }

  /// Hands over the id of a number.
  func withID<Result>(_ number: UInt32, _ body: (Span<UInt8>) -> Result) -> Result {
    let count = UInt32(subjects.count)
    return number < count
      ? subjects.withBytes(number, body) : linkedSubjects.withBytes(number - count, body)
  }

  /// The statement at a place, in the order in which statements were added.
  public func statement(_ index: Int) -> Statement {
    let row = rows[index]
    let wording = wordings[row.wording]
    var statement = Statement(
      wording.action, subject: subjects.bytes(row.subject), purpose: name(wording.purpose),
      at: row.at, controller: name(wording.controller))
    statement.appendedAt = row.appendedAt
    statement.notice = wording.notice == 0 ? nil : name(wording.notice)
    statement.method = wording.method == 0 ? nil : name(wording.method)
    statement.marks = wording.marks
    statement.other = wording.action == .link ? subjects.bytes(wording.other) : []
    statement.evidence = evidence.bytes(wording.evidence)
    return statement
  }

  /// Says that what comes are a ledger's statements in its order, each once.
  package mutating func beginLedger() {
    precondition(rows.isEmpty, "a ledger's statements after \(rows.count) others")
    isLedger = true
  }

  /// Adds an id, which has not been added before, and gives its number: they follow the order of adding.
  package mutating func appendSubject(_ id: Span<UInt8>) -> UInt32 {
    subjects.insert(id)
  }

  /// The number of a wording by its texts; empty for none.
  package mutating func insertWording(
    _ action: Statement.Action, _ marks: Statement.Marks, other: UInt32, controller: [UInt8],
    purpose: [UInt8], notice: [UInt8], method: [UInt8]
  ) -> UInt32 {
    var wording = Wording()
    wording.action = action
    wording.marks = marks
    wording.other = other
    wording.controller = names.insert(controller.span)
    wording.purpose = names.insert(purpose.span)
    wording.notice = names.insert(notice.span)
    wording.method = names.insert(method.span)
    return wordings.insert(wording)
  }

  /// Says when the statement that was added last was appended.
  package mutating func stampLast(_ moment: Timestamp) {
    rows[rows.count - 1].appendedAt = moment
  }

  /// Says that everything of an id up to a moment is out for ever, though the statement that said so can
  /// no longer be tied to it (consent rules 23 and 37).
  package mutating func appendTombstone(_ id: Span<UInt8>, at moment: Timestamp) {
    let number = subjects.insert(id)
    tombstones[number] = Swift.max(tombstones[number] ?? .distantPast, moment)
  }

  /// Whether an id has a tombstone.
  package func hasTombstone(_ id: Span<UInt8>) -> Bool {
    guard !tombstones.isEmpty, let number = subjects.number(of: id) else { return false }
    return tombstones[number] != nil
  }

  /// The statements alone, without what only tombstones say.
  package func withoutTombstones() -> ConsentStatements {
    var statements = self
    statements.tombstones = [:]
    return statements
  }

  /// Takes back the statement that was added last; ids and wordings that came with it stay.
  package mutating func removeLast() {
    rows.removeLast()
  }

  /// Adds a statement by numbers that this table has given.
  package mutating func append(_ row: Row) {
    rows.append(row)
  }

  /// A ledger as it was when it had so many statements; tombstones stay.
  package func first(_ size: Int) -> ConsentStatements {
    precondition(isLedger, "the first \(size) statements of what is no ledger")
    var first = self
    first.rows.removeLast(max(0, rows.count - size))
    return first
  }

  /// A ledger as it was when it had so many statements, with those that were made up to a moment and
  /// learned after; tombstones stay.
  package func first(_ size: Int, andMadeBy moment: Timestamp) -> ConsentStatements {
    precondition(isLedger, "the first \(size) statements of what is no ledger")
    var known = self
    known.rows = rows.indices.filter { $0 < size || rows[$0].at <= moment }.map { rows[$0] }
    return known
  }

  /// Applies the erasures that a position of the ledger does not know: what is out for ever stays out when
  /// an earlier run is replayed (consent rule 23).
  ///
  /// - Returns: how many there are.
  package mutating func applyErasures(after position: LedgerPosition) -> Int {
    var count = 0
    for (place, row) in rows.enumerated() where wordings[row.wording].action == .erase {
      let isKnown =
        switch position {
        case .size(let size): place < size
        case .time(let moment): row.appendedAt <= moment
        }
      guard !isKnown else { continue }
      count += 1
      tombstones[row.subject] = Swift.max(
        tombstones[row.subject] ?? .distantPast, Swift.min(row.at, row.appendedAt))
    }
    return count
  }

  /// When the last statement of a ledger was appended; nil where there is none.
  package var lastAppend: Timestamp? { rows.last?.appendedAt }

  /// The latest append of a statement to a controller; nil where there is none.
  ///
  /// O(statements).
  public func latestAppend(to controller: String) -> Timestamp? {
    guard let number = names.number(of: Array(controller.utf8).span) else { return nil }
    var latest: Timestamp?
    for row in rows where wordings[row.wording].controller == number {
      latest = Swift.max(latest ?? .distantPast, row.appendedAt)
    }
    return latest
  }

  private func name(_ number: UInt32) -> String {
    String(decoding: names.bytes(number), as: UTF8.self)
  }
}

extension ConsentStatements.Row {
  /// The order that brings the same statement's copies together, the first appended before others.
  package func isOrdered(before other: Self) -> Bool {
    if at != other.at { return at < other.at }
    if wording != other.wording { return wording < other.wording }
    return appendedAt < other.appendedAt
  }

  /// Whether it is the same statement of the same subject, whenever it was appended.
  package func isSame(as other: Self) -> Bool {
    at == other.at && wording == other.wording
  }
}
