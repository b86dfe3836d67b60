import Bytes
import Consent
import Testing

@Suite("A named source's TC strings as statements")
struct TCSourceTests {
  private static func source(_ purposes: [String] = ["sales", "marketing", "support"]) -> TCSource {
    var mapping = SignalPolicy.TC()
    mapping.vendor = 3
    mapping.purposes = ["sales": [7, 1], "marketing": [1, 3, 4]]
    return TCSource(
      controller: "acme", purposes: purposes, notice: "cmp-4", mapping: mapping)
  }

  private func string(_ consents: [Int], created: String = "2026-03-05") throws -> [UInt8] {
    var maker = try TCMaker(created: created, consents: consents)
    maker.add(vendors: [1...5], maximum: 5)
    maker.add(vendors: [], maximum: 0)
    maker.add(0, 12)
    maker.beginSegment(1)
    maker.add(vendors: [1...5], maximum: 5)
    return Array(maker.text.utf8)
  }

  @Test("each mapped purpose is granted or refused, at the moment at which the string was seen")
  func statements() throws {
    let moment = try Make.time("2026-03-05T12:00:00Z")
    let text = try string([1, 7])
    let made = try Self.source().statements(
      of: text.span, subject: Array("a".utf8), at: moment)
    #expect(made.map(\.purpose) == ["sales", "marketing"])
    #expect(made.map(\.action) == [.grant, .refuse])
    for statement in made {
      #expect(statement.at == moment && statement.appendedAt == moment)
      #expect(statement.subject == Array("a".utf8) && statement.controller == "acme")
      #expect(statement.notice == "cmp-4" && statement.method == "tcf")
      #expect(try Statement(ndjson: statement.ndjson.span) == statement)
    }
    let evidence = String(decoding: made[0].evidence, as: UTF8.self)
    #expect(evidence.hasPrefix(#"{"tcf":{"string":"sha256:"#))
    #expect(
      evidence.hasSuffix(
        #"","cmpId":31,"cmpVersion":7,"consentScreen":1,"consentLanguage":"EN","vendorListVersion":99,"#
          + #""tcfPolicyVersion":5,"created":"2026-03-05T00:00:00Z","lastUpdated":"2026-03-05T00:00:00Z","#
          + #""vendor":3,"purposes":[1,7]}}"#))
    #expect(!evidence.contains(String(decoding: text, as: UTF8.self)))
  }

  @Test(
    "consent 13, 53: they count where the policy lists the method, and consent 2: never back in time"
  )
  func counted() throws {
    let moment = try Make.time("2026-03-05T12:00:00Z")
    let text = try string([1, 7])
    let made = try Self.source(["sales"]).statements(
      of: text.span, subject: Array("a".utf8), at: moment)
    #expect(try Make.register(made).decide(at: moment, digits: 0) == .noConsent)
    var policy = ConsentPolicy()
    policy.methods = ["tcf"]
    let register = try Make.register(made, Make.context(), policy)
    // The record that carried the string is covered, the one a second before is not.
    #expect(try register.decide(at: moment, digits: 0) == nil)
    let before = try Make.time("2026-03-05T11:59:59Z")
    #expect(try register.decide(at: before, digits: 0) == .outsideInterval)
  }

  @Test("a later string that refuses takes a grant back")
  func takenBack() throws {
    let source = Self.source(["sales"])
    let subject = Array("a".utf8)
    var policy = ConsentPolicy()
    policy.methods = ["tcf"]
    let (given, refused) = (try string([1, 7]), try string([1]))
    let made =
      try source.statements(of: given.span, subject: subject, at: Make.day(6))
      + source.statements(of: refused.span, subject: subject, at: Make.day(8))
    let register = try Make.register(made, Make.context(), policy)
    #expect(try register.decide(at: Make.day(7)) == .withdrawnBeforeRun)
    #expect(try register.decide(at: Make.day(9)) == .outsideInterval)
  }

  @Test("a string that may not be relied on says nothing, and one that can't be decoded is refused")
  func invalid() throws {
    let old = try string([1, 7], created: "2025-02-01")
    #expect(
      try Self.source().statements(of: old.span, subject: [0x61], at: Make.day(5)).isEmpty)
    let cut: [UInt8] = [0x43]
    #expect(throws: TCStringError(.truncated(.created), bit: 6)) {
      try Self.source().statements(of: cut.span, subject: [0x61], at: Make.day(5))
    }
  }
}
