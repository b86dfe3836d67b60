import Bytes
import Consent
import ConsentLedger
import Events
import Foundation
import Identity
import TestKit
import Testing

@Suite("A ledger's statements as a run reads them")
struct LoadTests {
  private static let purposes = ["support", "sales", "marketing"]

  /// A register of statements in files, ids as they are.
  private func plain(
    _ lines: [String], _ context: RunContext, _ policy: ConsentPolicy
  ) throws -> ConsentRegister {
    var table = ConsentStatements()
    for line in lines { try table.append(ndjson: Array(line.utf8).span) }
    return try ConsentRegister(table, context: context, policy: policy)
  }

  /// A random moment of the half year in which statements are made.
  private static func moment(_ generator: inout SeededGenerator, _ days: Range<Int>) -> Timestamp {
    let minute = Int.random(in: days.lowerBound * 1440..<days.upperBound * 1440, using: &generator)
    let nudge = [0, 0, 0, 1, -1].randomElement(using: &generator) ?? 0
    // The statements begin some 14 days in.
    return RandomStatements.start.advanced(
      byNanoseconds: Int64(minute) * 60_000_000_000 + Int64(nudge))
  }

  private static func policy(_ generator: inout SeededGenerator) -> ConsentPolicy {
    var policy = ConsentPolicy()
    policy.maxAgeDays = [nil, nil, 3].randomElement(using: &generator) ?? nil
    policy.basis = Bool.random(using: &generator) ? ["support": .legitimateInterests] : [:]
    if Bool.random(using: &generator) {
      policy.noticeRequiredFrom = ["n2": Self.moment(&generator, 14..<18)]
    }
    return policy
  }

  @Test(
    "consent 1-25: decide every record as the same statements from files do, at any P and K",
    arguments: 0..<12)
  func sameDecisions(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed &* 7919)
    var source = RandomStatements(seed: seed, people: 10 + Int(seed) * 3)
    let lines = source.lines(400)
    let box = try LedgerBox()
    for part in source.cut(lines, upTo: 150) { try box.append(source.shuffled(part)) }
    let loaded = try box.ledger(.read).load(box.keys)
    #expect(loaded.size == 400 && loaded.statements.count == 400)
    var kept = 0
    for _ in 0..<12 {
      let asOf = Self.moment(&generator, 15..<21)
      let known: LedgerPosition =
        switch Int.random(in: 0...2, using: &generator) {
        case 0: .size(Int.random(in: 0...410, using: &generator))
        case 1: .time(Self.moment(&generator, 13..<22))
        default: .time(asOf)
        }
      let context = RunContext(
        controller: "acme", purposes: PurposeList(Self.purposes), asOf: asOf, knownAt: known)
      let policy = Self.policy(&generator)
      let files = try plain(lines, context, policy)
      let ledger = try ConsentRegister(loaded.statements, context: context, policy: policy)
      for _ in 0..<150 {
        let record = Record(ids: source.ids, &generator, Self.moment(&generator, 14..<20))
        let expected = record.decide(files) { $0 }
        let found = record.decide(ledger) { box.keys.visitors.pseudonym(of: $0.span) }
        #expect(found == expected, "seed \(seed): \(record), as of \(asOf), knowing \(known)")
        kept += expected == nil ? 1 : 0
      }
    }
    #expect(kept > 5, "next to nothing was kept: the property says little")
  }

  @Test("consent 5: a link counts from its date, whenever the ledger learned it; a size is exact")
  func datedLinks() throws {
    let box = try LedgerBox()
    let grant =
      #"{"controller":"acme","subject":"a","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z","notice":"n1","method":"checkbox"}"#
    let withdrawal =
      #"{"controller":"acme","subject":"b","action":"withdraw","at":"2026-03-04T00:00:00Z","appendedAt":"2026-03-04T00:00:00Z"}"#
    let link =
      #"{"controller":"acme","subject":"a","other":"b","action":"link","at":"2026-03-02T00:00:00Z","appendedAt":"2026-03-09T00:00:00Z"}"#
    try box.append([grant, withdrawal, link])
    let statements = try box.ledger(.read).load(box.keys).statements
    let asOf = try #require(Timestamp("2026-03-05T00:00:00Z"))
    func decide(_ known: LedgerPosition) throws -> DropReason? {
      let context = RunContext(
        controller: "acme", purposes: PurposeList(["sales"]), asOf: asOf, knownAt: known)
      let register = try ConsentRegister(statements, context: context, policy: ConsentPolicy())
      let name = box.keys.visitors.pseudonym(of: Array("a".utf8).span)
      return register.decide(
        RecordFacts(
          time: RecordTime(start: Timestamp("2026-03-03T00:00:00Z") ?? asOf, fractionDigits: 0),
          visitor: register.subject(for: name.span), customer: .nobody, signals: Signals()),
        purpose: 0)
    }
    #expect(try decide(.time(asOf)) == .withdrawnBeforeRun)
    #expect(try decide(.size(3)) == .withdrawnBeforeRun)
    #expect(try decide(.size(2)) == nil)
    #expect(try decide(.time(Timestamp("2026-03-01T12:00:00Z") ?? asOf)) == nil)
  }

  @Test("say what they were, in order: size, root and the note that vouches for them")
  func head() throws {
    let box = try LedgerBox()
    let empty = try box.ledger(.read).load(box.keys)
    #expect(empty.size == 0 && empty.statements.count == 0)
    var source = RandomStatements(seed: 3)
    try box.append(source.lines(50))
    let loaded = try box.ledger(.read).load(box.keys)
    #expect(loaded.size == 50)
    #expect(try loaded.root == box.head().root)
    #expect(try loaded.checkpoint == box.ledger(.read).latestCheckpoint())
  }

  @Test("leave evidence where it is, and go by the names that journeys at rest have")
  func names() throws {
    let box = try LedgerBox()
    try box.append([
      #"{"controller":"acme","subject":"visitor-1","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z","evidence":{"a":1}}"#
    ])
    let statement = try box.ledger(.read).load(box.keys).statements.statement(0)
    #expect(statement.subject == Array("c03a90aae35373ceebf3749184cb19e4".utf8))
    #expect(statement.evidence.isEmpty)
  }

  @Test("are of no use to another key or another controller")
  func strangers() throws {
    let box = try LedgerBox()
    let other = try #require(PseudonymKey((1..<33).map { UInt8($0) }))
    let wrongKey = #expect(throws: LedgerError.self) {
      try ConsentLedger(
        box.path, controller: "acme", keys: LedgerKeys(other, controller: "acme"), access: .read)
    }
    #expect(wrongKey == .otherKey(path: box.path))
    let wrongName = #expect(throws: LedgerError.self) {
      try ConsentLedger(
        box.path, controller: "globex", keys: LedgerKeys(LedgerBox.key(), controller: "globex"),
        access: .create)
    }
    #expect(wrongName == .otherController(path: box.path, found: "acme", expected: "globex"))
  }
}

/// A record of a visitor, or of a visitor and a customer.
private struct Record: CustomStringConvertible {
  var ids: [String]
  var time: RecordTime
  var purpose: Int
  var gpc: Bool

  init(ids all: [String], _ generator: inout SeededGenerator, _ moment: Timestamp) {
    ids = [all[Int.random(in: all.indices, using: &generator)]]
    if Int.random(in: 0..<3, using: &generator) == 0 {
      let other = all[Int.random(in: all.indices, using: &generator)]
      if other != ids[0] { ids.append(other) }
    }
    time = RecordTime(
      start: moment, fractionDigits: [0, 3, 9].randomElement(using: &generator) ?? 0)
    purpose = Int.random(in: 0..<3, using: &generator)
    gpc = Int.random(in: 0..<4, using: &generator) == 0
  }

  var description: String { "\(ids) at \(time) for purpose \(purpose)\(gpc ? ", gpc" : "")" }

  func decide(_ register: ConsentRegister, _ name: ([UInt8]) -> [UInt8]) -> DropReason? {
    let found = ids.map { register.subject(for: name(Array($0.utf8)).span) }
    return register.decide(
      RecordFacts(
        time: time, visitor: found[0], customer: found.count > 1 ? found[1] : .nobody,
        signals: Signals(gpc: gpc)), purpose: purpose)
  }
}
