import Bytes
import TestKit
import Testing
import Training

/// The records of a text, fed in blocks of `blockBytes` bytes, each with its line in front.
private func records(
  _ text: [UInt8], blockBytes: Int, maximumRecordBytes: Int = 1 << 20
) throws -> [[String]] {
  var reader = CSVReader(maximumRecordBytes: maximumRecordBytes)
  var records: [[String]] = []
  func take(_ record: borrowing CSVRecord) {
    var fields = ["\(record.line)"]
    for field in 0..<record.count {
      fields.append(String(decoding: record.text[record[field]], as: UTF8.self))
    }
    records.append(fields)
  }
  var start = 0
  while start < text.count {
    let end = min(start + blockBytes, text.count)
    try reader.read(text.span.extracting(start..<end), take)
    start = end
  }
  try reader.finish(take)
  return records
}

/// What a text comes to, whichever way it is cut; the cuts must agree.
private func outcome(_ text: String, limit: Int = 1 << 20) -> Result<[[String]], CSVError> {
  func read(_ blockBytes: Int) -> Result<[[String]], CSVError> {
    do {
      return .success(
        try records(Array(text.utf8), blockBytes: blockBytes, maximumRecordBytes: limit))
    } catch let error as CSVError {
      return .failure(error)
    } catch {
      Issue.record("\(error)")
      return .success([])
    }
  }
  let whole = read(.max / 2)
  for size in [1, 2, 3, 5] {
    #expect(read(size) == whole, "\(text.debugDescription) in blocks of \(size)")
  }
  return whole
}

@Suite("CSV, block by block")
struct CSVReaderTests {
  @Test(
    "what RFC 4180 allows",
    arguments: [
      ("", []),
      ("a,b\n1,2\n", [["1", "a", "b"], ["2", "1", "2"]]),
      ("a,b\r\n1,2\r\n", [["1", "a", "b"], ["2", "1", "2"]]),
      ("a,b\n1,2", [["1", "a", "b"], ["2", "1", "2"]]),
      ("a,b\n1,2\r", [["1", "a", "b"], ["2", "1", "2"]]),
      ("\u{FEFF}a,b\n", [["1", "a", "b"]]),
      ("\u{FEFF}\"a\",b\n", [["1", "a", "b"]]),
      ("\u{FEFF}", []),
      ("\"a,\"\"b\"\"\",c\n", [["1", "a,\"b\"", "c"]]),
      ("\"a\nb\r\nc\",d\ne,f\n", [["1", "a\nb\r\nc", "d"], ["4", "e", "f"]]),
      ("\"\",\n", [["1", "", ""]]),
      ("\"\"\n", [["1", ""]]),
      ("\"\"\"\"\n", [["1", "\""]]),
      (",\n,", [["1", "", ""], ["2", "", ""]]),
      ("\n\na\n\r\nb\n\n", [["3", "a"], ["5", "b"]]),
      (" a , b\n", [["1", " a ", " b"]]),
      ("größe,\u{0}\n", [["1", "größe", "\u{0}"]]),
    ] as [(String, [[String]])])
  func allowed(text: String, expected: [[String]]) {
    #expect(outcome(text) == .success(expected), "\(text.debugDescription)")
  }

  @Test(
    "what it does not allow is refused with line and column",
    arguments: [
      ("a,b\n1,2\"3\n", .quoteInField(line: 2, column: 2)),
      ("a\n\"b\"c\n", .textAfterQuote(line: 2, column: 1)),
      ("a\n\"b\" ,c\n", .textAfterQuote(line: 2, column: 1)),
      ("a,b\n1,\"2\n3\n", .openQuote(line: 2, column: 2)),
      ("a,\"", .openQuote(line: 1, column: 2)),
      ("a\rb\n", .bareReturn(line: 1, column: 1)),
      ("\"x\ny\"\r,b", .bareReturn(line: 2, column: 1)),
    ] as [(String, CSVError)])
  func refused(text: String, error: CSVError) {
    #expect(outcome(text) == .failure(error), "\(text.debugDescription)")
  }

  @Test("a record grows to the limit and no further, in quotes and out of them")
  func limit() {
    #expect(outcome("abcd\n", limit: 4) == .success([["1", "abcd"]]))
    #expect(outcome("abcde\n", limit: 4) == .failure(.recordTooLong(line: 1, limit: 4)))
    #expect(outcome("a\n\"bc\nde\"\n", limit: 4) == .failure(.recordTooLong(line: 2, limit: 4)))
    #expect(outcome(",,,,,a\n", limit: 4) == .failure(.recordTooLong(line: 1, limit: 4)))
  }

  @Test("bytes that are not UTF-8, and half a byte order mark, are text like any other")
  func bytes() throws {
    for size in [1, 100] {
      let half = try records([0xEF, 0xBB, 0x2C, 0xFF], blockBytes: size)
      #expect(
        half == [["1", String(decoding: [0xEF, 0xBB] as [UInt8], as: UTF8.self), "\u{FFFD}"]])
      let end = try records([0xEF], blockBytes: size)
      #expect(end == [["1", "\u{FFFD}"]])
    }
  }

  @Test("random bytes end in records or in an error, never otherwise", arguments: 0..<20)
  func random(_ seed: UInt64) {
    var numbers = SeededGenerator(seed: seed)
    let letters = Array("a,\"\n\r 1")
    for _ in 0..<200 {
      let length = Int.random(in: 0...12, using: &numbers)
      let text = String((0..<length).map { _ in letters.randomElement(using: &numbers) ?? "a" })
      if case .success(let records) = outcome(text) {
        #expect(records.allSatisfy { $0.count >= 2 }, "seed \(seed): \(text.debugDescription)")
      }
    }
  }

  @Test("fields written with quotes come back as they were", arguments: 0..<10)
  func roundTrip(_ seed: UInt64) {
    var numbers = SeededGenerator(seed: seed)
    let letters = Array("a,\"\n\r\u{E9} ")
    let rows = (0..<20).map { _ in
      (0..<3).map { _ in
        String(
          (0..<Int.random(in: 0...5, using: &numbers)).map { _ in
            letters[Int.random(in: 0..<7, using: &numbers)]
          })
      }
    }
    let text = rows.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }.joined(separator: "\r\n")
    guard case .success(let back) = outcome(text) else {
      Issue.record("seed \(seed): refused")
      return
    }
    #expect(back.map { Array($0.dropFirst()) } == rows, "seed \(seed)")
  }
}
