import Bytes
import Features
import TestKit
import Testing
import Training

/// What text came to, by one reader or the other.
private struct Reading: Equatable {
  var slots: [[UInt32]] = []
  var values: [[Float]] = []
  var labels: [Bool] = []
}

/// Line by line, plainly.
private func readPlainly(_ text: String, maximumIndex: UInt32) throws -> Reading {
  var line = SvmlightLine(maximumIndex: maximumIndex)
  var reading = Reading()
  let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
  for (number, part) in lines.enumerated() {
    let bytes = Array(part)
    guard let label = try line.read(bytes.span, number: number + 1) else { continue }
    reading.slots.append(line.features.slots)
    reading.values.append(line.features.values)
    reading.labels.append(label)
  }
  return reading
}

/// A stretch at once, fast.
private func readFast(_ text: String, maximumIndex: UInt32) throws -> Reading {
  let bytes = Array(text.utf8)
  let reader = SvmlightText(maximumIndex: maximumIndex, maximumBytes: bytes.count)
  var reading = Reading()
  guard let block = try unsafe bytes.withUnsafeBytes({ unsafe try reader.read($0) }).block else {
    return reading
  }
  for row in block.rows {
    reading.slots.append(row.slots)
    reading.values.append(row.values)
    reading.labels.append(row.labels & 1 != 0)
  }
  return reading
}

@Suite("Svmlight")
struct SvmlightTests {
  @Test("labels, entries, comments, qid, any order, returns, no line feed at the end")
  func reads() throws {
    let found = try readFast(
      "# header\n+1 3:0.5 1:1e2 # note 9:9\n-1 qid:4 100:-2\r\n\n0\n1\t0:7  5:1", maximumIndex: 100)
    #expect(found.labels == [true, false, false, true])
    #expect(found.slots == [[1, 3], [100], [], [0, 5]])
    #expect(found.values == [[100, 0.5], [-2], [], [7, 1]])
  }

  @Test(
    "errors name the line",
    arguments: [
      ("1 1:1\n2 1:1\n", SvmlightError.badLabel(line: 2)),
      ("yes 1:1", .badLabel(line: 1)),
      ("1 1", .badEntry(line: 1)),
      ("1 1:", .badEntry(line: 1)),
      ("1 -1:2", .badEntry(line: 1)),
      ("1 a:2 3:1 4:1", .badEntry(line: 1)),
      ("1 1a:2 3:1 4:1", .badEntry(line: 1)),
      ("\n\n1 1:nan", .badEntry(line: 3)),
      ("1 1:1e99", .badEntry(line: 1)),
      ("1 101:1", .badIndex(line: 1, allowed: 0...100)),
      ("1 1:1 101:1 102:1 103:1\n", .badIndex(line: 1, allowed: 0...100)),
      ("1 99999999999999999999999:1", .badEntry(line: 1)),
      ("1 5:1 5:2", .repeatedIndex(line: 1)),
      ("1 1:1\n1 7:1 5:1 7:2 8:1 9:1\n", .repeatedIndex(line: 2)),
    ])
  func errors(_ text: String, _ expected: SvmlightError) {
    #expect(throws: expected) { try readFast(text, maximumIndex: 100) }
    #expect(throws: expected) { try readPlainly(text, maximumIndex: 100) }
  }

  @Test("a line over the limit is refused, with values or without", arguments: ["1", "1 1:1 "])
  func longLine(_ part: String) throws {
    let text = String(repeating: part, count: (8 << 20) / part.utf8.count + 1)
    #expect(throws: SvmlightError.lineTooLong(line: 1, limit: 8 << 20)) {
      try readFast(text, maximumIndex: 100)
    }
    let rising = "0 1:1\n1" + (1...9).map { " \($0):1" }.joined() + "\n1 1:1\n"
    let bytes = Array(rising.utf8)
    let reader = SvmlightText(maximumIndex: 100, maximumBytes: bytes.count, maximumLineBytes: 36)
    #expect(throws: SvmlightError.lineTooLong(line: 2, limit: 36)) {
      try unsafe bytes.withUnsafeBytes { unsafe try reader.read($0) }
    }
  }

  @Test(
    "made-up lines of all kinds: the fast reader comes to what the plain one does",
    arguments: 0..<40)
  func alike(seed: UInt64) throws {
    var numbers = SeededGenerator(seed: seed)
    let labels = ["1", "-1", "+1", "0", "1.0", "0e0"]
    let gaps = [" ", " ", " ", "  ", "\t"]
    let values = ["1", "1", "1", "1.0", "0.25", "-3e-2", "12345.678", "+2"]
    let ends = ["\n", "\n", "\n", " \n", "\r\n", " # c\n", "\n\n"]
    var text = ""
    for _ in 0..<Int.random(in: 0...60, using: &numbers) {
      text += labels.randomElement(using: &numbers)!
      let isRising = Int.random(in: 0..<4, using: &numbers) > 0
      var index: UInt32 = 0
      for _ in 0..<Int.random(in: 0...12, using: &numbers) {
        index += UInt32(1) << UInt32.random(in: 0..<24, using: &numbers)
        let shown = isRising ? "\(index)" : "\(0x0FFF_FFFF - index)"
        let value = seed % 3 == 0 ? "1" : values.randomElement(using: &numbers)!
        text += gaps.randomElement(using: &numbers)! + shown + ":" + value
      }
      text += ends.randomElement(using: &numbers)!
    }
    if Bool.random(using: &numbers), text.hasSuffix("\n") { text.removeLast() }
    let limit = UInt32(1) << 28
    #expect(
      try readFast(text, maximumIndex: limit) == readPlainly(text, maximumIndex: limit), "\(seed)")
  }
}
