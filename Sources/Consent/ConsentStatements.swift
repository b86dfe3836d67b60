public import Bytes
import Identity

/// The statements and links that are given to a run, in flat tables.
///
/// Names and ids are kept once and known by number, so that a statement takes a few dozen bytes and
/// two of them are the same where their numbers are. Memory: about 60 bytes a statement, and each
/// distinct id once.
public struct ConsentStatements: Sendable {
  /// A statement by numbers.
  struct Row {
    var at: Timestamp
    var appendedAt: Timestamp
    var subject: UInt32
    var other: UInt32
    var controller: UInt32
    var purpose: UInt32
    var notice: UInt32
    var method: UInt32
    var evidence: UInt32
    var action: Statement.Action
    var marks: Statement.Marks
  }

  /// A dated join of two ids that comes from elsewhere than the ledger.
  struct Link {
    var at: Timestamp
    var a: UInt32
    var b: UInt32
  }

  private(set) var rows: [Row] = []
  private(set) var links: [Link] = []
  private(set) var subjects = ByteTable()
  private(set) var names = ByteTable()
  private var evidence = ByteTable()
  private var fields = StatementFields()

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

  /// Reads one line of NDJSON and adds its statement; nothing is added when it is rejected.
  public mutating func append(ndjson line: Span<UInt8>) throws(StatementRejection) {
    try fields.read(line)
    appendFields()
  }

  /// Adds a statement; nothing is added when it is rejected.
  public mutating func append(_ statement: Statement) throws(StatementRejection) {
    try fields.read(statement)
    appendFields()
  }

  /// Adds the statement at a place of another table.
  mutating func copy(_ index: Int, of other: borrowing ConsentStatements) {
    let row = other.rows[index]
    var copy = row
    copy.subject = subjects.insert(other.subjects.bytes(row.subject).span)
    copy.other =
      row.action == .link
      ? subjects.insert(other.subjects.bytes(row.other).span) : copy.subject
    copy.controller = names.insert(other.names.bytes(row.controller).span)
    copy.purpose = names.insert(other.names.bytes(row.purpose).span)
    copy.notice = names.insert(other.names.bytes(row.notice).span)
    copy.method = names.insert(other.names.bytes(row.method).span)
    copy.evidence = evidence.insert(other.evidence.bytes(row.evidence).span)
    rows.append(copy)
  }

  private mutating func appendFields() {
    let fields = self.fields
    let text = fields.text.span
    let subject = subjects.insert(text.extracting(fields.subject.indices))
    let other =
      fields.action == .link ? subjects.insert(text.extracting(fields.other.indices)) : subject
    rows.append(
      Row(
        at: fields.at, appendedAt: fields.appendedAt, subject: subject, other: other,
        controller: names.insert(text.extracting(fields.controller.indices)),
        purpose: names.insert(text.extracting(fields.purpose.indices)),
        notice: names.insert(text.extracting(fields.notice.indices)),
        method: names.insert(text.extracting(fields.method.indices)),
        evidence: evidence.insert(text.extracting(fields.evidence.indices)),
        action: fields.action, marks: fields.marks))
  }

  /// Adds a link of two ids of one person; one that joins an id to itself or to nobody is passed over.
  ///
  /// For the links that events make, which stand in no ledger.
  public mutating func appendLink(_ a: Span<UInt8>, _ b: Span<UInt8>, at moment: Timestamp) {
    guard !Placeholder.matches(a), !Placeholder.matches(b), !a.isEqual(to: b) else { return }
    links.append(Link(at: moment, a: subjects.insert(a), b: subjects.insert(b)))
  }

  /// The statement at a place, in the order in which statements were added.
  public func statement(_ index: Int) -> Statement {
    let row = rows[index]
    var statement = Statement(
      row.action, subject: subjects.bytes(row.subject), purpose: name(row.purpose), at: row.at,
      controller: name(row.controller))
    statement.appendedAt = row.appendedAt
    statement.notice = row.notice == 0 ? nil : name(row.notice)
    statement.method = row.method == 0 ? nil : name(row.method)
    statement.marks = row.marks
    statement.other = row.action == .link ? subjects.bytes(row.other) : []
    statement.evidence = evidence.bytes(row.evidence)
    return statement
  }

  private func name(_ number: UInt32) -> String {
    String(decoding: names.bytes(number), as: UTF8.self)
  }
}

extension ConsentStatements.Row {
  /// The order that brings the same statement's copies together, the first appended before others.
  func isOrdered(before other: Self) -> Bool {
    if at != other.at { return at < other.at }
    if key != other.key { return key < other.key }
    if names != other.names { return names < other.names }
    return appendedAt < other.appendedAt
  }

  /// Whether it is the same statement, whenever it was appended.
  func isSame(as other: Self) -> Bool {
    at == other.at && key == other.key && names == other.names
  }

  private var key: (UInt32, UInt32, UInt32, UInt32) {
    (subject, purpose, UInt32(action.rawValue) << 8 | UInt32(marks.rawValue), self.other)
  }

  private var names: (UInt32, UInt32, UInt32, UInt32) {
    (controller, notice, method, evidence)
  }
}
