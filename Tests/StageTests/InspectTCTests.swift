import Foundation
import TestKit
import Testing

@Suite("sojourn inspect tc: prints what a TC string says")
struct InspectTCTests {

  @Test("a line of JSON for each, in one order of keys, with an assessment")
  func prints() throws {
    let spec = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA"
    let result = try Command.run(
      "sojourn", ["inspect", "tc", "--as-of", "2025-07-01", "--vendor", "1", spec, spec])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    #expect(result.lines.count == 2 && result.lines[0] == result.lines[1])
    #expect(
      result.lines.first?.hasPrefix(
        #"{"version":2,"createdMs":1748908800000,"lastUpdatedMs":1748908800000,"cmpId":880,"#)
        == true)
    let object = try JSONSerialization.jsonObject(with: Data((result.lines.first ?? "").utf8))
    let fields = try #require(object as? [String: Any])
    let assessment = try #require(fields["assessment"] as? [String: Any])
    #expect(assessment["valid"] as? Bool == false)
    #expect((assessment["reasons"] as? [String])?.first == "policyVersionTooLow")
    #expect((fields["vendor"] as? [String: Any])?["consentPurposes"] as? [Int] == [])
    #expect(fields["segments"] as? [Int] == [0, 1, 3])
  }

  @Test(
    "what can't be decoded is named by number, segment and bit, never shown; the rest is printed")
  func damaged() throws {
    let good = "CAAAAAAAAAAAAAAAAAENAACAAAAAAAAAAAAAAAAAAAAA.QAAA.IAAA"
    let result = try Command.run("sojourn", ["inspect", "tc", "BOEFEAyOEFEA", good, "CSECRET"])
    #expect(result.status == 65)
    #expect(result.lines.count == 1)
    #expect(result.errors.contains("string 1: segment 0, bit 0: version 1"))
    #expect(
      result.errors.contains("string 3: segment 0, bit 42: the segment ends inside lastUpdated"))
    #expect(!result.errors.contains("OEFEA") && !result.errors.contains("SECRET"))
  }

  @Test(
    "without a string, or with a vendor that can't be: 64",
    arguments: [
      [], ["--vendor", "0", "CAAA"], ["--vendor", "70000", "CAAA"], ["--as-of", "soon", "CAAA"],
    ])
  func usage(arguments: [String]) throws {
    #expect(try Command.run("sojourn", ["inspect", "tc"] + arguments).status == 64)
  }
}
