import Bytes
import Features
import Testing
import Training

private func read(_ text: String, maximumIndex: UInt32 = 100) throws -> ExampleSet {
  var reader = SvmlightReader(maximumIndex: maximumIndex)
  try reader.read(Array(text.utf8).span)
  try reader.finish()
  return reader.examples
}

@Suite("Svmlight")
struct SvmlightReaderTests {
  @Test("labels, entries, comments, qid, any order, no line feed at the end")
  func reads() throws {
    let found = try read(
      "# header\n+1 3:0.5 1:1e2 # note 9:9\n-1 qid:4 100:-2\r\n\n0\n1\t0:7  5:1")
    #expect(found.labels == [true, false, false, true])
    #expect(found.weights == [1, 1, 1, 1])
    #expect(found.rowEnds == [2, 3, 3, 5])
    #expect(found.slots == [1, 3, 100, 0, 5])
    #expect(found.values == [100, 0.5, -2, 7, 1])
  }

  @Test("the same for any cut into blocks")
  func blocks() throws {
    let bytes = Array("1 1:2.5 4:1\n-1 2:3 # x\n1 99:1".utf8)
    let whole = try read(String(decoding: bytes, as: UTF8.self))
    for cut in 0...bytes.count {
      var reader = SvmlightReader(maximumIndex: 100)
      try reader.read(bytes.span.extracting(0..<cut))
      try reader.read(bytes.span.extracting(cut..<bytes.count))
      try reader.finish()
      #expect(reader.examples.slots == whole.slots)
      #expect(reader.examples.values == whole.values)
      #expect(reader.examples.rowEnds == whole.rowEnds)
      #expect(reader.examples.labels == whole.labels)
    }
  }

  @Test(
    "errors name the line",
    arguments: [
      ("1 1:1\n2 1:1\n", SvmlightError.badLabel(line: 2)),
      ("yes 1:1", .badLabel(line: 1)),
      ("1 1", .badEntry(line: 1)),
      ("1 1:", .badEntry(line: 1)),
      ("1 -1:2", .badEntry(line: 1)),
      ("1 a:2", .badEntry(line: 1)),
      ("\n\n1 1:nan", .badEntry(line: 3)),
      ("1 1:1e99", .badEntry(line: 1)),
      ("1 101:1", .badIndex(line: 1, allowed: 0...100)),
      ("1 99999999999999999999999:1", .badEntry(line: 1)),
      ("1 5:1 5:2", .repeatedIndex(line: 1)),
      ("1 7:1 5:1 7:2", .repeatedIndex(line: 1)),
    ])
  func errors(_ text: String, _ expected: SvmlightError) {
    #expect(throws: expected) { try read(text) }
  }

  @Test("a line over the limit is refused")
  func longLine() {
    let text = String(repeating: "1", count: (8 << 20) + 1)
    #expect(throws: SvmlightError.lineTooLong(line: 1, limit: 8 << 20)) { try read(text) }
  }
}
