import Bytes
import Consent
import Events
import TestKit

/// A small ledger on a coarse grid of times, so that ties and touching ends are common.
struct RandomLedger {
  var statements: [Statement] = []
  var links: [ReferenceConsent.Link] = []
  var context: RunContext
  var policy = ConsentPolicy()
  private var generator: SeededGenerator
  private let ids: [String]
  private let purposes: [String]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    ids = Array(["a", "b", "c", "d", "e"].prefix(Int.random(in: 1...4, using: &generator)))
    purposes = RandomLedger.pick(
      [["sales"], ["sales", "sales", "marketing", "support", "*", "other"]], &generator)
    context = Make.context()
    setPolicy()
    for _ in 0..<Int.random(in: 0...14, using: &generator) { statements.append(statement()) }
    if Bool.random(using: &generator) {
      for _ in 0..<Int.random(in: 0...4, using: &generator) { links.append(link()) }
    }
    context.asOf = Make.day(Int.random(in: 9...15, using: &generator), plus: nudge())
    switch Int.random(in: 0...4, using: &generator) {
    case 0: context.knownAt = .size(Int.random(in: 0...12, using: &generator))
    case 1: context.knownAt = .time(Make.day(Int.random(in: 6...18, using: &generator)))
    default: context.knownAt = .time(context.asOf)
    }
  }

  func register() throws -> ConsentRegister {
    var table = ConsentStatements()
    for statement in statements { try table.append(statement) }
    for link in links { table.appendLink(link.a.span, link.b.span, at: link.at) }
    return try ConsentRegister(table, context: context, policy: policy)
  }

  var reference: ReferenceConsent { ReferenceConsent(statements, links, context, policy) }

  /// A record of one id, or of a visitor and a customer.
  mutating func record() -> ReferenceConsent.Record {
    var names = [pick(ids)]
    if Int.random(in: 0...2, using: &generator) == 0 {
      let other = pick(ids)
      if other != names[0] { names.append(other) }
    }
    return ReferenceConsent.Record(
      ids: names.map { Array($0.utf8) },
      time: RecordTime(start: moment(), fractionDigits: pick([0, 0, 3, 9])),
      purpose: pick(purposes.count == 1 ? purposes : PurposeList.standard.names),
      gpc: Bool.random(using: &generator))
  }

  mutating func shuffle() {
    statements.append(contentsOf: statements.filter { _ in Bool.random(using: &generator) })
    statements.shuffle(using: &generator)
    links.append(contentsOf: links)
    links.shuffle(using: &generator)
  }

  mutating func statement(after earliest: Timestamp? = nil) -> Statement {
    let action = pick(
      [
        .grant, .grant, .grant, .grant, .grant, .withdraw, .withdraw, .refuse, .object, .erase,
        .restrict, .unrestrict, .link, .grant, .grant, .grant, .grant, .grant, .withdraw,
      ] as [Statement.Action])
    var one = Make.grant(
      pick(ids), pick(purposes), at: moment())
    one.action = action
    let minute: Int64 = 60_000_000_000
    let lag = pick([0, 0, 0, 0, 1440, 7 * 1440, 8 * 1440, -4, -5, -6]) * minute + nudge()
    one.appendedAt = one.at.advanced(byNanoseconds: lag)
    if let earliest { one.appendedAt = earliest }
    one.notice = pick(["n1", "n1", "n1", "n1", "n2", "n2", "n3", "n3", nil])
    one.method = pick(Array(repeating: "checkbox", count: 9) + ["api", "silence", nil])
    one.marks = pick(
      Array(repeating: [], count: 8) + Array(repeating: [.confirmedGPC], count: 4)
        + [.bundled, .child, [.child, .authorised]])
    one.controller = pick(Array(repeating: "acme", count: 10) + ["globex", ""])
    if action == .link {
      one.other = Array(pick(ids).utf8)
      one.purpose = ""
    }
    return one
  }

  private mutating func setPolicy() {
    policy.maxAgeDays = pick([nil, nil, 2, 4])
    policy.noticeRequiredFrom = pick([
      [:], [:], ["n2": Make.day(6)], ["n2": Make.day(5), "n3": Make.day(8)],
    ])
    policy.basis = pick([[:], ["support": .legitimateInterests]])
  }

  private mutating func link() -> ReferenceConsent.Link {
    ReferenceConsent.Link(a: Array(pick(ids).utf8), b: Array(pick(ids).utf8), at: moment())
  }

  private mutating func moment() -> Timestamp {
    Make.day(Int.random(in: 1...11, using: &generator), plus: nudge())
  }

  private mutating func nudge() -> Int64 {
    pick([0, 0, 0, 0, 1, -1, 500_000_000, 999_999_999, 1_000_000_000, -1_000_000_000])
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    RandomLedger.pick(choices, &generator)
  }

  private static func pick<Element>(
    _ choices: [Element], _ generator: inout SeededGenerator
  ) -> Element {
    choices[Int.random(in: choices.indices, using: &generator)]
  }
}
