import Bytes
import Consent
import ConsentLedger
import Foundation
import Testing

@Suite("Appending to a ledger")
struct AppendTests {
  private static func grant(
    _ subject: String, at: String = "2026-03-01T00:00:00Z", _ more: String = ""
  ) -> String {
    #"{"controller":"acme","subject":"\#(subject)","purpose":"sales","action":"grant","at":"\#(at)","notice":"n1","method":"checkbox"\#(more)}"#
  }

  /// A leaf without what salts decide.
  static func blanked(_ leaf: String) throws -> String {
    let fields = try #require(
      JSONSerialization.jsonObject(with: Data(leaf.utf8)) as? [String: Any])
    let kept = fields.filter { !["subject", "other", "evidence"].contains($0.key) }
    let has = ["subject", "other", "evidence"].filter { fields[$0] != nil }
    let data = try JSONSerialization.data(withJSONObject: kept, options: [.sortedKeys])
    return String(decoding: data, as: UTF8.self) + " with \(has)"
  }

  @Test("consent 33: the same statements again are no news: nothing in the file has changed")
  func twice() throws {
    var source = RandomStatements(seed: 5)
    let lines = source.lines(300)
    let box = try LedgerBox()
    #expect(try box.append(lines).appended == 300)
    let before = try box.dump()
    let again = try box.append(lines)
    #expect(again.appended == 0 && again.duplicates == 300)
    #expect(try box.dump() == before)
    // In parts, in another order, and each twice in one go.
    for part in source.cut(source.shuffled(lines), upTo: 90) {
      let result = try box.append(source.shuffled(part + part))
      #expect(result.appended == 0 && result.duplicates == 2 * part.count)
    }
    #expect(try box.dump() == before)
    #expect(try box.verify().size == 300)
  }

  @Test("consent 33: what halves have in common is taken once", arguments: [1, 2, 3])
  func halves(seed: UInt64) throws {
    var source = RandomStatements(seed: seed)
    let lines = source.lines(200)
    let box = try LedgerBox()
    let first = try box.append(Array(lines[..<130]))
    let second = try box.append(Array(lines[70...]))
    #expect(first.appended == 130)
    #expect(second.appended == 70 && second.duplicates == 60)
    #expect(try box.verify().size == 200)
    let whole = try LedgerBox()
    try whole.append(lines)
    #expect(
      try box.leaves(source.ids).map(Self.blanked) == whole.leaves(source.ids).map(Self.blanked))
  }

  @Test(
    "consent 8: the order of lines within an append has no bearing on the entries",
    arguments: 0..<10)
  func shuffled(seed: UInt64) throws {
    var source = RandomStatements(seed: seed, people: 6)
    var lines = source.lines(120)
    // Many at one moment, and the same ones with another source or a later append.
    lines = lines.map { source.pick([true, false]) ? Self.levelled($0) : $0 }
    lines += lines.prefix(30).map { line in
      line.replacing(#""source":"form""#, with: #""source":"crm""#)
    }
    let boxes = try (0..<4).map { _ in
      let box = try LedgerBox()
      try box.append(source.shuffled(lines))
      return box
    }
    let leaves = try boxes.map { try $0.leaves(source.ids).map(Self.blanked) }
    for other in leaves.dropFirst() { #expect(other == leaves[0], "seed \(seed)") }
  }

  /// The line as one appended at the end of the year.
  private static func levelled(_ line: String) -> String {
    line.replacing(/"appendedAt":"[^"]*"/, with: #""appendedAt":"2026-11-30T00:00:00Z""#)
  }

  @Test(
    "consent 33: the same words with another source or append are the same statement, and the first stands"
  )
  func redelivered() throws {
    let box = try LedgerBox()
    try box.append([Self.grant("a", #","appendedAt":"2026-03-02T00:00:00Z","source":"form""#)])
    let before = try box.dump()
    for more in [
      #","appendedAt":"2026-03-05T00:00:00Z""#, #","source":"crm""#,
      #","appendedAt":"2026-03-01T12:00:00Z","source":"crm","unknown":1"#, "",
    ] {
      let result = try box.append([Self.grant("a", more)])
      #expect(result.appended == 0 && result.duplicates == 1, "\(more)")
    }
    #expect(try box.dump() == before)
    let found = try #require(try box.history("a").first)
    #expect(found.source == "form")
    #expect(found.statement.appendedAt == Timestamp("2026-03-02T00:00:00Z"))
    // Another notice, method, mark, piece of evidence, moment or fraction is another statement.
    for more in [
      Self.grant("a", #","bundled":true"#), Self.grant("a", #","evidence":{"form":1}"#),
      Self.grant("a", #","evidence":{"form":2}"#), Self.grant("a", at: "2026-03-01T00:00:00.001Z"),
      Self.grant("a").replacing("n1", with: "n2"),
      Self.grant("a").replacing("checkbox", with: "api"),
      Self.grant("A"), Self.grant("a").replacing("sales", with: "support"),
    ] {
      #expect(try box.append([more]).appended == 1, "\(more)")
    }
  }

  @Test("consent 33: of the same words given twice at once the first appended stands")
  func firstOfTwo() throws {
    for reversed in [false, true] {
      let box = try LedgerBox()
      let lines = ["2026-03-04", "2026-03-02", "2026-03-03"].map {
        Self.grant("a", #","appendedAt":"\#($0)T00:00:00Z","source":"\#($0)""#)
      }
      let result = try box.append(reversed ? lines.reversed() : lines)
      #expect(result.appended == 1 && result.duplicates == 2)
      #expect(try box.history("a").map(\.source) == ["2026-03-02"])
    }
  }

  @Test("what does not say when it was appended is stamped; what does keeps its word")
  func stamped() throws {
    let box = try LedgerBox()
    let now = try #require(Timestamp("2026-05-01T10:00:00Z"))
    try box.append(
      [Self.grant("a"), Self.grant("b", #","appendedAt":"2026-03-09T00:00:00Z""#)], now: now)
    #expect(try box.history("a").map(\.statement.appendedAt) == [now])
    #expect(
      try box.history("b").map(\.statement.appendedAt) == [Timestamp("2026-03-09T00:00:00Z")])
    #expect(try box.history("b").first?.number == 0, "the earlier append comes first")
  }

  @Test("appends never run backwards: an earlier one counts as appended with the last entry")
  func neverBackwards() throws {
    let box = try LedgerBox()
    try box.append([Self.grant("a", #","appendedAt":"2026-03-09T00:00:00Z""#)])
    let result = try box.append([
      Self.grant("b", #","appendedAt":"2026-03-08T00:00:00Z""#),
      Self.grant("c", #","appendedAt":"2026-03-10T00:00:00Z""#),
    ])
    #expect(result.raised == 1)
    #expect(
      try box.history("b").map(\.statement.appendedAt) == [Timestamp("2026-03-09T00:00:00Z")])
    #expect(
      try box.history("c").map(\.statement.appendedAt) == [Timestamp("2026-03-10T00:00:00Z")])
    // By now's stamp too, where the clock was set back.
    let earlier = try #require(Timestamp("2026-03-01T00:00:00Z"))
    #expect(try box.append([Self.grant("d")], now: earlier).raised == 1)
    try box.verify()
  }

  @Test(
    "a line that is no statement for this ledger is refused, and leaves nothing behind",
    arguments: [
      (
        #"{"controller":"globex","subject":"a","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z"}"#,
        "other-controller"
      ),
      (
        #"{"controller":"Acme","subject":"a","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z"}"#,
        "other-controller"
      ),
      (
        #"{"controller":"acme","subject":"-","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z"}"#,
        "placeholder-subject"
      ),
      (
        #"{"controller":"acme","subject":"00000000-0000-0000-0000-000000000000","action":"withdraw","at":"2026-03-01T00:00:00Z"}"#,
        "placeholder-subject"
      ),
      (
        #"{"controller":"acme","subject":"a","other":"null","action":"link","at":"2026-03-01T00:00:00Z"}"#,
        "placeholder-subject"
      ),
      (
        #"{"controller":"acme","subject":"a","action":"link","at":"2026-03-01T00:00:00Z"}"#,
        "missing-other"
      ),
      (
        #"{"controller":"acme","subject":"a","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00Z","appendedAt":"2026-12-01T00:00:00.000000001Z"}"#,
        "appended-in-future"
      ),
      (
        #"{"controller":"acme","subject":"a","purpose":"sales","action":"grant","at":"1 March"}"#,
        "bad-time"
      ),
      (
        #"{"controller":"acme","subject":"a","purpose":"sales","action":"give","at":"2026-03-01T00:00:00Z"}"#,
        "unknown-action"
      ),
      ("", "not-json"), ("[]", "not-json"),
    ])
  func refused(_ line: String, _ reason: String) throws {
    let box = try LedgerBox()
    var batch = try box.batch([Self.grant("before")])
    let rejection = #expect(throws: BatchRejection.self) {
      try batch.append(ndjson: Array(line.utf8).span)
    }
    #expect(rejection?.reason == reason)
    #expect(batch.count == 1)
    #expect(try box.ledger().append(batch, keys: box.keys).appended == 1)
    #expect(try box.history("a").isEmpty)
    let verified = try box.verify()
    #expect(verified.size == 1 && verified.subjects == 1)
  }

  @Test("a statement without a controller is this one's")
  func noController() throws {
    let box = try LedgerBox()
    try box.append([#"{"subject":"a","action":"withdraw","at":"2026-03-01T00:00:00Z"}"#])
    let found = try #require(try box.history("a").first)
    #expect(found.statement.controller.isEmpty && found.statement.purpose == "*")
  }

  @Test("links are found from either end and merge nobody's history")
  func links() throws {
    let box = try LedgerBox()
    try box.append([Self.grant("cookie"), Self.grant("login-1"), Self.grant("login-2")])
    try box.append([
      #"{"controller":"acme","subject":"cookie","other":"login-1","action":"link","at":"2026-03-02T00:00:00Z","source":"identify"}"#
    ])
    try box.append([
      #"{"controller":"acme","subject":"cookie","other":"login-2","action":"link","at":"2026-03-03T00:00:00Z"}"#
    ])
    #expect(try box.history("cookie").count == 3)
    for login in ["login-1", "login-2"] {
      let found = try box.history(login)
      #expect(found.map(\.isOtherEnd) == [false, true])
      #expect(found.map(\.statement.action) == [.grant, .link])
    }
    #expect(try box.history("login-1")[1].source == "identify")
    #expect(try box.history("nobody").isEmpty)
    try box.verify()
  }

  @Test("evidence comes back as it was given, without white space")
  func evidence() throws {
    let box = try LedgerBox()
    let texts = [#"{"form" : "f1", "ü":[1, 2.50, null]}"#, #""a \"word\"""#, "17", "[ ]", "{}"]
    try box.append(
      texts.enumerated().map { Self.grant("p\($0.offset)", #","evidence":\#($0.element)"#) })
    let expected = [#"{"form":"f1","ü":[1,2.50,null]}"#, #""a \"word\"""#, "17", "[]", "{}"]
    for (place, text) in expected.enumerated() {
      #expect(
        try box.history("p\(place)").map { String(decoding: $0.statement.evidence, as: UTF8.self) }
          == [text])
    }
    try box.verify()
  }

  @Test("keeps what is no valid grant, and says why it grants nothing")
  func defects() throws {
    let box = try LedgerBox()
    let batch = try box.batch([
      Self.grant("a"), Self.grant("b", #","bundled":true"#),
      Self.grant("c").replacing("checkbox", with: "silence"),
      Self.grant("d").replacing(#","notice":"n1""#, with: ""),
    ])
    #expect(batch.defects(under: ConsentPolicy()).map(\.place) == [1, 2, 3])
    #expect(try box.ledger().append(batch, keys: box.keys).appended == 4)
    #expect(try box.verify().size == 4)
  }
}
