import Bytes
import Consent
import Events
import Testing

@Suite("Consent rules on intervals")
struct RuleTests {
  @Test("consent 1: a refusal, an objection and a restriction lifted are no grants")
  func notGrants() throws {
    for action in [Statement.Action.refuse, .object, .unrestrict, .withdraw] {
      let register = try Make.register([Make.say(action, at: Make.day(1))])
      #expect(try register.decide(at: Make.day(5)) == .noConsent)
    }
  }

  @Test("consent 1: a refusal after a grant takes it back")
  func refusalEnds() throws {
    let register = try Make.register([
      Make.grant(at: Make.day(1)), Make.say(.refuse, at: Make.day(6)),
    ])
    #expect(try register.decide(at: Make.day(5)) == .withdrawnBeforeRun)
  }

  @Test("consent 2 and 9: a record one nanosecond before the grant is out, at it and after it in")
  func leftEnd() throws {
    let register = try Make.register([Make.grant(at: Make.day(5))])
    #expect(try register.decide(at: Make.day(5, plus: -1)) == .outsideInterval)
    #expect(try register.decide(at: Make.day(5)) == nil)
    #expect(try register.decide(at: Make.day(5, plus: 1)) == nil)
  }

  @Test("consent 4: a run at the withdrawal is outside, one nanosecond before it inside")
  func runAtWithdrawal() throws {
    let ledger = [Make.grant(at: Make.day(1)), Make.say(.withdraw, at: Make.day(10))]
    for (shift, expected) in [(-1, nil), (0, .withdrawnBeforeRun), (1, .withdrawnBeforeRun)]
      as [(Int64, DropReason?)]
    {
      let register = try Make.register(
        ledger, Make.context(asOf: Make.day(10, plus: shift), knownAt: .time(Make.day(20))))
      #expect(try register.decide(at: Make.day(5)) == expected, "run moved by \(shift) ns")
    }
  }

  @Test("consent 9: a record's second must end before the withdrawal")
  func rightEnd() throws {
    let register = try Make.register([
      Make.grant(at: Make.day(1)), Make.say(.withdraw, at: Make.day(10)),
    ])
    let second: Int64 = 1_000_000_000
    func decide(_ shift: Int64) throws -> DropReason? {
      try register.decide(at: Make.day(10, plus: shift), digits: 0)
    }
    #expect(try decide(-second) == .withdrawnBeforeRun)
    #expect(try decide(-second + 1) == .outsideInterval)
    #expect(try decide(-1) == .outsideInterval)
    #expect(try decide(0) == .outsideInterval)
  }

  @Test("consent 9: in the run's own second a withdrawal not yet made still parts the record")
  func recordAcrossRun() throws {
    let register = try Make.register(
      [Make.grant(at: Make.day(1)), Make.say(.withdraw, at: Make.day(10, plus: 400_000_000))],
      Make.context(asOf: Make.day(10), knownAt: .time(Make.day(20))))
    #expect(try register.decide(at: Make.day(10), digits: 0) == .outsideInterval)
    #expect(try register.decide(at: Make.day(10), digits: 1) == nil)
  }

  @Test("consent 10 and 11: * grants nothing, and names compare exactly")
  func wideGrant() throws {
    for purpose in ["*", "Sales", "sales "] {
      let register = try Make.register([Make.grant("a", purpose, at: Make.day(1))])
      #expect(try register.decide(at: Make.day(5)) == .noConsent, "\(purpose)")
    }
  }

  @Test("consent 10: a denial of all purposes reaches each", arguments: ["support", "marketing"])
  func wideDenials(purpose: String) throws {
    let grant = Make.grant("a", purpose, at: Make.day(1))
    let withdrawn = try Make.register([grant, Make.say(.withdraw, "a", "*", at: Make.day(6))])
    #expect(try withdrawn.decide(at: Make.day(5), purpose: purpose) == .withdrawnBeforeRun)
    let restricted = try Make.register([grant, Make.say(.restrict, "a", "*", at: Make.day(6))])
    #expect(try restricted.decide(at: Make.day(5), purpose: purpose) == .restricted)
  }

  @Test("consent 11: a run that asks for an undeclared purpose does not start")
  func undeclaredPurpose() {
    #expect(
      throws: ConsentPolicyError.undeclaredPurpose(
        key: "purposes", name: "sale", nearest: "sales")
    ) {
      try Make.register([], Make.context(purposes: ["sale"]))
    }
  }

  @Test("consent 13: a grant to nobody in particular is none, a withdrawal from nobody counts")
  func withoutController() throws {
    var grant = Make.grant(at: Make.day(1))
    grant.controller = ""
    #expect(try Make.register([grant]).decide(at: Make.day(5)) == .noConsent)
    var withdrawal = Make.say(.withdraw, at: Make.day(6))
    withdrawal.controller = ""
    let register = try Make.register([Make.grant(at: Make.day(1)), withdrawal])
    #expect(try register.decide(at: Make.day(5)) == .withdrawnBeforeRun)
  }

  @Test(
    "consent 14: an invalid grant neither opens nor ends nor renews an interval",
    arguments: [Statement.Marks.bundled, .conditional, .preTicked, .implied, .child])
  func invalidGrant(marks: Statement.Marks) throws {
    var invalid = Make.grant(at: Make.day(3))
    invalid.marks = marks
    #expect(try Make.register([invalid]).decide(at: Make.day(5)) == .noConsent)
    let valid = Make.grant(at: Make.day(1))
    #expect(try Make.register([valid, invalid]).decide(at: Make.day(2)) == nil)
    var policy = ConsentPolicy()
    policy.maxAgeDays = 18
    let register = try Make.register([valid, invalid], Make.context(), policy)
    #expect(try register.decide(at: Make.day(2)) == .expired)
  }

  @Test("consent 14: a child's grant counts once it is authorised")
  func authorisedChild() throws {
    var grant = Make.grant(at: Make.day(1))
    grant.marks = [.child, .authorised]
    #expect(try Make.register([grant]).decide(at: Make.day(5)) == nil)
  }

  @Test("consent 16: a grant appended L after its time counts from then, a nanosecond later not")
  func grantLag() throws {
    for (shift, expected) in [(0, nil), (1, .outsideInterval)] as [(Int64, DropReason?)] {
      let register = try Make.register([
        Make.grant(at: Make.day(1), appended: Make.day(8, plus: shift))
      ])
      #expect(try register.decide(at: Make.day(5)) == expected)
      #expect(try register.decide(at: Make.day(8, plus: shift)) == nil)
    }
  }

  @Test("consent 17: a grant may be S ahead of its append and no more")
  func grantAhead() throws {
    let tolerance: Int64 = 300_000_000_000
    for (shift, expected) in [(0, nil), (1, .noConsent)] as [(Int64, DropReason?)] {
      let register = try Make.register([
        Make.grant(at: Make.day(2, plus: tolerance + shift), appended: Make.day(2))
      ])
      #expect(try register.decide(at: Make.day(5)) == expected)
    }
  }

  @Test("consent 17: a withdrawal further ahead than S counts from its append")
  func withdrawalAhead() throws {
    let tolerance: Int64 = 300_000_000_000
    for (shift, expected) in [(0, .withdrawnBeforeRun), (1, .outsideInterval)]
      as [(Int64, DropReason?)]
    {
      let register = try Make.register([
        Make.grant(at: Make.day(1)),
        Make.say(.withdraw, at: Make.day(6, plus: tolerance + shift), appended: Make.day(6)),
      ])
      #expect(try register.decide(at: Make.day(6)) == expected)
      #expect(try register.decide(at: Make.day(5)) == .withdrawnBeforeRun)
    }
  }

  @Test("consent 17: a record at the run is in, a nanosecond later it is of the future")
  func futureRecord() throws {
    let register = try Make.register([Make.grant(at: Make.day(1))])
    #expect(try register.decide(at: Make.day(20)) == nil)
    #expect(try register.decide(at: Make.day(20, plus: 1)) == .futureRecord)
  }

  @Test("consent 18: at its age a grant has lapsed; a grant then opens a new interval")
  func expiry() throws {
    var policy = ConsentPolicy()
    policy.maxAgeDays = 10
    func reason(_ second: Timestamp) throws -> DropReason? {
      try Make.register(
        [Make.grant(at: Make.day(1)), Make.grant(at: second)],
        Make.context(asOf: Make.day(15)), policy
      ).decide(at: Make.day(5))
    }
    #expect(try reason(Make.day(11, plus: -1)) == nil)
    #expect(try reason(Make.day(11)) == .expired)
    let alone = [Make.grant(at: Make.day(1))]
    for (shift, expected) in [(-1, nil), (0, .expired)] as [(Int64, DropReason?)] {
      let context = Make.context(asOf: Make.day(11, plus: shift))
      #expect(try Make.register(alone, context, policy).decide(at: Make.day(5)) == expected)
    }
  }

  @Test("consent 19: a grant under the needed notice or a later one carries over its date")
  func notices() throws {
    var policy = ConsentPolicy()
    policy.noticeRequiredFrom = ["n2": Make.day(5), "n3": Make.day(10)]
    func reason(_ notices: [(String, Int)]) throws -> DropReason? {
      let ledger = notices.map { notice, day in
        var grant = Make.grant(at: Make.day(day))
        grant.notice = notice
        return grant
      }
      return try Make.register(ledger, Make.context(), policy).decide(at: Make.day(2))
    }
    #expect(try reason([("n1", 1)]) == .noticeOutdated)
    #expect(try reason([("n3", 1)]) == nil)
    #expect(try reason([("n1", 1), ("n2", 4)]) == .noticeOutdated)
    #expect(try reason([("n1", 1), ("n2", 4), ("n3", 9)]) == nil)
    #expect(try reason([("n1", 1), ("n3", 5)]) == .noticeOutdated)
    #expect(try reason([("n1", 6)]) == .noConsent)
  }

  @Test("consent 8: the size of the ledger counts statements, not copies, in order of append")
  func ledgerSize() throws {
    let grant = Make.grant(at: Make.day(1))
    var copy = grant
    copy.appendedAt = Make.day(9)
    let ledger = [Make.say(.withdraw, at: Make.day(4), appended: Make.day(8)), copy, grant]
    for (size, expected) in [
      (0, .noConsent), (1, nil), (2, .withdrawnBeforeRun), (9, .withdrawnBeforeRun),
    ]
      as [(Int, DropReason?)]
    {
      let register = try Make.register(ledger, Make.context(knownAt: .size(size)))
      #expect(try register.decide(at: Make.day(3)) == expected, "size \(size)")
    }
  }
}
