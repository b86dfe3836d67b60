import Bytes
import Consent
import FoundationEssentials
import TestKit
import Testing

@Suite("Consent policy and signals")
struct PolicyTests {
  private func decode(_ text: String) throws -> ConsentPolicy {
    try JSONDecoder().decode(ConsentPolicy.self, from: Data(text.utf8))
  }

  @Test("consent 54: an empty policy is the defaults")
  func defaults() throws {
    let policy = try decode("{}")
    #expect(policy == ConsentPolicy())
    #expect(policy.purposes == ["support", "sales", "marketing"])
    #expect(policy.clockToleranceMinutes == 5)
    #expect(policy.grantLagDays == 7)
    #expect(policy.maxAgeDays == nil)
    #expect(policy.gpcDenies == ["marketing"])
    #expect(policy.track == .any && policy.record == .any && policy.identify == .any)
  }

  @Test("consent 50 and 54: every key is read")
  func everyKey() throws {
    let policy = try decode(
      #"""
      {"purposes":["ads","care"],"clockToleranceMinutes":1,"grantLagDays":0,"maxAgeDays":395,
       "noticeRequiredFrom":{"n2":"2026-03-10T12:00:00Z"},"basis":{"care":"legitimate_interests"},
       "gpcDenies":["ads"],"methods":["phone"],"track":"any","record":"care","identify":"ads"}
      """#)
    #expect(policy.purposes == ["ads", "care"])
    #expect(policy.clockToleranceMinutes == 1 && policy.grantLagDays == 0)
    #expect(policy.maxAgeDays == 395 && policy.methods == ["phone"])
    #expect(policy.noticeRequiredFrom == ["n2": try Make.time("2026-03-10T12:00:00Z")])
    #expect(policy.basis == ["care": .legitimateInterests] && policy.gpcDenies == ["ads"])
    #expect(policy.record == .purpose("care") && policy.identify == .purpose("ads"))
    #expect(try decode(#"{"maxAgeDays":"none"}"#).maxAgeDays == nil)
  }

  @Test(
    "a policy that can't be meant is refused with its key and the nearest name",
    arguments: [
      (#"{"maxAgeDay":1}"#, "unknown key maxAgeDay; did you mean maxAgeDays?"),
      (#"{"xyz":1}"#, "unknown key xyz"),
      (#"{"maxAgeDays":0}"#, "maxAgeDays: expected a whole number from 1 to 36500"),
      (#"{"grantLagDays":-1}"#, "grantLagDays: expected a whole number from 0 to 36500"),
      (#"{"basis":{"sales":"contract"}}"#, "basis: expected consent or legitimate_interests"),
      (
        #"{"basis":{"sale":"consent"}}"#,
        "basis: sale is not a declared purpose; did you mean sales?"
      ),
      (#"{"track":"ads"}"#, "track: ads is not a declared purpose"),
      (#"{"gpcDenies":["ads"]}"#, "gpcDenies: ads is not a declared purpose"),
      (#"{"purposes":[]}"#, "purposes: expected 1 to 64 different names, none of them *"),
      (#"{"purposes":["*"]}"#, "purposes: expected 1 to 64 different names, none of them *"),
      (
        #"{"noticeRequiredFrom":{"n2":"soon"}}"#,
        "noticeRequiredFrom: expected a time such as 2026-03-10T12:00:00Z"
      ),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: ConsentPolicyError.self) { try decode(text) }
    #expect(error?.description == message)
  }

  @Test("consent 53: a policy adds methods, and keeps the standard ones")
  func methods() throws {
    var policy = ConsentPolicy()
    var grant = Make.grant(at: Make.day(1))
    grant.method = "phone"
    #expect(try Make.register([grant]).decide(at: Make.day(5)) == .noConsent)
    policy.methods = ["phone"]
    for method in ["phone", "checkbox", "preference-centre"] {
      grant.method = method
      let register = try Make.register([grant], Make.context(), policy)
      #expect(try register.decide(at: Make.day(5)) == nil)
    }
  }

  private struct GPCVectors: Decodable {
    struct Vector: Decodable {
      var headers: [String]
      var gpc: Bool
    }
    var cases: [Vector]
  }

  @Test(
    "consent 20: the published values of Sec-GPC",
    .enabled(
      if: SharedData.path("privacy/signals/gpc.json") != nil, "shared vectors are not here"))
  func gpcVectors() throws {
    let path = try #require(SharedData.path("privacy/signals/gpc.json"))
    let vectors = try JSONDecoder().decode(
      GPCVectors.self, from: Data(contentsOf: URL(filePath: path)))
    #expect(vectors.cases.count == 10)
    for vector in vectors.cases {
      let joined = vector.headers.joined(separator: ", ")
      #expect(Signals.isGPC(Array(joined.utf8).span) == vector.gpc, "\(vector.headers)")
      #expect(
        vector.headers.contains { Signals.isGPC(Array($0.utf8).span) } == vector.gpc,
        "\(vector.headers)")
    }
  }

  @Test(
    "consent 20: the control is found among a record's signals",
    arguments: [
      ("", false), ("{}", false), (#"{"gpc":"1"}"#, true), (#"{"tc":"x","gpc":" 1 "}"#, true),
      (#"{"gpc":"0, 1"}"#, true), (#"{"gpc":"0,11"}"#, false), (#"{"gpc":"\u0031"}"#, true),
      (#"{"gpc":null}"#, false), (#"{"gpc":true}"#, false), (#"{"gpc":"1 1"}"#, false),
      (#"{"tc":"1"}"#, false), ("{\"gpc\":", true),
    ])
  func signals(object: String, gpc: Bool) {
    #expect(Signals(consent: Array(object.utf8).span).gpc == gpc)
  }
}
