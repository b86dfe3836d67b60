import Bytes
import Consent
import TestKit
import Testing

@Suite("What links of events differ in from one run to another")
struct LinkComparisonTests {
  typealias Link = (a: String, b: String, day: Int)

  /// Statements, in which some of the ids may occur, with links that events have made.
  private func table(_ links: [Link], ids: [String] = []) throws -> ConsentStatements {
    var table = ConsentStatements()
    for id in ids { try table.append(Make.grant(id, at: Make.day(1))) }
    for link in links {
      table.appendLink(
        Array(link.a.utf8).span, Array(link.b.utf8).span, at: Make.day(link.day))
    }
    return table
  }

  private static let links: [Link] = [("v1", "c1", 3), ("v2", "c1", 4), ("v1", "c1", 5)]

  @Test("the same links are the same, in any order, however often, whatever statements say")
  func same() throws {
    let one = try table(Self.links)
    for other in try [
      table(Self.links.reversed()), table(Self.links + Self.links),
      table(Self.links, ids: ["c1", "x"]), table(Self.links.reversed(), ids: ["v2", "v1", "c1"]),
    ] {
      #expect(one.earliestLinkDifference(from: other) == nil)
      #expect(other.earliestLinkDifference(from: one) == nil)
      #expect(one.linkRecords == other.linkRecords)
    }
  }

  @Test("one that is new lifts from its time; one that is gone may lift anything")
  func different() throws {
    let before = try table(Array(Self.links.prefix(2)))
    let after = try table(Self.links + [("v3", "c2", 9)], ids: ["v3"])
    #expect(after.earliestLinkDifference(from: before) == Make.day(5))
    #expect(before.earliestLinkDifference(from: after) == .distantPast)
    #expect(try table([]).earliestLinkDifference(from: before) == .distantPast)
    #expect(before.linkRecords != after.linkRecords)
    // Another moment, another pair: another link.
    for link in [("v1", "c1", 4), ("v1", "c2", 3), ("v2", "c1", 3)] as [Link] {
      let other = try table([link])
      #expect(other.linkRecords != (try table([("v1", "c1", 3)]).linkRecords))
    }
  }

  @Test("the ids that are linked are those of events and of statements, each once")
  func linked() throws {
    var table = try table(Self.links, ids: ["v1", "alone"])
    try table.append(Make.link("v1", "c9", at: Make.day(2)))
    let ids = table.linkedIDs.map { String(decoding: $0, as: UTF8.self) }
    #expect(ids.sorted() == ["c1", "c9", "v1", "v2"])
  }

  @Test(
    "what new links permit lies at or after the difference",
    arguments: 1...40 as ClosedRange<UInt64>)
  func lift(seed: UInt64) throws {
    for step in 0..<100 {
      var ledger = RandomLedger(seed: seed &* 1000 &+ UInt64(step))
      var random = SeededGenerator(seed: seed &* 1000 &+ UInt64(step))
      let known = ledger.links.map { _ in Bool.random(using: &random) }
      func register(_ isIn: (Int) -> Bool) throws -> (ConsentStatements, ConsentRegister) {
        var table = ConsentStatements()
        for statement in ledger.statements { try table.append(statement) }
        for (place, link) in ledger.links.enumerated() where isIn(place) {
          table.appendLink(link.a.span, link.b.span, at: link.at)
        }
        return (
          table, try ConsentRegister(table, context: ledger.context, policy: ledger.policy)
        )
      }
      let (allLinks, after) = try register { _ in true }
      let (knownLinks, before) = try register { known[$0] }
      let lift = allLinks.earliestLinkDifference(from: knownLinks) ?? .distantFuture
      for _ in 0..<8 {
        let record = ledger.record()
        let ids = record.ids.map { String(decoding: $0, as: UTF8.self) }
        func decide(_ register: ConsentRegister) throws -> DropReason? {
          try register.decide(
            ids, at: record.time.start, digits: record.time.fractionDigits,
            purpose: record.purpose, gpc: record.gpc)
        }
        guard record.time.start < lift, try decide(before) != nil else { continue }
        #expect(try decide(after) != nil, "seed \(seed &* 1000 &+ UInt64(step)): \(record)")
      }
    }
  }
}
