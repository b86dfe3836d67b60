import Bytes
import Consent
import Events
import Testing

/// Short forms for statements, records and registers.
enum Make {
  static func time(_ text: String) throws -> Timestamp {
    try #require(Timestamp(text), "\(text) is no time")
  }

  /// Noon of a day in March 2026, moved by nanoseconds.
  static func day(_ day: Int, plus nanoseconds: Int64 = 0) -> Timestamp {
    let noon: Int64 = 1_772_366_400 + Int64(day - 1) * 86_400
    return Timestamp(nanoseconds: noon * 1_000_000_000 + nanoseconds)
  }

  static func grant(
    _ subject: String = "a", _ purpose: String = "sales", at moment: Timestamp,
    appended: Timestamp? = nil
  ) -> Statement {
    var statement = say(.grant, subject, purpose, at: moment, appended: appended)
    statement.notice = "n1"
    statement.method = "checkbox"
    return statement
  }

  static func say(
    _ action: Statement.Action, _ subject: String = "a", _ purpose: String = "sales",
    at moment: Timestamp, appended: Timestamp? = nil
  ) -> Statement {
    var statement = Statement(
      action, subject: Array(subject.utf8), purpose: purpose, at: moment, controller: "acme")
    statement.appendedAt = appended ?? moment
    return statement
  }

  static func link(_ a: String, _ b: String, at moment: Timestamp) -> Statement {
    var statement = say(.link, a, "", at: moment)
    statement.other = Array(b.utf8)
    return statement
  }

  static func context(
    asOf: Timestamp = day(20), knownAt: LedgerPosition? = nil, purposes: [String]? = nil
  ) -> RunContext {
    RunContext(
      controller: "acme", purposes: PurposeList(purposes ?? PurposeList.standard.names),
      asOf: asOf, knownAt: knownAt)
  }

  static func register(
    _ statements: [Statement], _ context: RunContext = context(),
    _ policy: ConsentPolicy = ConsentPolicy()
  ) throws -> ConsentRegister {
    var table = ConsentStatements()
    for statement in statements { try table.append(statement) }
    return try ConsentRegister(table, context: context, policy: policy)
  }
}

extension ConsentRegister {
  /// Decides a record of ids given as text; the first is the visitor, the second the customer.
  func decide(
    _ ids: [String] = ["a"], at moment: Timestamp, digits: UInt8 = 9, purpose: String = "sales",
    gpc: Bool = false
  ) throws -> DropReason? {
    let place = try #require(purposes.index(of: purpose))
    let found = ids.map { subject(for: Array($0.utf8).span) }
    let facts = RecordFacts(
      time: RecordTime(start: moment, fractionDigits: digits), visitor: found.first ?? .nobody,
      customer: found.count > 1 ? found[1] : .nobody, signals: Signals(gpc: gpc))
    return decide(facts, purpose: place)
  }
}
