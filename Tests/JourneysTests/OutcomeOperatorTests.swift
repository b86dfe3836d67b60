import Journeys
import Testing

@Suite("Outcomes: the twelve operators")
struct OutcomeOperatorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let comparison: OutcomeOperator
    let text: String
    let values: [String]
    let isMet: Bool

    init(_ comparison: OutcomeOperator, _ text: String, _ values: [String], _ isMet: Bool) {
      self.comparison = comparison
      self.text = text
      self.values = values
      self.isMet = isMet
    }

    var testDescription: String { "'\(text)' \(comparison) \(values): \(isMet)" }
  }

  static let cases: [Case] = [
    Case(.containsAll, "red shoe", ["red", "shoe"], true),
    Case(.containsAll, "red hat", ["red", "shoe"], false),
    Case(.containsAny, "red hat", ["shoe", "hat"], true),
    Case(.containsAny, "red hat", ["shoe", "coat"], false),
    Case(.containsAny, "red", ["redder"], false),
    Case(.notContainsAll, "red hat", ["red", "shoe"], true),
    Case(.notContainsAll, "red shoe", ["red", "shoe"], false),
    Case(.notContainsAny, "red hat", ["shoe", "coat"], true),
    Case(.notContainsAny, "red hat", ["shoe", "hat"], false),
    Case(.equal, "red", ["blue", "red"], true),
    Case(.equal, "red ", ["red"], false),
    Case(.equal, "9.990", ["9.99"], false),
    Case(.notEqual, "red", ["blue", "green"], true),
    Case(.notEqual, "red", ["blue", "red"], false),
    Case(.greaterThan, "10.5", ["10"], true),
    Case(.greaterThan, "10", ["10"], false),
    Case(.greaterThan, "9", ["10"], false),
    Case(.greaterThan, "many", ["10"], false),
    Case(.greaterThan, "1e2", ["99.5"], true),
    Case(.greaterThan, "0x20", ["1"], false),
    Case(.greaterThan, "inf", ["1"], false),
    Case(.greaterThan, "nan", ["1"], false),
    Case(.greaterThanOrEqual, "10.00", ["10"], true),
    Case(.greaterThanOrEqual, "9.999", ["10"], false),
    Case(.lessThan, "-3", ["-2.5"], true),
    Case(.lessThan, "-2.5", ["-2.5"], false),
    Case(.lessThanOrEqual, "-2.50", ["-2.5"], true),
    Case(.lessThanOrEqual, "2", ["-2.5", "1.9"], false),
    Case(.lessThanOrEqual, "123456789012345678", ["123456789012345678"], true),
    Case(.startsWith, "red shoe", ["blue", "red"], true),
    Case(.startsWith, "a red shoe", ["red"], false),
    Case(.endsWith, "red shoe", ["hat", "shoe"], true),
    Case(.endsWith, "red shoes", ["shoe"], false),
  ]

  @Test("Each operator meets what it says", arguments: cases)
  func table(_ example: Case) throws {
    let set = try outcome([pattern("page.title", example.comparison, example.values)])
    let found = try achieved(set, [page("a", 0, "/", "\"title\":\"\(example.text)\"")])
    #expect(found.isEmpty != example.isMet)
  }

  @Test(
    "What is not there meets only the operators that say not", arguments: OutcomeOperator.allCases)
  func absent(comparison: OutcomeOperator) throws {
    let set = try outcome([pattern("attributes.price", comparison, ["1"])])
    #expect(try achieved(set, [page("a", 0)]).isEmpty != comparison.isNegative)
    #expect(
      comparison.isNegative
        == [.notContainsAll, .notContainsAny, .notEqual].contains(comparison))
  }

  @Test(
    "Case is ignored where told, beyond ASCII too",
    arguments: [("SHOE", "shoe"), ("shoe", "SHOE"), ("ÄPFEL", "äpfel"), ("ΑΒΓ", "αβγ")])
  func ignoringCase(text: String, value: String) throws {
    let line = page("a", 0, "/", "\"title\":\"x \(text) y\"")
    let ignoring = try outcome([pattern("page.title", .containsAny, [value], ignoringCase: true)])
    let exact = try outcome([pattern("page.title", .containsAny, [value])])
    #expect(try achieved(ignoring, [line]) == [0])
    #expect(try achieved(exact, [line]).isEmpty)
  }

  @Test("Case is ignored by every operator on text")
  func ignoringCaseEverywhere() throws {
    let line = page("a", 0, "/", "\"title\":\"Red Shoe\"")
    let table: [(OutcomeOperator, String, Bool)] = [
      (.equal, "red shoe", true), (.notEqual, "red shoe", false), (.startsWith, "RED", true),
      (.endsWith, "SHOE", true), (.containsAll, "D S", true), (.notContainsAny, "d s", false),
    ]
    for (comparison, value, isMet) in table {
      let set = try outcome([pattern("page.title", comparison, [value], ignoringCase: true)])
      #expect(try achieved(set, [line]).isEmpty != isMet, "\(comparison)")
    }
  }
}
