import Bytes
import Consent
import Events
import Testing

@Suite("consent 20: what signals in a record deny")
struct SignalTests {
  /// Three purposes, all granted on the first of March; the marketing grant confirms the conflict with GPC.
  private static let ledger: [Statement] = {
    var grants = ["support", "sales", "marketing"].map { Make.grant("a", $0, at: Make.day(1)) }
    grants[2].marks = .confirmedGPC
    return grants
  }()

  private static let policy: ConsentPolicy = {
    var policy = ConsentPolicy()
    var tc = SignalPolicy.TC()
    tc.vendor = 3
    tc.purposes = ["sales": [1, 7], "marketing": [1, 3, 4]]
    tc.custom = ["support": [2]]
    policy.signals.tc = tc
    policy.signals.consentMode = [
      .adStorage: ["marketing"], .analyticsStorage: ["sales", "support"],
    ]
    policy.signals.dnt = ["marketing"]
    policy.signals.flags = [
      SignalPolicy.Flag(.cookie("ads"), values: ["0", "no"], denies: ["marketing"]),
      SignalPolicy.Flag(.consent("care"), values: ["false"], denies: ["support"]),
      SignalPolicy.Flag(.attribute("consent.sales"), values: ["0"], denies: ["sales"]),
    ]
    return policy
  }()

  /// Why an event with this `consent` is denied each purpose; nil where it is not.
  private func reasons(
    _ consent: String?, attributes: String? = nil, _ policy: ConsentPolicy = policy,
    _ ledger: [Statement] = ledger
  ) throws -> [String: DropReason] {
    var line = #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed""#
    if let consent { line += #","consent":\#(consent)"# }
    if let attributes { line += #","attributes":\#(attributes)"# }
    var batch = EventBatch(purposes: .standard)
    try batch.append(ndjson: Array("\(line)}".utf8).span)
    var reasons: [String: DropReason] = [:]
    for purpose in PurposeList.standard.names {
      let register = try Make.register(ledger, Make.context(purposes: [purpose]), policy)
      reasons[purpose] = register.judge(batch.rows[0], in: batch).reason
    }
    return reasons
  }

  /// A string of vendors 1 to 5, all shown.
  private static func string(
    _ consents: [Int], interests: [Int] = [], custom: [Int]? = nil, customInterests: [Int] = [],
    created: String = "2026-03-01"
  ) throws -> String {
    var maker = try TCMaker(created: created, consents: consents, interests: interests)
    maker.add(vendors: [1...5], maximum: 5)
    maker.add(vendors: [1...5], maximum: 5)
    maker.add(0, 12)
    maker.beginSegment(1)
    maker.add(vendors: [1...5], maximum: 5)
    guard let custom else { return maker.text }
    maker.beginSegment(3)
    maker.add(ids: consents, of: 24)
    maker.add(ids: interests, of: 24)
    maker.add(3, 6)
    maker.add(ids: custom, of: 3)
    maker.add(ids: customInterests, of: 3)
    return maker.text
  }

  @Test("a record without signals, or with signals that deny nothing, is kept")
  func nothing() throws {
    #expect(try reasons(nil).isEmpty)
    #expect(try reasons("{}").isEmpty)
    let all = try Self.string([1, 3, 4, 7], custom: [2])
    #expect(
      try reasons(
        #"{"gpc":"0","tc":"\#(all)","gcs":"G111","gcd":"11t1t1t1t5","dnt":"0","cookie:ads":"1","care":"true"}"#
      ).isEmpty)
  }

  @Test("a TC string denies each purpose for which not all is permitted that it stands for")
  func tcString() throws {
    let sales = try Self.string([1, 7, 3], custom: [2])
    #expect(try reasons(#"{"tc":"\#(sales)"}"#) == ["marketing": .tcString])
    let custom = try Self.string([1, 3, 4, 7], custom: [1, 3])
    #expect(try reasons(#"{"tc":"\#(custom)"}"#) == ["support": .tcString])
    // Without a publisher's segment its own purposes are not consented to.
    let none = try Self.string([1, 3, 4, 7])
    #expect(try reasons(#"{"tc":"\#(none)"}"#) == ["support": .tcString])
  }

  @Test("a vendor that the string does not name may do nothing")
  func otherVendor() throws {
    var policy = Self.policy
    policy.signals.tc?.vendor = 6
    let all = try Self.string([1, 3, 4, 7], custom: [2])
    let expected: [String: DropReason] = ["sales": .tcString, "marketing": .tcString]
    #expect(try reasons(#"{"tc":"\#(all)"}"#, policy) == expected)
  }

  @Test("a purpose on legitimate interests needs these, and consent does not stand in for them")
  func legitimateInterests() throws {
    var policy = Self.policy
    policy.signals = SignalPolicy()
    var tc = SignalPolicy.TC()
    tc.vendor = 3
    tc.purposes = ["sales": [7]]
    tc.publisher = ["support": [8]]
    tc.custom = ["support": [2]]
    policy.signals.tc = tc
    policy.basis = ["sales": .legitimateInterests, "support": .legitimateInterests]
    let both = try Self.string([], interests: [7, 8], custom: [], customInterests: [2])
    #expect(try reasons(#"{"tc":"\#(both)"}"#, policy).isEmpty)
    let consents = try Self.string([7, 8], custom: [2])
    #expect(
      try reasons(#"{"tc":"\#(consents)"}"#, policy)
        == ["sales": .tcString, "support": .tcString])
  }

  @Test(
    "a string that can't be decoded, or may not be relied on, denies what is mapped unless it is ignored",
    arguments: ["\"x\"", "\"BOEFEAyOEFEA\"", "1", "true", "{}", "\"old\""])
  func invalid(value: String) throws {
    let old = try Self.string([1, 3, 4, 7], custom: [2], created: "2025-02-05")
    let object = #"{"tc":\#(value == "\"old\"" ? "\"\(old)\"" : value)}"#
    let all: [String: DropReason] = [
      "sales": .tcString, "marketing": .tcString, "support": .tcString,
    ]
    #expect(try reasons(object) == all)
    var policy = Self.policy
    policy.signals.tc?.invalid = .ignore
    #expect(try reasons(object, policy).isEmpty)
  }

  @Test("no string, or an empty one, denies nothing; of two both count")
  func absentAndTwice() throws {
    #expect(try reasons(#"{"tc":null}"#).isEmpty)
    #expect(try reasons(#"{"tc":""}"#).isEmpty)
    let sales = try Self.string([1, 7], custom: [2])
    let marketing = try Self.string([1, 3, 4], custom: [2])
    #expect(
      try reasons(#"{"tc":"\#(sales)","tc":"\#(marketing)"}"#)
        == ["sales": .tcString, "marketing": .tcString])
  }

  @Test(
    "consent mode denies by gcs or gcd, and what grants or can't be read says nothing",
    arguments: [
      (#"{"gcs":"G100"}"#, ["support", "sales", "marketing"]), (#"{"gcs":"G101"}"#, ["marketing"]),
      (#"{"gcd":"11t1p1t1t5"}"#, ["support", "sales"]),
      (#"{"gcs":"G111","gcd":"11q1t1t1t5"}"#, ["marketing"]),
      (#"{"gcs":"XYZ"}"#, []), (#"{"gcd":"11t1t1p1p5"}"#, []), (#"{"gcs":100}"#, []),
    ])
  func consentMode(object: String, denied: [String]) throws {
    let reasons = try reasons(object)
    #expect(reasons == Dictionary(uniqueKeysWithValues: denied.map { ($0, .consentMode) }))
  }

  @Test(
    "Do Not Track denies where it is exactly 1",
    arguments: [
      (#""1""#, true), ("1", true), (#"" 1 ""#, true), (#""0""#, false), (#""null""#, false),
      (#""11""#, false), ("true", false), ("null", false),
    ])
  func dnt(value: String, denies: Bool) throws {
    #expect(try reasons(#"{"dnt":\#(value)}"#) == (denies ? ["marketing": .dnt] : [:]))
  }

  @Test(
    "a flag denies by the values that are named, compared exactly",
    arguments: [
      (#"{"cookie:ads":"0"}"#, nil, ["marketing"]), (#"{"cookie:ads":"no"}"#, nil, ["marketing"]),
      (#"{"cookie:ads":"No"}"#, nil, []), (#"{"cookie:ads":"00"}"#, nil, []),
      (#"{"ads":"0"}"#, nil, []),
      (#"{"care":false}"#, nil, ["support"]), (#"{"care":"f\u0061lse"}"#, nil, ["support"]),
      (#"{"care":null}"#, nil, []),
      ("{}", #"{"consent.sales":{"dataType":"integer","value":"0"}}"#, ["sales"]),
      (
        "{}",
        #"{"consent.sales":{"dataType":"integer","value":"1"},"care":{"dataType":"string","value":"0"}}"#,
        []
      ),
    ] as [(String, String?, [String])])
  func flags(consent: String, attributes: String?, denied: [String]) throws {
    let reasons = try reasons(consent, attributes: attributes)
    #expect(reasons == Dictionary(uniqueKeysWithValues: denied.map { ($0, .consentFlag) }))
  }

  @Test(
    "consent 55: of several the first in order is given, and all only where all else would keep")
  func order() throws {
    let object = #"{"gpc":"1","tc":"x","gcs":"G100","dnt":"1","cookie:ads":"0"}"#
    var grants = Self.ledger
    grants[2].marks = []
    var policy = Self.policy
    #expect(try reasons(object, policy, grants)["marketing"] == .gpc)
    policy.gpcDenies = []
    #expect(try reasons(object, policy, grants)["marketing"] == .tcString)
    policy.signals.tc = nil
    #expect(try reasons(object, policy, grants)["marketing"] == .consentMode)
    policy.signals.consentMode = [:]
    #expect(try reasons(object, policy, grants)["marketing"] == .dnt)
    policy.signals.dnt = []
    #expect(try reasons(object, policy, grants)["marketing"] == .consentFlag)
    policy.signals.flags = []
    #expect(try reasons(object, policy, grants).isEmpty)
    #expect(try reasons(object, Self.policy, [])["marketing"] == .noConsent)
  }

  @Test("a confirmed conflict with GPC overrules GPC alone")
  func confirmed() throws {
    #expect(try reasons(#"{"gpc":"1"}"#).isEmpty)
    #expect(try reasons(#"{"gpc":"1","dnt":"1"}"#) == ["marketing": .dnt])
  }

  @Test("signals are no grants")
  func noGrants() throws {
    let all = try Self.string([1, 3, 4, 7], interests: [2, 7], custom: [1, 2, 3])
    let object = #"{"tc":"\#(all)","gcs":"G111","gcd":"11v1v1v1v5","dnt":"0","cookie:ads":"1"}"#
    #expect(Set(try reasons(object, Self.policy, []).values) == [.noConsent])
  }

  @Test("a signal is not carried to the visitor's other records")
  func notCarried() throws {
    var batch = EventBatch(purposes: .standard)
    for consent in [#"{"dnt":"1"}"#, "{}"] {
      try batch.append(
        ndjson: Array(
          #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed","consent":\#(consent)}"#
            .utf8
        ).span)
    }
    let register = try Make.register(Self.ledger, Make.context(), Self.policy)
    let judged = batch.rows.map { register.judge($0, in: batch) }
    #expect(PurposeList.standard.names(of: judged[0].purposes) == ["support", "sales"])
    #expect(PurposeList.standard.names(of: judged[1].purposes) == PurposeList.standard.names)
  }

  @Test("a restricted record is held only where signals would not drop it")
  func held() throws {
    var batch = EventBatch(purposes: .standard)
    for consent in [#"{"gcs":"G100"}"#, "{}"] {
      try batch.append(
        ndjson: Array(
          #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed","consent":\#(consent)}"#
            .utf8
        ).span)
    }
    let ledger = Self.ledger + [Make.say(.restrict, "a", "*", at: Make.day(8))]
    let register = try Make.register(ledger, Make.context(), Self.policy)
    let held = batch.rows.map {
      register.judgeWereRestrictionLifted(register.facts(of: $0, in: batch), isStandard: true)
    }
    #expect(held[0] == nil)
    #expect(held[1] != nil)
  }
}
