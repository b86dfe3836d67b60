import Foundation
import Journeys
import Testing

@Suite("Outcomes: definitions are read strictly")
struct OutcomeDecodingTests {
  private func decode(_ json: String) throws -> OutcomeDefinition {
    try JSONDecoder().decode(OutcomeDefinition.self, from: Data(json.utf8))
  }

  private func error(_ json: String) -> OutcomeError? {
    do {
      _ = try decode(json)
      return nil
    } catch {
      return error as? OutcomeError
    }
  }

  private func wrap(_ criterion: String) -> String {
    #"{"name":"a","purpose":"sales","patterns":[{"criteria":[\#(criterion)]}]}"#
  }

  @Test("The shape of the pipeline file is read whole")
  func whole() throws {
    let definition = try decode(
      #"""
      {"name":"purchase","purpose":"sales","direction":"minimise","value":"attributes.total",
       "matched":"never","patterns":[{"event":"page_viewed","count":2,"streamType":"Web","criteria":
       [{"key":"page.url","operator":"containsAny","values":["/done",5],"shouldIgnoreCase":true}]}]}
      """#)
    var expected = OutcomeDefinition(
      name: "purchase", purpose: "sales", direction: .minimise,
      patterns: [
        pattern(
          "page.url", .containsAny, ["/done", "5"], ignoringCase: true, event: "page_viewed",
          count: 2)
      ])
    expected.value = "attributes.total"
    expected.matched = .never
    expected.patterns[0].streamType = "Web"
    #expect(definition == expected)
  }

  @Test("What is left out has its default")
  func defaults() throws {
    let definition = try decode(#"{"name":"a","purpose":"sales","patterns":[{}]}"#)
    #expect(
      definition == OutcomeDefinition(name: "a", purpose: "sales", patterns: [OutcomePattern()]))
  }

  @Test("An unknown setting is refused with its path and the nearest name")
  func unknownSetting() {
    let found = error(#"{"name":"a","purpose":"sales","patern":[]}"#)
    #expect(found?.problem == .unknownSetting("patern"))
    #expect(found?.nearest == "patterns")
    let inner = error(wrap(#"{"key":"page.url","operater":"equal","values":["x"]}"#))
    #expect(inner?.path == "patterns[0].criteria[0]")
    #expect(inner?.nearest == "operator")
  }

  @Test("An unknown operator or key is refused with its path and the nearest name")
  func unknownNames() {
    let comparison = error(wrap(#"{"key":"page.url","operator":"containAny","values":["x"]}"#))
    #expect(comparison?.problem == .unknownOperator("containAny"))
    #expect(comparison?.nearest == "containsAny")
    let key = error(wrap(#"{"key":"page.ulr","operator":"equal","values":["x"]}"#))
    #expect(key?.problem == .unknownKey("page.ulr"))
    #expect(key?.nearest == "page.url")
    #expect(key?.path == "patterns[0].criteria[0].key")
    #expect(
      key?.description
        == "patterns[0].criteria[0].key: unknown key 'page.ulr'; did you mean 'page.url'?")
  }

  @Test(
    "Wrong values are refused",
    arguments: [
      #"{"purpose":"sales","patterns":[{}]}"#, #"{"name":"a","patterns":[{}]}"#,
      #"{"name":"a","purpose":"sales"}"#, #"{"name":"a","purpose":"sales","patterns":[]}"#,
      #"{"name":"a","purpose":"sales","patterns":{}}"#,
      #"{"name":"a","purpose":"sales","patterns":[3]}"#,
      #"{"name":"a","purpose":"sales","patterns":[{"count":0}]}"#,
      #"{"name":"a","purpose":"sales","patterns":[{"count":"two"}]}"#,
      #"{"name":"a","purpose":"sales","patterns":[{"streamType":"App"}]}"#,
      #"{"name":"a","purpose":"sales","direction":"maximize","patterns":[{}]}"#,
      #"{"name":["a"],"purpose":"sales","patterns":[{}]}"#, "[]",
    ])
  func wrong(json: String) {
    #expect(error(json) != nil)
  }

  @Test("Compiling refuses what no event can meet")
  func compiling() throws {
    #expect(throws: OutcomeError.self) {
      _ = try outcome([pattern("attributes.x", .greaterThan, ["ten"])])
    }
    #expect(throws: OutcomeError.self) { _ = try outcome([pattern("page.url", .equal, [])]) }
    #expect(throws: OutcomeError.self) { _ = try outcome([]) }
    #expect(throws: OutcomeError.self) {
      _ = try outcome([OutcomePattern()], value: "attributs.total")
    }
    let twice = OutcomeDefinition(name: "a", purpose: "sales", patterns: [OutcomePattern()])
    #expect(throws: OutcomeError(path: "outcomes[1].name", problem: .duplicateName("a"))) {
      _ = try OutcomeSet([twice, twice])
    }
  }
}
