import Bytes
import Consent
import Events
import Testing

@Suite("Consent rules on persons: signals, links, erasure, restriction, objection")
struct PersonTests {
  @Test("consent 20: a grant in the interval that confirmed the conflict outweighs GPC")
  func confirmedGPC() throws {
    var confirmed = Make.grant("a", "marketing", at: Make.day(3))
    confirmed.marks = .confirmedGPC
    let renewed = try Make.register([Make.grant("a", "marketing", at: Make.day(1)), confirmed])
    #expect(try renewed.decide(at: Make.day(2), purpose: "marketing", gpc: true) == nil)
    let apart = try Make.register([
      confirmed, Make.say(.withdraw, "a", "marketing", at: Make.day(4)),
      Make.grant("a", "marketing", at: Make.day(5)),
    ])
    #expect(try apart.decide(at: Make.day(6), purpose: "marketing", gpc: true) == .gpc)
    #expect(try apart.decide(at: Make.day(6), purpose: "marketing") == nil)
  }

  @Test("consent 20: GPC is given only where all else would keep, and also without a grant needed")
  func gpcLast() throws {
    let none = try Make.register([])
    #expect(try none.decide(at: Make.day(6), purpose: "marketing", gpc: true) == .noConsent)
    var policy = ConsentPolicy()
    policy.basis = ["support": .legitimateInterests]
    policy.gpcDenies = ["support"]
    let legitimate = try Make.register([], Make.context(), policy)
    #expect(try legitimate.decide(at: Make.day(6), purpose: "support", gpc: true) == .gpc)
  }

  @Test("consent 21: a grant passes to records at the link and after it, not before")
  func grantPasses() throws {
    let register = try Make.register([
      Make.grant("user", at: Make.day(1)), Make.link("cookie", "user", at: Make.day(5)),
    ])
    #expect(try register.decide(["cookie"], at: Make.day(5, plus: -1)) == .noConsent)
    #expect(try register.decide(["cookie"], at: Make.day(5)) == nil)
  }

  @Test("consent 21: a grant passes along several links once the last of them is made")
  func grantPassesFar() throws {
    let register = try Make.register([
      Make.grant("user", at: Make.day(1)), Make.link("cookie", "mail", at: Make.day(5)),
      Make.link("mail", "user", at: Make.day(7)),
    ])
    #expect(try register.decide(["cookie"], at: Make.day(7, plus: -1)) == .noConsent)
    #expect(try register.decide(["cookie"], at: Make.day(7)) == nil)
  }

  @Test("consent 21: any linked person's withdrawal stops a shared device, back in time too")
  func sharedDevice() throws {
    let register = try Make.register([
      Make.grant("tablet", at: Make.day(1)), Make.grant("ann", at: Make.day(1)),
      Make.grant("bob", at: Make.day(1)), Make.link("tablet", "ann", at: Make.day(9)),
      Make.link("tablet", "bob", at: Make.day(10)), Make.say(.withdraw, "bob", at: Make.day(4)),
    ])
    for id in ["tablet", "ann", "bob"] {
      #expect(try register.decide([id], at: Make.day(3)) == .withdrawnBeforeRun)
      #expect(try register.decide([id], at: Make.day(12)) == .outsideInterval)
    }
  }

  @Test("consent 5 and 21: a link later than the run, or than K, is not known")
  func unknownLink() throws {
    let ledger = [
      Make.grant("user", at: Make.day(1)), Make.link("cookie", "user", at: Make.day(5)),
    ]
    let early = Make.context(asOf: Make.day(5, plus: -1), knownAt: .time(Make.day(20)))
    #expect(try Make.register(ledger, early).decide(["cookie"], at: Make.day(4)) == .noConsent)
    let unlearned = Make.context(knownAt: .time(Make.day(5, plus: -1)))
    #expect(try Make.register(ledger, unlearned).decide(["cookie"], at: Make.day(6)) == .noConsent)
  }

  @Test("consent 21: many ids linked to one are decided as few are")
  func manyLinks() throws {
    var table = ConsentStatements()
    for number in 0..<20_000 {
      table.appendLink(
        Array("v\(number)".utf8).span, Array("guest".utf8).span,
        at: Make.day(2, plus: Int64(number)))
    }
    try table.append(Make.grant("v19999", at: Make.day(1)))
    let register = try ConsentRegister(
      table, context: Make.context(), policy: ConsentPolicy())
    #expect(try register.decide(["v0"], at: Make.day(2, plus: 19_998)) == .noConsent)
    #expect(try register.decide(["v0"], at: Make.day(2, plus: 19_999)) == nil)
  }

  @Test("consent 22: ids are compared byte for byte")
  func exactIds() throws {
    let register = try Make.register([Make.grant("caf\u{E9}", at: Make.day(1))])
    #expect(try register.decide(["caf\u{E9}"], at: Make.day(5)) == nil)
    for id in ["cafe\u{301}", "Caf\u{E9}", " caf\u{E9}"] {
      #expect(try register.decide([id], at: Make.day(5)) == .noConsent)
    }
  }

  @Test(
    "consent 22: a record of no visitor or of nobody is dropped for that", arguments: ["", "-"])
  func nobody(id: String) throws {
    let register = try Make.register([Make.grant(at: Make.day(1))])
    #expect(try register.decide([id, "a"], at: Make.day(5)) == .noSubject)
    #expect(try register.decide(["a", id], at: Make.day(5)) == nil)
  }

  @Test("consent 23: an erasure takes out records up to its moment and ends all grants")
  func erasure() throws {
    let register = try Make.register([
      Make.grant(at: Make.day(1)), Make.grant("a", "support", at: Make.day(1)),
      Make.say(.erase, "a", "sales", at: Make.day(6)),
      Make.grant("a", "support", at: Make.day(8)),
    ])
    #expect(try register.decide(at: Make.day(6)) == .erased)
    #expect(try register.decide(at: Make.day(6, plus: 1)) == .outsideInterval)
    #expect(try register.decide(at: Make.day(6), purpose: "support") == .erased)
    #expect(try register.decide(at: Make.day(8), purpose: "support") == nil)
  }

  @Test("consent 21 and 23: an erasure reaches every linked id, also under another basis")
  func linkedErasure() throws {
    var policy = ConsentPolicy()
    policy.basis = ["support": .legitimateInterests]
    let register = try Make.register(
      [
        Make.link("cookie", "user", at: Make.day(9)),
        Make.say(.erase, "user", "*", at: Make.day(6)),
      ],
      Make.context(), policy)
    #expect(try register.decide(["cookie"], at: Make.day(6), purpose: "support") == .erased)
    #expect(try register.decide(["cookie"], at: Make.day(7), purpose: "support") == nil)
  }

  @Test(
    "consent 24: a restriction holds at its moment, of its purpose, until lifted by the same id")
  func restriction() throws {
    let ledger = [
      Make.grant(at: Make.day(1)), Make.grant("a", "support", at: Make.day(1)),
      Make.say(.restrict, at: Make.day(6)), Make.say(.unrestrict, "b", "*", at: Make.day(7)),
      Make.link("a", "b", at: Make.day(2)), Make.say(.unrestrict, at: Make.day(9)),
    ]
    for (day, shift, expected) in [
      (6, -1, nil), (6, 0, .restricted), (9, -1, .restricted), (9, 0, nil),
    ] as [(Int, Int64, DropReason?)] {
      let register = try Make.register(ledger, Make.context(asOf: Make.day(day, plus: shift)))
      #expect(try register.decide(at: Make.day(5)) == expected, "run on \(day) \(shift)")
      #expect(try register.decide(at: Make.day(5), purpose: "support") == nil)
    }
    let tied = try Make.register([
      Make.grant(at: Make.day(1)), Make.say(.restrict, at: Make.day(6)),
      Make.say(.unrestrict, at: Make.day(6)),
    ])
    #expect(try tied.decide(at: Make.day(5)) == .restricted)
  }

  @Test(
    "consent 25: an objection ends legitimate interests for past records, and no grant swaps it")
  func objection() throws {
    var policy = ConsentPolicy()
    policy.basis = ["support": .legitimateInterests]
    let ledger = [
      Make.say(.object, "a", "support", at: Make.day(6)),
      Make.grant("a", "support", at: Make.day(8)),
    ]
    let after = try Make.register(ledger, Make.context(), policy)
    #expect(try after.decide(at: Make.day(2), purpose: "support") == .objected)
    #expect(try after.decide(at: Make.day(9), purpose: "support") == .objected)
    let before = try Make.register(ledger, Make.context(asOf: Make.day(6, plus: -1)), policy)
    #expect(try before.decide(at: Make.day(2), purpose: "support") == nil)
  }

  @Test("consent 55: a later grant of a linked id opens a new interval after another's withdrawal")
  func regrant() throws {
    let register = try Make.register([
      Make.grant("cookie", at: Make.day(1)), Make.link("cookie", "user", at: Make.day(2)),
      Make.say(.withdraw, "user", at: Make.day(4)), Make.grant("cookie", at: Make.day(6)),
    ])
    #expect(try register.decide(["cookie"], at: Make.day(3)) == .withdrawnBeforeRun)
    #expect(try register.decide(["cookie"], at: Make.day(5)) == .outsideInterval)
    #expect(try register.decide(["cookie"], at: Make.day(7)) == nil)
    #expect(try register.decide(["user"], at: Make.day(7)) == nil)
  }

  @Test("consent 55: a visitor and a customer that are not linked are judged for both")
  func unlinkedPair() throws {
    let grant = Make.grant("cookie", at: Make.day(3))
    let granted = try Make.register([grant])
    #expect(try granted.decide(["cookie", "user"], at: Make.day(5)) == nil)
    #expect(try granted.decide(["user", "cookie"], at: Make.day(5)) == nil)
    let withdrawn = try Make.register([grant, Make.say(.withdraw, "user", at: Make.day(6))])
    #expect(try withdrawn.decide(["cookie", "user"], at: Make.day(5)) == .withdrawnBeforeRun)
    #expect(try withdrawn.decide(["cookie", "user"], at: Make.day(7)) == .outsideInterval)
    #expect(try withdrawn.decide(["cookie"], at: Make.day(7)) == nil)
    let earlier = try Make.register([grant, Make.say(.withdraw, "user", at: Make.day(2))])
    #expect(try earlier.decide(["cookie", "user"], at: Make.day(5)) == nil)
    let erased = try Make.register([grant, Make.say(.erase, "user", at: Make.day(6))])
    #expect(try erased.decide(["cookie", "user"], at: Make.day(5)) == .erased)
  }

  @Test("consent 55: the reasons stand in one order")
  func order() throws {
    #expect(
      DropReason.allCases.map(\.rawValue) == [
        "other-controller", "no-subject", "future-record", "erased", "restricted", "objected",
        "withdrawn-before-run", "expired", "notice-outdated", "outside-interval", "no-consent",
        "gpc", "tc-string", "consent-mode", "dnt", "consent-flag",
      ])
    #expect(DropReason.allCases.map(\.rank) == Array(DropReason.allCases.indices))
    let register = try Make.register([
      Make.grant(at: Make.day(1)), Make.say(.restrict, at: Make.day(6)),
      Make.say(.erase, at: Make.day(4)),
    ])
    #expect(try register.decide(at: Make.day(3)) == .erased)
    #expect(try register.decide(at: Make.day(5)) == .restricted)
    #expect(try register.decide(at: Make.day(25)) == .futureRecord)
  }
}
