import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("sessions 9: a log that has grown is continued from where it ended")
struct KnownPartTests {
  /// A log in its later state; each of its prefixes is one that an earlier run may have read.
  static let logs = [
    "a\nbc\n", "a\n\n\nbc", "one\ntwo and more\nthree\n", "first\r\n\r\nsecond\r\nthird\r\n",
    "#Fields: a b\n1 2\n#Fields: b a\n2 1\n#Fields: c\n3", "no end", "\n", "é\u{0}\nü\n",
  ]

  /// What was read of a log's first bytes: whole lines, and perhaps a last one without an end.
  private func known(_ read: Int, of log: [UInt8], keepsDirectives: Bool = false) -> KnownPart {
    let whole = log[..<read].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let tail = Array(log[whole..<read])
    return KnownPart(
      bytes: whole, lines: log[..<whole].count { $0 == 0x0A },
      tail: tail.isEmpty
        ? nil : SeenContent.Tail(bytes: tail.count, digest: ContentDigest.of(tail)),
      keepsDirectives: keepsDirectives)
  }

  /// The lines as they stand, without their ends.
  private func lines(_ log: some Sequence<UInt8>) -> [[UInt8]] {
    var lines = [[]] as [[UInt8]]
    for byte in log {
      if byte == 0x0A { lines.append([]) } else { lines[lines.count - 1].append(byte) }
    }
    if lines.last == [] { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
  }

  /// The lines that are new after so many bytes were read: all after the last whole line but the one
  /// that stood there complete save for its end.
  private func newLines(after read: Int, of log: [UInt8]) -> [[UInt8]] {
    let whole = log[..<read].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let rest = lines(log[whole...])
    let tail = lines(log[whole..<read])
    return !tail.isEmpty && rest.first == tail.first ? Array(rest.dropFirst()) : rest
  }

  /// The lines that a cutter hands on of a log that comes in blocks of a size, by their numbers.
  private func cut(
    _ log: [UInt8], _ known: KnownPart, blocks size: Int
  ) throws -> (lines: [[UInt8]], numbers: [Int]) {
    var found: (lines: [[UInt8]], numbers: [Int]) = ([], [])
    var cutter = KnownPartCutter(known)
    var splitter = LineSplitter()
    func split(_ bytes: Span<UInt8>, _ passedOver: Int) throws {
      try splitter.split(bytes) { line, number in
        found.lines.append(Array(bytes: line))
        found.numbers.append(passedOver + number)
      }
    }
    for start in stride(from: 0, to: log.count, by: size) {
      let block = log[start..<min(start + size, log.count)]
      let bytes = Array(block.prefix(known.limit(block.count, at: start)))
      try cutter.cut(bytes.span, at: start, split)
    }
    try cutter.finish(split)
    let passedOver = cutter.passedOver
    try splitter.finish { line, number in
      found.lines.append(Array(bytes: line))
      found.numbers.append(passedOver + number)
    }
    return found
  }

  @Test(
    "each line is handed on once, wherever the known part ends and however blocks fall",
    arguments: logs)
  func everyCut(_ text: String) throws {
    let log = Array(text.utf8)
    for read in 0...log.count {
      for size in 1...(log.count + 1) {
        let found = try cut(log, known(read, of: log), blocks: size)
        let new = newLines(after: read, of: log)
        #expect(found.lines == new, "\(read) bytes known, blocks of \(size)")
        let numbers = (1...lines(log).count).suffix(new.count)
        #expect(found.numbers == Array(numbers), "\(read) bytes known, blocks of \(size)")
      }
    }
  }

  @Test("lines that say what later lines hold are handed on again before them", arguments: logs)
  func directives(_ text: String) throws {
    let log = Array(text.utf8)
    for read in 0...log.count {
      let known = known(read, of: log, keepsDirectives: true)
      let kept = lines(log[..<known.bytes]).enumerated()
        .filter { $0.element.first == UInt8(ascii: "#") }
      for size in 1...(log.count + 1) {
        let found = try cut(log, known, blocks: size)
        let new = newLines(after: read, of: log)
        #expect(
          found.lines == kept.map(\.element) + new, "\(read) bytes known, blocks of \(size)")
        let numbers = (1...lines(log).count).suffix(new.count)
        #expect(
          found.numbers == kept.map { $0.offset + 1 } + numbers,
          "\(read) bytes known, blocks of \(size)")
      }
    }
  }

  @Test("nothing after a given end is handed on, though the file has grown since", arguments: logs)
  func end(_ text: String) throws {
    let log = Array(text.utf8)
    for end in 0...log.count {
      for size in 1...(log.count + 1) {
        #expect(
          try cut(log, KnownPart(end: end), blocks: size).lines == lines(log[..<end]),
          "to byte \(end), blocks of \(size)")
      }
    }
  }

  @Test("a file is continued in the middle of a line that is longer than its blocks, packed or not")
  func longLines() throws {
    let folder = try TemporaryFolder()
    let text = (0..<40).map { String(repeating: "line \($0) ", count: 3000) + "\n" }.joined()
    let log = Array(text.utf8)
    let path = folder.file("log", text)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      let read = Int.random(in: 0...log.count, using: &random)
      var lines: [[UInt8]] = []
      var numbers: [Int] = []
      let known = known(read, of: log)
      let reading = try LineInput(path: path, limits: InputLimits(), known: known)
        .forEachLine { line, number in
          lines.append(Array(bytes: line))
          numbers.append(number)
        }
      #expect(reading.failure == nil)
      #expect(lines == newLines(after: read, of: log), "\(read) bytes known")
      #expect(reading.content.fullDigest == ContentDigest.of(log))
      #expect(numbers.last == 40)
      #expect(reading.content.lines == 40)
    }
  }
}
