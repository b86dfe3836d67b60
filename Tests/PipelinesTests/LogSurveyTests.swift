import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("sessions 9: what of a night's logs has been read before, under any name")
struct LogSurveyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Lines that no other log has, by its letter.
  private func log(_ letter: String, _ lines: Range<Int>) -> String {
    lines.map { "\(letter) \($0) " + String(repeating: letter, count: $0 * 7 % 90) + "\n" }.joined()
  }

  private func file(_ name: String, _ text: String, isPacked: Bool = false) throws {
    folder.file(name, isPacked ? try gzip(Data(text.utf8)) : Data(text.utf8))
  }

  private func gzip(_ data: Data) throws -> Data {
    let scratch = try TemporaryFolder()
    return try Command.shell("exec gzip -nc '\(scratch.file("content", data))'").output
  }

  private func survey(
    _ names: [String], after seen: [SeenContent] = [], directives: Set<Int> = []
  ) async throws -> [SurveyedLog] {
    try await LogSurvey(
      seen: seen, limits: InputLimits(), jobs: 3, sourcesWithDirectives: directives
    ).survey(names.map { InputSelection.LogFile(path: folder.path($0), source: 0) })
  }

  /// What is known of a file once a run has read it, and its new lines where they are asked for.
  private func read(
    _ log: SurveyedLog, _ receive: (String) -> Void = { _ in }
  ) throws -> SeenContent {
    let reading = try LineInput(path: log.log.path, limits: InputLimits(), known: log.known)
      .forEachLine { line, _ in receive(String(line)) }
    return SeenContent(reading.content, of: log.identity)
  }

  private func read(_ names: String...) throws -> [SeenContent] {
    try names.map { name in
      let log = InputSelection.LogFile(path: folder.path(name), source: 0)
      return try read(
        SurveyedLog(log: log, identity: FileIdentity(path: log.path)))
    }
  }

  @Test("a file that lies there as it did is known; one that is new is not")
  func unchanged() async throws {
    try file("l", log("a", 0..<9))
    try file("m", log("b", 0..<9))
    let logs = try await survey(["l", "m"], after: try read("l"))
    #expect(logs.map(\.isSeen) == [true, false])
    #expect(logs[0].supersedes == nil && logs[1].known == KnownPart())
  }

  @Test("a renamed, packed or unpacked copy is known by its content", arguments: [true, false])
  func renamed(wasPacked: Bool) async throws {
    try file("l", log("a", 0..<900), isPacked: wasPacked)
    let seen = try read("l")
    try FileManager.default.removeItem(atPath: folder.path("l"))
    try file("l.1", log("a", 0..<900), isPacked: !wasPacked)
    // Its name now has another file.
    try file("l", log("b", 0..<900))
    let logs = try await survey(["l", "l.1"], after: seen)
    #expect(logs.map(\.isSeen) == [false, true])
    #expect(logs[0].known.bytes == 0 && logs[1].seen?.digest == seen[0].digest)
  }

  @Test(
    "one that has grown is continued from where it ended, under any name, packed or not",
    arguments: [1, 40, 900], [true, false])
  func grown(lines: Int, isPacked: Bool) async throws {
    for rest in ["", "the start of a li"] {
      try file("l", log("a", 0..<lines) + rest)
      let seen = try read("l")
      try file("l.1", log("a", 0..<lines) + rest + "ne\n" + log("a", 900..<990), isPacked: isPacked)
      let found = try #require(try await survey(["l.1"], after: seen).first)
      #expect(!found.isSeen)
      #expect(found.known.bytes == log("a", 0..<lines).utf8.count)
      #expect(found.known.lines == lines)
      #expect(found.known.tail?.bytes == (rest.isEmpty ? nil : rest.utf8.count))
      #expect(found.supersedes == seen[0].key)
    }
  }

  @Test("of several known contents that it begins with, the longest counts")
  func longest() async throws {
    try file("x", log("a", 0..<300))
    try file("xy", log("a", 0..<600))
    let seen = try read("x", "xy")
    try file("xyz", log("a", 0..<601))
    for order in [seen, seen.reversed()] {
      let found = try #require(try await survey(["xyz"], after: order).first)
      #expect(found.supersedes == seen[1].key)
    }
  }

  @Test(
    "one that begins as a known content does and then differs is new, as is one that is shorter")
  func differs() async throws {
    let head = log("a", 0..<800)
    #expect(head.utf8.count > ContentHash.headLimit)
    try file("l", head + log("b", 0..<50))
    let seen = try read("l")
    for text in [head + log("c", 0..<90), head, log("a", 0..<3), ""] {
      try file("m", text)
      let found = try #require(try await survey(["m"], after: seen).first)
      #expect(!found.isSeen && found.known == KnownPart() && found.repeats == nil)
    }
  }

  @Test("of files of one night with one content the first is read, whatever their names")
  func twins() async throws {
    for text in [log("a", 0..<700), "no end", "one\nand no end"] {
      try file("l", text)
      try file("m", text, isPacked: true)
      try file("n", log("b", 0..<700))
      let logs = try await survey(["m", "l", "n"])
      #expect(logs.map(\.isSeen) == [false, true, false])
      #expect(logs.map(\.repeats) == [nil, folder.path("m"), nil])
    }
  }

  @Test("of files of one night that go on with one another each is read from the other's end")
  func chain() async throws {
    let ends = [300, 600, 900]
    for end in ends { try file("\(end)", log("a", 0..<end)) }
    for order in [[300, 600, 900], [900, 600, 300], [600, 900, 300]] {
      let logs = try await survey(order.map(String.init))
      for (end, found) in zip(order, logs) {
        let before = ends.last { $0 < end } ?? 0
        #expect(found.known.bytes == log("a", 0..<before).utf8.count)
        #expect(found.repeats == (before == 0 ? nil : folder.path("\(before)")))
      }
    }
  }

  @Test("an empty file is known once another has been read; a damaged one is left to who reads it")
  func odd() async throws {
    try file("e", "")
    try file("f", "")
    let seen = try read("e")
    let text = log("a", 0..<900)
    try file("l", text)
    folder.file("l.gz", try gzip(Data(text.utf8)).dropLast(9))
    let logs = try await survey(["e", "f", "l", "l.gz", "none"], after: seen)
    #expect(logs.map(\.isSeen) == [true, true, false, false, false])
    #expect(logs.allSatisfy { $0.known == KnownPart() && $0.repeats == nil })
    #expect(logs[4].identity == nil)
  }

  @Test("lines that say what later lines hold are asked for again where the format has them")
  func directives() async throws {
    try file("l", "#Fields: a\n1\n")
    let seen = try read("l")
    try file("l", "#Fields: a\n1\n2\n")
    let kept = try await survey(["l"], after: seen, directives: [0])
    #expect(kept[0].known.keepsDirectives)
    #expect(try await !survey(["l"], after: seen)[0].known.keepsDirectives)
  }

  @Test(
    "every line is read once, through nights in which logs grow, are rotated and packed",
    arguments: 1...12 as ClosedRange<UInt64>)
  func nights(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    // Each log's bytes so far; the first of a name is the one that is written to.
    var rotations: [[String]] = [[""], [""], [""]]
    var written: [String] = []
    var seen: [SeenContent] = []
    var found: [String] = []
    for night in 0..<8 {
      let letters = ["a", "b", "c"]
      for place in rotations.indices {
        if Int.random(in: 0..<3, using: &random) == 0 { rotations[place].insert("", at: 0) }
        for number in 0..<Int.random(in: 0...60, using: &random) {
          let line =
            "\(letters[place]) \(night) \(number) \(UInt64.random(in: 0...9_999, using: &random))"
          written.append(line)
          rotations[place][0] += line + "\n"
        }
      }
      var names: [String] = []
      for name in Folder.names(in: folder.url.path) { try Folder.remove(folder.path(name)) }
      for (place, logs) in rotations.enumerated() {
        for (age, text) in logs.enumerated() {
          names.append("\(letters[place]).\(age)")
          // A line's end may come a night later.
          let isCut = age == 0 && text.hasSuffix("\n") && Bool.random(using: &random)
          try file(
            names[names.count - 1], isCut ? String(text.dropLast()) : text,
            isPacked: age > 0 && Int.random(in: 0..<4, using: &random) == 0)
        }
      }
      names.shuffle(using: &random)
      for log in try await survey(names, after: seen) where !log.isSeen {
        seen.append(try read(log) { found.append($0) })
      }
    }
    #expect(found.sorted() == written.sorted(), "seed \(seed)")
  }
}
