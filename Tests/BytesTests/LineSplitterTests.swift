import Bytes
import Testing

@Suite("line splitting")
struct LineSplitterTests {
  struct Input: CustomTestStringConvertible, Sendable {
    let text: String
    let lines: [String]
    var testDescription: String { text.debugDescription }
  }

  static let inputs: [Input] = [
    Input(text: "", lines: []),
    Input(text: "\n", lines: [""]),
    Input(text: "\n\n", lines: ["", ""]),
    Input(text: "a", lines: ["a"]),
    Input(text: "a\n", lines: ["a"]),
    Input(text: "a\nb", lines: ["a", "b"]),
    Input(text: "a\n\nb\n", lines: ["a", "", "b"]),
    Input(text: "a\r\nb\r\n", lines: ["a", "b"]),
    Input(text: "\r\n\r\n", lines: ["", ""]),
    Input(text: "a\r\r\n", lines: ["a\r"]),
    Input(text: "a\rb\n", lines: ["a\rb"]),
    Input(text: "é\u{2028}\u{0}\nlast\r", lines: ["é\u{2028}\u{0}", "last"]),
    Input(text: "one\ntwo\r\n\nfour, long enough", lines: ["one", "two", "", "four, long enough"]),
  ]

  /// The lines that a splitter makes of `bytes`, cut at the given positions.
  static func split(_ bytes: [UInt8], cutAt cuts: [Int], limit: Int = 8 << 20) throws -> [String] {
    var lines: [String] = []
    var splitter = LineSplitter(maximumLineBytes: limit)
    func take(_ line: Span<UInt8>, _ number: Int) {
      lines.append(String(line))
      #expect(number == lines.count)
    }
    let positions = [0] + cuts + [bytes.count]
    for (start, end) in zip(positions, positions.dropFirst()) {
      try splitter.split(bytes.span.extracting(start..<end), take)
    }
    try splitter.finish(take)
    #expect(splitter.lineCount == lines.count)
    #expect(!splitter.hasPartialLine)
    return lines
  }

  @Test(
    "the same lines whatever the blocks: whole, byte by byte, cut at every two places",
    arguments: inputs)
  func everyCut(input: Input) throws {
    let bytes = Array(input.text.utf8)
    #expect(try LineSplitterTests.split(bytes, cutAt: []) == input.lines)
    #expect(try LineSplitterTests.split(bytes, cutAt: Array(bytes.indices)) == input.lines)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        #expect(
          try LineSplitterTests.split(bytes, cutAt: [first, second]) == input.lines,
          "cut at \(first) and \(second)")
      }
    }
  }

  @Test("a line of the limit passes, one byte more is refused with its number, in any blocks")
  func limit() throws {
    for (text, number) in [
      ("ab\nabcd\n", nil), ("ab\nabcd", nil),
      ("ab\nabcde\n", 2),
      ("ab\nabcde", 2),
      ("abcdefgh", 1),
    ] {
      let bytes = Array(text.utf8)
      for cuts in [[], Array(bytes.indices), [3], [6]] {
        do {
          _ = try LineSplitterTests.split(bytes, cutAt: cuts, limit: 4)
          #expect(number == nil, "\(text) cut at \(cuts)")
        } catch let found as LineSplitter.LineTooLong {
          #expect(found.line == number && found.limit == 4, "\(text) cut at \(cuts)")
        }
      }
    }
  }

  @Test("a line is held back only until its end comes")
  func partial() throws {
    var splitter = LineSplitter()
    var count = 0
    try splitter.split(Array("a\nb".utf8).span) { _, _ in count += 1 }
    #expect(count == 1)
    #expect(splitter.hasPartialLine)
    try splitter.split(Array("\n".utf8).span) { _, _ in count += 1 }
    #expect(count == 2)
    #expect(!splitter.hasPartialLine)
  }

  @Test("what the reader of the lines throws comes through")
  func bodyThrows() {
    struct Stop: Error, Equatable {}
    #expect(throws: Stop()) {
      var splitter = LineSplitter()
      try splitter.split(Array("a\n".utf8).span) { (_, _) throws(Stop) in throw Stop() }
    }
  }
}
