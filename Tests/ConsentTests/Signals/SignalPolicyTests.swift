import Consent
import FoundationEssentials
import Testing

@Suite("The policy's section signals")
struct SignalPolicyTests {
  private func decode(_ signals: String) throws -> SignalPolicy {
    try JSONDecoder().decode(
      ConsentPolicy.self, from: Data(#"{"signals":\#(signals)}"#.utf8)
    ).signals
  }

  @Test("every key is read")
  func everyKey() throws {
    let signals = try decode(
      #"""
      {"tc":{"vendor":755,"purposes":{"sales":[1,7]},"publisher":{"marketing":[1]},
             "custom":{"support":[63]},"invalid":"ignore","cookie":"tc"},
       "consentMode":{"ad_storage":["marketing"],"analytics_storage":"sales"},
       "dnt":"marketing",
       "flags":[{"cookie":"ads","value":"0","denies":"marketing"},
                {"field":"consent.care","value":["no","0"],"denies":["support","sales"]},
                {"field":"attributes.a.b","value":"x","denies":["sales"]}]}
      """#)
    #expect(signals.tc?.vendor == 755 && signals.tc?.invalid == .ignore)
    #expect(signals.tc?.purposes == ["sales": [1, 7]] && signals.tc?.custom == ["support": [63]])
    #expect(signals.tc?.publisher == ["marketing": [1]] && signals.tc?.cookie == "tc")
    #expect(
      signals.consentMode == [.adStorage: ["marketing"], .analyticsStorage: ["sales"]])
    #expect(signals.dnt == ["marketing"])
    #expect(signals.flags.map(\.place) == [.cookie("ads"), .consent("care"), .attribute("a.b")])
    #expect(signals.flags[1].values == ["no", "0"])
    #expect(signals.flagCookies == ["ads"])
    #expect(try decode("{}").isEmpty)
  }

  @Test(
    "one that can't be meant is refused with its key and the nearest name",
    arguments: [
      (#"{"tcf":{}}"#, "unknown key signals.tcf; did you mean tc?"),
      (#"{"tc":{"vendr":1}}"#, "unknown key signals.tc.vendr; did you mean vendor?"),
      (#"{"tc":{"vendor":1}}"#, "signals.tc: expected purposes, publisher or custom"),
      (
        #"{"tc":{"purposes":{"sales":[1]}}}"#,
        "signals.tc.vendor: expected the vendor's number, since purposes are mapped for it"
      ),
      (
        #"{"tc":{"vendor":0,"purposes":{"sales":[1]}}}"#,
        "signals.tc.vendor: expected a whole number from 1 to 65535"
      ),
      (
        #"{"tc":{"vendor":1,"purposes":{"sale":[1]}}}"#,
        "signals.tc.purposes: sale is not a declared purpose; did you mean sales?"
      ),
      (
        #"{"tc":{"vendor":1,"purposes":{"sales":[25]}}}"#,
        "signals.tc.purposes.sales: expected one or more numbers from 1 to 24"
      ),
      (
        #"{"tc":{"custom":{"sales":[]}}}"#,
        "signals.tc.custom.sales: expected one or more numbers from 1 to 63"
      ),
      (
        #"{"tc":{"custom":{"sales":[1]},"invalid":"drop"}}"#,
        "signals.tc.invalid: expected deny or ignore"
      ),
      (
        #"{"consentMode":{"ads_storage":"sales"}}"#,
        "unknown key signals.consentMode.ads_storage; did you mean ad_storage?"
      ),
      (
        #"{"consentMode":{"ad_storage":"ads"}}"#,
        "signals.consentMode.ad_storage: ads is not a declared purpose"
      ),
      (#"{"dnt":["ads"]}"#, "signals.dnt: ads is not a declared purpose"),
      (
        #"{"flags":[{"cookies":"a"}]}"#,
        "unknown key signals.flags.cookies; did you mean cookie?"
      ),
      (
        #"{"flags":[{"value":"a","denies":"sales"}]}"#,
        "signals.flags: expected either cookie, with a name, or field in each flag"
      ),
      (
        #"{"flags":[{"field":"page.url","value":"a","denies":"sales"}]}"#,
        "signals.flags.field: expected consent.NAME or attributes.NAME"
      ),
      (
        #"{"flags":[{"cookie":"a\"b","value":"a","denies":"sales"}]}"#,
        "signals.flags[0]: expected a name without quotes, backslashes and control characters"
      ),
      (
        #"{"flags":[{"cookie":"a","denies":"sales"}]}"#,
        "signals.flags[0].value: expected the value, or values, that deny"
      ),
      (
        #"{"flags":[{"cookie":"a","value":"0"}]}"#,
        "signals.flags[0].denies: expected the purposes that it denies"
      ),
      (
        #"{"flags":[{"cookie":"a","value":"0","denies":"sale"}]}"#,
        "signals.flags[0].denies: sale is not a declared purpose; did you mean sales?"
      ),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: ConsentPolicyError.self) { try decode(text) }
    #expect(error?.description == message)
  }

  @Test("there are limits: 64 flags, in 8 cookies")
  func limits() throws {
    var policy = ConsentPolicy()
    for number in 0..<8 {
      policy.signals.flags.append(
        SignalPolicy.Flag(.cookie("c\(number)"), values: ["0"], denies: ["sales"]))
    }
    try policy.validate()
    var more = policy
    more.signals.flags.append(SignalPolicy.Flag(.cookie("d"), values: ["0"], denies: ["sales"]))
    #expect(
      throws: ConsentPolicyError.badValue(key: "signals.flags", expected: "at most 8 cookies")
    ) {
      try more.validate()
    }
    more = policy
    for _ in 0..<57 { more.signals.flags.append(policy.signals.flags[0]) }
    #expect(throws: ConsentPolicyError.badValue(key: "signals.flags", expected: "at most 64 flags"))
    {
      try more.validate()
    }
  }
}
