import Bytes
import Consent
import Events
import Identity
import Pipelines
import TestKit
import Testing

@Suite("Signals in a pipeline")
struct SignalTests {
  private static let pipeline = """
    controller: acme
    workspace: w
    pseudonymKey: k
    logs: [{path: l, format: journey}]
    consent:
      gpcDenies: [marketing]
      signals:
        tc:
          vendor: 3
          purposes: {sales: [1, 7], marketing: [1, 3]}
          custom: {support: 2}
          invalid: ignore
          cookie: consent
        consentMode: {ad_storage: marketing, analytics_storage: [sales, support]}
        dnt: [marketing]
        flags:
          - {cookie: ads, value: [0, false], denies: marketing}
          - {field: consent.care, value: "no", denies: [support]}
          - {field: attributes.sales.flag, value: 0, denies: sales}
    """

  @Test("every key of consent.signals is read as a policy's own reader reads it")
  func everyKey() throws {
    let signals = try PipelineConfiguration(text: Self.pipeline, file: "p.yaml").consent.signals
    #expect(signals.tc?.vendor == 3 && signals.tc?.cookie == "consent")
    #expect(signals.tc?.purposes == ["sales": [1, 7], "marketing": [1, 3]])
    #expect(signals.tc?.custom == ["support": [2]] && signals.tc?.invalid == .ignore)
    #expect(
      signals.consentMode == [.adStorage: ["marketing"], .analyticsStorage: ["sales", "support"]])
    #expect(signals.dnt == ["marketing"])
    #expect(
      signals.flags == [
        SignalPolicy.Flag(.cookie("ads"), values: ["0", "false"], denies: ["marketing"]),
        SignalPolicy.Flag(.consent("care"), values: ["no"], denies: ["support"]),
        SignalPolicy.Flag(.attribute("sales.flag"), values: ["0"], denies: ["sales"]),
      ])
  }

  private func atRest(_ consent: String, _ policy: ConsentPolicy) throws -> String {
    var batch = EventBatch()
    try batch.append(
      ndjson: Array(
        #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed","consent":\#(consent)}"#
          .utf8
      ).span)
    let key = try #require(PseudonymKey([UInt8](repeating: 7, count: 32)))
    var minimizer = EventMinimizer(
      subkey: key.subkey(for: .visitors, of: "acme"), keepQuery: [], traitKeys: [],
      signals: RestingSignals(policy))
    var pool = TextPool()
    let reduced = minimizer.minimize(batch.rows[0], batch.text.span, into: &pool)
    return String(decoding: pool.bytes[reduced.consent.indices], as: UTF8.self)
  }

  @Test(
    "at rest lie the signals by which the policy decides, and of a flag the value alone that denies"
  )
  func decisive() throws {
    let all =
      #"{"gpc":"0","tc":"CQ","dnt":"1","gcs":"G1","gcd":"x","cookie:ads":"false","care":"uid-7","ip":"z"}"#
    #expect(try atRest(all, ConsentPolicy()) == #"{"gpc":"0"}"#)
    var policy = ConsentPolicy()
    policy.gpcDenies = []
    #expect(try atRest(all, policy) == "")
    policy = try PipelineConfiguration(text: Self.pipeline, file: "p.yaml").consent
    #expect(
      try atRest(all, policy)
        == #"{"gpc":"0","tc":"CQ","dnt":"1","gcs":"G1","gcd":"x","cookie:ads":"false"}"#)
    #expect(try atRest(#"{"care":"n\u006f","cookie:ads":"1"}"#, policy) == #"{"care":"n\u006f"}"#)
  }

  @Test("consent 5: an event at rest is judged as it was when it was read")
  func judgedAlike() throws {
    let policy = try PipelineConfiguration(text: Self.pipeline, file: "p.yaml").consent
    var statements = ConsentStatements()
    for purpose in PurposeList.standard.names {
      var grant = Statement(
        .grant, subject: [0x61], purpose: purpose,
        at: try #require(Timestamp("2026-03-01")), controller: "acme")
      grant.notice = "n"
      grant.method = "button"
      try statements.append(grant)
    }
    let context = RunContext(
      controller: "acme", purposes: .standard, asOf: try #require(Timestamp("2026-03-20")))
    let register = try ConsentRegister(statements, context: context, policy: policy)
    var generator = SeededGenerator(seed: 11)
    let members = [
      #""gpc":"1""#, #""gpc":"0""#, #""dnt":"1""#, #""gcs":"G101""#, #""gcd":"11t1q1t1t5""#,
      #""cookie:ads":"0""#, #""cookie:ads":"1""#, #""care":"no""#, #""care":false"#,
      #""other":"1""#,
      #""tc":"COvwooAOvwooAB7ABCENAPEYAIAAACAAAIqIAAoAAoAA.QAAo.IAAo""#, #""tc":null"#,
    ]
    for _ in 0..<500 {
      let picked = members.filter { _ in generator.next() % 4 == 0 }.shuffled(using: &generator)
      let object = "{\(picked.joined(separator: ","))}"
      let judged = try judge(object, register)
      let atRest = try atRest(object, policy)
      #expect(try judge(atRest.isEmpty ? "{}" : atRest, register) == judged, "\(object)")
    }
  }

  private func judge(_ consent: String, _ register: ConsentRegister) throws -> RowJudgement {
    var batch = EventBatch()
    try batch.append(
      ndjson: Array(
        #"{"time":"2026-03-05T12:00:00Z","visitor":"a","event":"page_viewed","consent":\#(consent)}"#
          .utf8
      ).span)
    return register.judge(batch.rows[0], in: batch)
  }
}
