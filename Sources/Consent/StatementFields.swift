import Bytes
import Identity

/// The fields of one line, as places in the line or in a buffer that is used again for the next line.
struct StatementFields {
  var text: [UInt8] = []
  var controller = ByteRange.none
  var subject = ByteRange.none
  var other = ByteRange.none
  var purpose = ByteRange.none
  var notice = ByteRange.none
  var method = ByteRange.none
  var evidence = ByteRange.none
  var source = ByteRange.none
  var action = Statement.Action.link
  var marks: Statement.Marks = []
  var at = Timestamp.distantPast
  var appendedAt = Timestamp.distantPast
  /// Whether the fields are places in the line that was read, not in ``text``.
  private(set) var isInLine = false
  private var seen: UInt32 = 0

  enum Key: UInt32 {
    case controller, subject, other, purpose, action, at, appendedAt, notice, method, evidence
    case source, bundled, conditional, preTicked, implied, child, authorised, confirmedGPC
  }

  /// Reads a line in place of the one before.
  mutating func read(_ line: Span<UInt8>) throws(StatementRejection) {
    clear()
    isInLine = glance(line)
    guard !isInLine else { return }
    try readAny(line)
  }

  /// Reads a line in any form that JSON has.
  private mutating func readAny(_ line: Span<UInt8>) throws(StatementRejection) {
    clear()
    do {
      var scanner = JSONScanner()
      try scanner.enter(0x7B, line)
      while let name = try scanner.nextKey(line) {
        let value = try scanner.value(line)
        guard let key = key(name, line) else { continue }
        guard seen & 1 << key.rawValue == 0 else { throw StatementRejection.duplicateKey }
        guard value.kind != .null else { continue }
        seen |= 1 << key.rawValue
        try take(key, value, line)
      }
      try scanner.finish(line)
    } catch {
      throw error as? StatementRejection ?? .notJSON
    }
    try check()
  }

  /// Takes the fields of a statement that was made in memory, under the same checks as a line's.
  mutating func read(_ statement: borrowing Statement) throws(StatementRejection) {
    clear()
    controller = store(Array(statement.controller.utf8))
    subject = store(statement.subject)
    other = store(statement.other)
    purpose = store(Array(statement.purpose.utf8))
    notice = store(Array((statement.notice ?? "").utf8))
    method = store(Array((statement.method ?? "").utf8))
    evidence = store(statement.evidence)
    action = statement.action
    marks = statement.marks
    at = statement.at
    appendedAt = statement.appendedAt
    for key in [Key.action, .at, .appendedAt] { seen |= 1 << key.rawValue }
    if !subject.isEmpty { seen |= 1 << Key.subject.rawValue }
    if !other.isEmpty { seen |= 1 << Key.other.rawValue }
    isInLine = false
    try check()
  }

  private mutating func store(_ bytes: [UInt8]) -> ByteRange { text.store(bytes.span) }

  private mutating func clear() {
    text.removeAll(keepingCapacity: true)
    controller = .none
    subject = .none
    other = .none
    purpose = .none
    notice = .none
    method = .none
    evidence = .none
    source = .none
    marks = []
    seen = 0
  }

  private func key(_ name: JSONValue, _ line: Span<UInt8>) -> Key? {
    guard !name.isEscaped else {
      var unescaped: [UInt8] = []
      unescaped.append(textOf: name, in: line)
      return key(unescaped.span)
    }
    return key(line.extracting(name.range.indices))
  }

  private func key(_ name: Span<UInt8>) -> Key? {
    switch name.count {
    case 2: name.isEqual(to: "at") ? .at : nil
    case 5:
      name.isEqual(to: "other") ? .other : name.isEqual(to: "child") ? .child : nil
    case 6:
      name.isEqual(to: "action")
        ? .action
        : name.isEqual(to: "notice")
          ? .notice
          : name.isEqual(to: "method")
            ? .method : name.isEqual(to: "source") ? .source : nil
    case 7:
      name.isEqual(to: "subject")
        ? .subject
        : name.isEqual(to: "purpose")
          ? .purpose
          : name.isEqual(to: "bundled") ? .bundled : name.isEqual(to: "implied") ? .implied : nil
    case 8: name.isEqual(to: "evidence") ? .evidence : nil
    case 9: name.isEqual(to: "preTicked") || name.isEqual(to: "preticked") ? .preTicked : nil
    case 10:
      name.isEqual(to: "controller")
        ? .controller
        : name.isEqual(to: "appendedAt")
          ? .appendedAt : name.isEqual(to: "authorised") ? .authorised : nil
    case 11: name.isEqual(to: "conditional") ? .conditional : nil
    case 12: name.isEqual(to: "confirmedGpc") ? .confirmedGPC : nil
    default: nil
    }
  }

  private mutating func take(
    _ key: Key, _ value: JSONValue, _ line: Span<UInt8>
  ) throws(StatementRejection) {
    switch key {
    case .controller: controller = try store(value, line)
    case .subject: subject = try store(value, line)
    case .other: other = try store(value, line)
    case .purpose: purpose = try store(value, line)
    case .action: action = try readAction(value, line)
    case .at: at = try readTime(value, line)
    case .appendedAt: appendedAt = try readTime(value, line)
    case .notice where value.kind == .string: notice = text.store(textOf: value, in: line)
    case .method where value.kind == .string: method = text.store(textOf: value, in: line)
    case .source where value.kind == .string: source = text.store(textOf: value, in: line)
    case .notice, .method, .source: break
    case .evidence: takeEvidence(value, line)
    case .bundled: spoil(.bundled, value)
    case .conditional: spoil(.conditional, value)
    case .preTicked: spoil(.preTicked, value)
    case .implied: spoil(.implied, value)
    case .child: spoil(.child, value)
    case .authorised where value.kind == .true: marks.insert(.authorised)
    case .confirmedGPC where value.kind == .true: marks.insert(.confirmedGPC)
    case .authorised, .confirmedGPC: break
    }
  }

  /// A mark that spoils a grant is taken for set by anything but a plain `false`.
  private mutating func spoil(_ mark: Statement.Marks, _ value: JSONValue) {
    if value.kind != .false { marks.insert(mark) }
  }

  /// The confirmation of rule 20 may also stand inside the evidence.
  private mutating func takeEvidence(_ value: JSONValue, _ line: Span<UInt8>) {
    let start = text.count
    text.append(minified: value, in: line)
    evidence = ByteRange(start, text.count)
    guard value.kind == .object else { return }
    var isConfirmed = false
    try? forEachMember(of: line.extracting(value.range.indices)) { key, member in
      let name = line.extracting(value.range.indices).extracting(key.range.indices)
      if name.isEqual(to: "confirmedGpc"), member.kind == .true { isConfirmed = true }
    }
    if isConfirmed { marks.insert(.confirmedGPC) }
  }

  private mutating func store(
    _ value: JSONValue, _ line: Span<UInt8>
  ) throws(StatementRejection) -> ByteRange {
    guard value.kind == .string else { throw .badField }
    return text.store(textOf: value, in: line)
  }

  private func readTime(
    _ value: JSONValue, _ line: Span<UInt8>
  ) throws(StatementRejection) -> Timestamp {
    guard value.kind == .string,
      let time = RecordTime(rfc3339: line.extracting(value.range.indices))
    else { throw .badTime }
    return time.start
  }

  private func readAction(
    _ value: JSONValue, _ line: Span<UInt8>
  ) throws(StatementRejection) -> Statement.Action {
    guard value.kind == .string else { throw .badField }
    let name = line.extracting(value.range.indices)
    guard let action = Statement.Action(name: name) else { throw .unknownAction }
    return action
  }

  func has(_ key: Key) -> Bool { seen & 1 << key.rawValue != 0 }

  mutating func note(_ key: Key) { seen |= 1 << key.rawValue }

  private mutating func check() throws(StatementRejection) {
    guard has(.subject) else { throw .missingSubject }
    guard has(.action) else { throw .missingAction }
    guard has(.at) else { throw .missingAt }
    guard !Placeholder.matches(text.span.extracting(subject.indices)) else {
      throw .placeholderSubject
    }
    if !has(.appendedAt) { appendedAt = at }
    if action == .link {
      guard has(.other) else { throw .missingOther }
      guard !Placeholder.matches(text.span.extracting(other.indices)) else {
        throw .placeholderSubject
      }
      purpose = .none
    } else {
      other = .none
      guard purpose.isEmpty else { return }
      guard action.reachesAllUnlessNamed else { throw .missingPurpose }
      let start = text.count
      text.append("*")
      purpose = ByteRange(start, text.count)
    }
  }
}
