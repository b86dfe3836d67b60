import Bytes
import Events
import Features
import Foundation
import Testing

private func spec(_ crosses: [(String, String)]) -> FeatureSpec {
  FeatureSpec(
    recipes: FeatureSpec.standardRecipes + crosses.map { FeatureRecipe(crossOf: $0.0, $0.1) })
}

/// The texts of the crosses alone.
private func crosses(
  _ pairs: [(String, String)], _ lines: [String], history: VisitorHistory = .none
) throws -> Set<String> {
  try names(spec(pairs), try events(lines), history: history).filter { $0.contains("*") }
}

@Suite("Declared crosses")
struct CrossTests {
  @Test("field, then both values, in the order of `of`, parted by U+001F")
  func values() throws {
    let lines = [
      event(
        "2026-01-01T10:00:00Z", "page_viewed",
        #""url":"/p/1","agent":"Mozilla/5.0 (iPhone; Mobile)""#),
      event("2026-01-01T11:00:03Z", "cart"),
    ]
    #expect(
      try crosses([("device", "hour"), ("hour", "device")], lines) == [
        "device*hour=mobile=11", "hour*device=11=mobile",
      ])
    #expect(
      try crosses([("last", "weekday")], lines) == ["last*weekday=cart==3"])
    #expect(
      try crosses([("earlierSessions", "events")], lines) == ["earlierSessions*events=0=2"])
    let text = Array("device*hour\u{1F}mobile\u{1F}11".utf8)
    let batch = try events(lines)
    let vector = try FeatureExtractor(spec([("device", "hour")])).features(
      batch, rows: batch.rows.indices, count: 2, history: .none)
    #expect(vector.slots.contains(murmurHash3(text.span) & 0x3FFFF))
  }

  @Test("no cross where one of the values is missing, and none of an earlier session's")
  func missing() throws {
    let lines = [event("2026-01-01T10:00:00Z")]
    #expect(try crosses([("device", "hour"), ("dwell", "hour")], lines) == [])
    let history = VisitorHistory(sessions: 1, events: 1, achievements: [], secondsSinceLast: 10)
    let pair = [("sinceLastSession", "hour")]
    #expect(try crosses(pair, lines, history: history) == ["sinceLastSession*hour=0=10"])
    var state = try FeatureExtractor(spec(pair)).start(history: history, keepsNames: true)
    let batch = try events(lines)
    var vector = SparseVector()
    state.add(batch.rows[0], text: batch.text.span)
    state.emit(into: &vector)
    state.restart(history: .none)
    state.add(batch.rows[0], text: batch.text.span)
    state.emit(into: &vector)
    #expect(!state.names().contains { String(decoding: $0.text, as: UTF8.self).contains("*") })
  }

  @Test("crosses follow the prefix: each has its own, and later events change none before")
  func prefixes() throws {
    let lines = (0..<5).map { event("2026-01-01T1\($0):00:00Z", "e\($0)") }
    for count in 1...5 {
      #expect(
        try crosses([("hour", "last")], Array(lines.prefix(count))) == [
          "hour*last=\(9 + count)=e\(count - 1)="
        ])
    }
  }

  @Test("what can't be crossed is refused by name, with the nearest")
  func refused() {
    func error(_ change: (inout FeatureSpec) -> Void) -> FeatureSpecError? {
      var spec = spec([("device", "hour")])
      change(&spec)
      do throws(FeatureSpecError) {
        _ = try FeatureExtractor(spec)
        return nil
      } catch {
        return error
      }
    }
    let last = FeatureSpec.standardRecipes.count
    #expect(error { _ in } == nil)
    #expect(
      error { $0.recipes[last].of = ["devise", "hour"] }
        == .unknownCrossField(recipe: last, name: "devise", nearest: "device"))
    #expect(
      error { $0.recipes[last].of = ["hour", "path"] }
        == .fieldNotSingle(recipe: last, name: "path"))
    #expect(
      error { $0.recipes[last].of = ["hour", "device*hour"] }
        == .fieldNotSingle(recipe: last, name: "device*hour"))
    #expect(error { $0.recipes[last].of = ["hour", "hour"] } == .badCross(recipe: last))
    #expect(error { $0.recipes[last].of = ["hour"] } == .badCross(recipe: last))
    #expect(error { $0.recipes[last].of = nil } == .badCross(recipe: last))
    #expect(error { $0.recipes[0].of = ["hour", "device"] } == .badCross(recipe: 0))
    #expect(error { $0.schemaVersion = 1 } == .badCross(recipe: last))
  }
}

@Suite("Bins by attribute name")
struct BinsByNameTests {
  private static func spec(_ bins: [String: [Double]]?) -> FeatureSpec {
    var spec = FeatureSpec(
      recipes: [FeatureRecipe(.attributeNumber, field: "number", bins: [100], limit: 8)])
    spec.recipes[0].binsByName = bins
    return spec
  }

  @Test("a name's own bins where it has some, the recipe's where not")
  func own() throws {
    let batch = try events([
      event("2026-01-01T10:00:00Z", "cart", #""attributes":{"price":7,"prize":7,"größe":7}"#)
    ])
    #expect(
      try names(BinsByNameTests.spec(["price": [1, 5, 9], "größe": [7]]), batch) == [
        "number=price=2", "number=prize=0", "number=größe=1",
      ])
    #expect(
      try names(BinsByNameTests.spec(nil), batch) == [
        "number=price=0", "number=prize=0", "number=größe=0",
      ])
  }

  @Test("bins that don't rise, and bins where there are no numbers, are refused")
  func refused() {
    func refuses(_ spec: FeatureSpec) -> Bool {
      (try? FeatureExtractor(spec)) == nil
    }
    #expect(!refuses(BinsByNameTests.spec(["a": [1]])))
    for bins in [[], [1, 1], [2, 1], [.infinity], [.nan]] as [[Double]] {
      #expect(refuses(BinsByNameTests.spec(["a": bins])), "\(bins)")
    }
    var old = BinsByNameTests.spec(["a": [1]])
    old.schemaVersion = 1
    #expect(refuses(old))
    var texts = FeatureSpec()
    texts.recipes[0].binsByName = ["a": [1]]
    #expect(refuses(texts))
  }

  @Test("bounds of three digits lie at or below a number where they lie below it rounded down")
  func rounding() {
    #expect(
      [1234, 999.9, 0.012345, -1234, 0, 5, -0.5, 1.15, 12.3].map(\.roundedDownToThreeDigits) == [
        1230, 999, 0.0123, -1240, 0, 5, -0.5, 1.15, 12.3,
      ])
    for step in 0..<2000 {
      let number = Double(step - 1000) * 0.731 * [1e-9, 1e-3, 1, 1e4, 1e9][step % 5]
      let bound = number.roundedDownToThreeDigits
      #expect(bound <= number && number - bound <= abs(number) * 0.0101, "\(number)")
      #expect(bound.roundedDownToThreeDigits == bound, "\(number)")
    }
  }
}

@Suite("Versions of the feature specification")
struct FeatureSpecVersionTests {
  @Test("version 1, as it was written, reads and gives the features it gave")
  func versionOne() throws {
    let text = """
      {"schemaVersion":1,"hash":"murmur3_x86_32","seed":0,"bits":18,"separator":"\\u001f",\
      "zone":{"name":"UTC","transitions":[{"offsetSeconds":0}]},\
      "siteHosts":[],"outcomes":["purchase"],"recipes":[\
      {"kind":"eventSeen","field":"event"},{"kind":"hour","field":"hour"},\
      {"kind":"attributeNumber","field":"number","bins":[0,10],"limit":4}]}
      """
    let spec = try JSONDecoder().decode(FeatureSpec.self, from: Data(text.utf8))
    #expect(spec.recipes[2].binsByName == nil && spec.recipes[1].of == nil)
    let batch = try events([
      event("2026-01-01T10:00:00Z", "cart", #""attributes":{"price":12}"#)
    ])
    #expect(try names(spec, batch) == ["event=cart", "hour=10", "number=price=2"])
  }

  @Test("version 2 comes back from JSON as it was; version 3 is not read")
  func versionTwo() throws {
    var spec = spec([("device", "hour")])
    spec.recipes[7].binsByName = ["price": [1, 2.5]]
    let back = try JSONDecoder().decode(FeatureSpec.self, from: try JSONEncoder().encode(spec))
    #expect(back == spec && back.schemaVersion == 2)
    try back.validate()
    spec.schemaVersion = 3
    #expect(throws: FeatureSpecError.unknownVersion(found: 3, known: 1...2)) {
      try spec.validate()
    }
  }
}
