import Bytes
import Testing

@Suite("JSON text")
struct JSONTextTests {
  /// The text of a JSON string.
  static func text(of json: String) throws -> String {
    let bytes = Array(json.utf8)
    var output: [UInt8] = []
    output.append(textOf: try JSONScannerTests.scan(bytes), in: bytes.span)
    return try #require(String(validating: output, as: UTF8.self))
  }

  static func json(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    output.append(json: bytes.span)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(
    "escapes are undone",
    arguments: [
      ("\"\"", ""), ("\"plain é\"", "plain é"), ("\"\\\"\\\\\\/\"", "\"\\/"),
      ("\"\\b\\f\\n\\r\\t\"", "\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\\u20AC\"", "Aé€"),
      ("\"\\u0000\"", "\u{0}"), ("\"\\ud83d\\ude00\"", "😀"), ("\"a\\uD83D\\uDE00b\"", "a😀b"),
      ("\"\\uffff\\ufeff\"", "\u{FFFF}\u{FEFF}"),
    ])
  func escapes(json: String, text: String) throws {
    #expect(try JSONTextTests.text(of: json) == text)
  }

  @Test(
    "a lone surrogate stays the text of its escape, so that two ids stay two",
    arguments: [
      ("\"\\ud800\"", "\\ud800"), ("\"\\uDC00x\"", "\\uDC00x"), ("\"\\ud83d\\u0041\"", "\\ud83dA"),
      ("\"\\ud83d\\ud83d\\ude00\"", "\\ud83d😀"), ("\"\\ud83d\\n\"", "\\ud83d\n"),
      ("\"\\ude00\\ud83d\"", "\\ude00\\ud83d"), ("\"\\ud83dabcdefgh\"", "\\ud83dabcdefgh"),
    ])
  func loneSurrogates(json: String, text: String) throws {
    #expect(try JSONTextTests.text(of: json) == text)
  }

  @Test(
    "text is written with the fewest escapes",
    arguments: [
      ("", "\"\""), ("plain é😀\u{7F}", "\"plain é😀\u{7F}\""), ("\"\\/", "\"\\\"\\\\/\""),
      ("\n\r\t", "\"\\n\\r\\t\""), ("\u{0}\u{1F}\u{8}", "\"\\u0000\\u001f\\u0008\""),
    ])
  func written(text: String, json: String) {
    #expect(JSONTextTests.json(Array(text.utf8)) == json)
  }

  @Test("bytes that are not UTF-8 are written as text, so that the line stays JSON")
  func malformedBytes() {
    #expect(JSONTextTests.json([0x61, 0xFF, 0x62]) == "\"a\\\\xffb\"")
    #expect(JSONTextTests.json([0xC3]) == "\"\\\\xc3\"")
    for bytes in Utf8Tests.malformed {
      #expect(JSONScannerTests.error(Array(JSONTextTests.json(bytes).utf8)) == nil, "\(bytes)")
    }
  }

  @Test("what is written is read back, for every character of the first plane and beyond")
  func roundTrip() throws {
    for block in stride(from: UInt32(0), to: 0x11000, by: 0x400) {
      let scalars = (block..<(block + 0x400)).compactMap(Unicode.Scalar.init)
      let text = String(String.UnicodeScalarView(scalars))
      let json = JSONTextTests.json(Array(text.utf8))
      #expect(Array(try JSONTextTests.text(of: json).utf8) == Array(text.utf8), "from \(block)")
    }
  }

  @Test("white space between the parts goes, that in strings stays")
  func minified() throws {
    let json = Array("{ \"a b\" : [ 1 ,\t\"x \\\" \\\\\" ] ,\n \"c\":{ } }".utf8)
    var output: [UInt8] = []
    output.append(minified: try JSONScannerTests.scan(json), in: json.span)
    #expect(String(decoding: output, as: UTF8.self) == "{\"a b\":[1,\"x \\\" \\\\\"],\"c\":{}}")
    let string = Array("\" a \\\" \"".utf8)
    output = []
    output.append(minified: try JSONScannerTests.scan(string), in: string.span)
    #expect(output == string)
  }

  @Test("stored text is where it is said to be")
  func stored() throws {
    let bytes = Array("\"\\u00e9\"".utf8)
    var heap = Array("before".utf8)
    let range = heap.store(textOf: try JSONScannerTests.scan(bytes), in: bytes.span)
    #expect(String(heap.span.extracting(range.indices)) == "é")
    let empty = Array("\"\"".utf8)
    #expect(heap.store(textOf: try JSONScannerTests.scan(empty), in: empty.span) == .none)
  }
}
