import Bytes
import Consent
import Identity
import Testing

@Suite("Consent statements as NDJSON")
struct StatementTests {
  static let grant =
    #"{"controller":"acme","subject":"a","purpose":"sales","action":"grant","#
    + #""at":"2026-03-01T12:00:00Z","notice":"n1","method":"checkbox"}"#

  @Test("every field is read, and written so that it is read back the same")
  func roundTrip() throws {
    let line = #"""
      { "subject" : "a\u00e9\"", "other":"x", "controller":"acme","action":"grant","purpose":"sales",
        "at":"2026-03-01T13:00:00.250+01:00","appendedAt":"2026-03-02T00:00:00Z","notice":"n1",
        "method":"api","bundled":true,"child":true,"authorised":true,"unknown":[1,{"a":2}],
        "evidence":{"form": "f 1", "confirmedGpc": true}}
      """#
    let statement = try Statement(ndjson: Array(line.utf8).span)
    #expect(String(decoding: statement.subject, as: UTF8.self) == "a\u{E9}\"")
    #expect(statement.action == .grant)
    #expect(statement.at == Timestamp("2026-03-01T12:00:00.250Z"))
    #expect(statement.appendedAt == Timestamp("2026-03-02T00:00:00Z"))
    #expect(statement.marks == [.bundled, .child, .authorised, .confirmedGPC])
    #expect(String(decoding: statement.evidence, as: UTF8.self).contains(#""form":"f 1""#))
    #expect(statement.other.isEmpty)
    #expect(try Statement(ndjson: statement.ndjson.span) == statement)
  }

  @Test("without appendedAt a statement counts as learned when it was made")
  func appendedAt() throws {
    let statement = try Statement(ndjson: Array(Self.grant.utf8).span)
    #expect(statement.appendedAt == statement.at)
  }

  @Test("consent 33: canonical bytes know nothing of the append, nor of the order of keys")
  func canonicalBytes() throws {
    let other =
      #"{"method":"checkbox","notice":"n1","appendedAt":"2026-03-05T00:00:00Z","#
      + #""at":"2026-03-01T12:00:00.000Z","action":"grant","purpose":"sales","subject":"a","#
      + #""controller":"acme"}"#
    let a = try Statement(ndjson: Array(Self.grant.utf8).span)
    let b = try Statement(ndjson: Array(other.utf8).span)
    #expect(a.canonicalBytes == b.canonicalBytes)
    #expect(String(decoding: a.canonicalBytes, as: UTF8.self) == Self.grant)
  }

  @Test(
    "a denial without a purpose is one of all purposes",
    arguments: ["withdraw", "object", "restrict", "erase"])
  func wideDenial(action: String) throws {
    let line = #"{"subject":"a","action":"\#(action)","at":"2026-03-01T12:00:00Z"}"#
    #expect(try Statement(ndjson: Array(line.utf8).span).purpose == "*")
  }

  @Test(
    "a line that is no statement is rejected with its reason",
    arguments: [
      ("", .notJSON), ("{", .notJSON), ("[]", .notJSON), ("{}x", .notJSON), ("\u{0}", .notJSON),
      ("{}", .missingSubject), (#"{"subject":null}"#, .missingSubject),
      (#"{"subject":7}"#, .badField), (#"{"subject":"a","action":7}"#, .badField),
      (#"{"subject":"a"}"#, .missingAction),
      (#"{"subject":"a","action":"Grant"}"#, .unknownAction),
      (#"{"subject":"a","action":"grant"}"#, .missingAt),
      (#"{"subject":"a","action":"grant","at":"yesterday"}"#, .badTime),
      (#"{"subject":"a","action":"grant","at":1772366400}"#, .badTime),
      (#"{"subject":"a","action":"grant","at":"9999-01-01T00:00:00Z"}"#, .badTime),
      (#"{"subject":"a","action":"grant","at":"2026-03-01T12:00:00Z"}"#, .missingPurpose),
      (#"{"subject":"a","action":"unrestrict","at":"2026-03-01T12:00:00Z"}"#, .missingPurpose),
      (#"{"subject":"a","action":"link","at":"2026-03-01T12:00:00Z"}"#, .missingOther),
      (
        #"{"subject":"a","other":"-","action":"link","at":"2026-03-01T12:00:00Z"}"#,
        .placeholderSubject
      ),
      (
        #"{"subject":"0","action":"withdraw","at":"2026-03-01T12:00:00Z"}"#, .placeholderSubject
      ),
      (
        #"{"subject":"a","action":"withdraw","action":"grant","at":"2026-03-01T12:00:00Z"}"#,
        .duplicateKey
      ),
    ] as [(String, StatementRejection)])
  func rejected(line: String, reason: StatementRejection) {
    #expect(throws: reason) { try Statement(ndjson: Array(line.utf8).span) }
    #expect(throws: reason) {
      var table = ConsentStatements()
      try table.append(ndjson: Array(line.utf8).span)
    }
  }

  @Test("a mark that spoils a grant is taken for set unless it is plainly false")
  func marks() throws {
    for (value, isSet) in [
      ("true", true), ("\"no\"", true), ("0", true), ("false", false), ("null", false),
    ] {
      let line = Self.grant.dropLast() + ",\"bundled\":\(value)}"
      let statement = try Statement(ndjson: Array(line.utf8).span)
      #expect(statement.marks.contains(.bundled) == isSet, "\(value)")
    }
    let line = Self.grant.dropLast() + #","child":true,"authorised":"yes","confirmedGpc":1}"#
    #expect(try Statement(ndjson: Array(line.utf8).span).marks == .child)
  }

  @Test("a line cut or changed at any byte is read or rejected, never more")
  func hostileLines() {
    let line = Array(Self.grant.utf8)
    var rejected = 0
    for end in line.indices {
      #expect(throws: StatementRejection.self) {
        try Statement(ndjson: line.span.extracting(0..<end))
      }
      for byte in [0x00, 0x22, 0x5C, 0x7B, 0xFF] as [UInt8] {
        var changed = line
        changed[end] = byte
        if (try? Statement(ndjson: changed.span)) == nil { rejected += 1 }
      }
    }
    #expect(rejected > line.count)
  }

  @Test("an invalid line adds nothing, and a table gives back what it took")
  func table() throws {
    var table = ConsentStatements()
    try table.append(ndjson: Array(Self.grant.utf8).span)
    try? table.append(ndjson: Array(#"{"subject":"a"}"#.utf8).span)
    #expect(table.count == 1)
    #expect(try table.statement(0) == Statement(ndjson: Array(Self.grant.utf8).span))
    try table.append(Make.link("a", "b", at: Make.day(2)))
    #expect(table.statement(1) == Make.link("a", "b", at: Make.day(2)))
  }

  @Test(
    "sessions 6, consent 22: placeholders are no ids",
    arguments: [
      ("", true), ("-", true), ("0", true), ("00000000-0000-0000-0000-000000000000", true),
      ("null", true), ("NULL", true), ("undefined", true), ("[object Object]", true),
      ("nil", true), ("none", true), ("N/A", true), ("(null)", true), ("optout", true),
      ("opt-out", true), ("OPT_OUT", true), ("opted-out", true), ("optedout", true),
      ("opted_out", true), ("--", true), ("00-01", false), ("a", false), ("nul", false),
      (" ", false), ("null ", false), ("optouts", false), ("\u{0}", false), ("1", false),
    ])
  func placeholders(id: String, isPlaceholder: Bool) {
    #expect(Placeholder.matches(Array(id.utf8).span) == isPlaceholder)
  }
}
