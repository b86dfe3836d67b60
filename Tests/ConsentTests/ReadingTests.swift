import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("Statements read at a glance")
struct ReadingTests {
  static let line =
    #"{"controller":"acme","subject":"9e3779b9-7f4a-4c15","purpose":"sales","action":"grant","at":"2025-09-02T19:23:46Z","appendedAt":"2025-09-03T00:00:00Z","notice":"v3","method":"checkbox"}"#

  /// What a line says, or why it is rejected.
  private func read(_ bytes: [UInt8]) -> Result<Statement, StatementRejection> {
    var table = ConsentStatements()
    do {
      try table.append(ndjson: bytes.span)
      return .success(table.statement(0))
    } catch {
      return .failure(error)
    }
  }

  /// Two spaces are JSON, and not the usual form.
  private func readSlowly(_ bytes: [UInt8]) -> Result<Statement, StatementRejection> {
    guard bytes.first == 0x7B else { return read(bytes) }
    return read([0x7B, 0x20, 0x20] + bytes.dropFirst())
  }

  @Test(
    "say the same as lines read as any JSON",
    arguments: [
      line, line.replacing("\":\"", with: "\": \""), line.replacing(",\"", with: ", \""),
      line.replacing("grant", with: "withdraw"), line.replacing("grant", with: "object"),
      line.replacing("grant", with: "erase"), line.replacing("grant", with: "permit"),
      line.replacing("purpose\":\"sales", with: "purpose\":\""),
      line.replacing("\"purpose\":\"sales\",", with: ""),
      line.replacing("9e3779b9-7f4a-4c15", with: "-"), line.replacing("subject", with: "subjects"),
      line.replacing("19:23:46Z", with: "19:23:60Z"),
      line.replacing("19:23:46Z", with: "19:23:46.25+01:00"),
      line.replacing("2025-09-02", with: "2025-02-29"),
      line.replacing("2025-09-02", with: "2024-02-29"),
      line.replacing("2025-09-02", with: "0001-01-01"), line.replacing("notice", with: "method"),
      line.replacing("v3", with: "v\\u0033"), line.replacing("v3", with: "vé"),
      line.replacing("}", with: ",\"evidence\":{\"ip\":\"x\",\"confirmedGpc\":true}}"),
      line.replacing("}", with: ",\"bundled\":true}"), line.replacing("}", with: "} "),
      line.replacing("}", with: ""), line.replacing("}", with: "}}"), line + ",", "{", "{}", "",
      line.replacing("grant", with: "link").replacing("}", with: ",\"other\":\"b\"}"),
      line.replacing("grant", with: "link").replacing("}", with: ",\"other\":\"null\"}"),
      line.replacing("grant", with: "link"), line.replacing("}", with: ",\"other\":\"b\"}"),
      #"{"action":"grant","subject":"a","purpose":"p","at":"2025-09-02T19:23:46Z"}"#,
      #"{"subject":"a","purpose":"p","at":"2025-09-02T19:23:46Z","action":"grant"}"#,
    ])
  func agrees(_ line: String) {
    let bytes = Array(line.utf8)
    #expect(read(bytes) == readSlowly(bytes))
  }

  @Test("any byte changed, lost or doubled is read alike", arguments: 1...8 as ClosedRange<UInt64>)
  func hostile(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let whole = Array(ReadingTests.line.utf8)
    for place in whole.indices {
      var changed = whole
      changed[place] = UInt8.random(in: 0...255, using: &random)
      var lost = whole
      lost.remove(at: place)
      var doubled = whole
      doubled.insert(whole[place], at: place)
      for bytes in [changed, lost, doubled, Array(whole[..<place])] {
        #expect(
          read(bytes) == readSlowly(bytes),
          "seed \(seed), place \(place): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test("are told apart by every name, mark and time, and alike where all are the same")
  func wordings() throws {
    var table = ConsentStatements()
    let lines = [
      ReadingTests.line, ReadingTests.line.replacing("acme", with: "other"),
      ReadingTests.line.replacing("sales", with: "support"),
      ReadingTests.line.replacing("v3", with: "v4"),
      ReadingTests.line.replacing("checkbox", with: "button"),
      ReadingTests.line.replacing("}", with: ",\"evidence\":{\"a\":1}}"),
      ReadingTests.line.replacing("}", with: ",\"child\":true}"),
      ReadingTests.line.replacing("grant", with: "refuse"), ReadingTests.line,
    ]
    for line in lines { try table.append(ndjson: Array(line.utf8).span) }
    let read = lines.indices.map { table.statement($0) }
    #expect(Set(read).count == lines.count - 1)
    #expect(read.first == read.last)
  }

  @Test("under other names: both ids of a link, after the check for placeholders")
  func renaming() throws {
    var table = ConsentStatements()
    let link =
      #"{"action":"link","subject":"ab","other":"c\u0064","at":"2025-09-02T19:23:46Z"}"#
    for line in [link, ReadingTests.line] {
      try table.append(ndjson: Array(line.utf8).span) { id, name in
        for place in id.indices.reversed() { name.append(id[place]) }
      }
    }
    #expect(table.statement(0).subject == Array("ba".utf8))
    #expect(table.statement(0).other == Array("dc".utf8))
    #expect(table.statement(1).subject == Array("51c4-a4f7-9b9773e9".utf8))
    var renamed = 0
    let nobody = ReadingTests.line.replacing("9e3779b9-7f4a-4c15", with: "null")
    #expect(throws: StatementRejection.placeholderSubject) {
      try table.append(ndjson: Array(nobody.utf8).span) { _, _ in renamed += 1 }
    }
    #expect(renamed == 0)
    #expect(table.count == 2)
  }

  @Test("the latest append to a controller")
  func latestAppend() throws {
    var table = ConsentStatements()
    #expect(table.latestAppend(to: "acme") == nil)
    for day in [3, 9, 5] { try table.append(Make.grant(at: Make.day(day))) }
    var foreign = Make.grant(at: Make.day(11))
    foreign.controller = "globex"
    try table.append(foreign)
    #expect(table.latestAppend(to: "acme") == Make.day(9))
    #expect(table.latestAppend(to: "globex") == Make.day(11))
    #expect(table.latestAppend(to: "initech") == nil)
  }
}
