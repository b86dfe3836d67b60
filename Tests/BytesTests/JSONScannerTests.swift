import Bytes
import Testing

@Suite("JSON scanning (RFC 8259)")
struct JSONScannerTests {
  /// Reads one value that fills the text.
  static func scan(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var scanner = JSONScanner()
    let value = try scanner.value(bytes.span)
    try scanner.finish(bytes.span)
    return value
  }

  static func error(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try scan(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "what the grammar has is accepted, with its kind",
    arguments: [
      ("null", JSONValue.Kind.null), ("true", .true), ("false", .false), ("0", .number),
      ("-0", .number), ("12.50", .number), ("1e9", .number), ("1E+9", .number),
      ("-0.1e-2", .number),
      ("\"\"", .string), ("\"a\\\"b\"", .string), ("\"\\u00e9\\uD83D\\uDE00\"", .string),
      ("\"é😀\u{7F}\"", .string), ("\"\\ud800\"", .string), ("[]", .array), ("[ ]", .array),
      ("[1,[2,{}],\"]\"]", .array), ("{}", .object), ("{ }", .object),
      ("{\"a\":{\"b\":[1, 2]},\"a\":null}", .object), (" \t\r\n1 \t\r\n", .number),
      ("{\"\":\"}\"}", .object), ("123456789012345678901234567890", .number),
    ])
  func accepts(text: String, kind: JSONValue.Kind) throws {
    #expect(try JSONScannerTests.scan(Array(text.utf8)).kind == kind)
  }

  @Test(
    "what it has not is refused, at the byte where it shows",
    arguments: [
      ("", JSONError.Kind.ended, 0), (" ", .ended, 1), ("nul", .unexpectedByte, 0),
      ("nulL", .unexpectedByte, 0), ("True", .unexpectedByte, 0), ("nullx", .unexpectedByte, 4),
      ("01", .badNumber, 2), ("-", .badNumber, 1), ("+1", .unexpectedByte, 0),
      (".5", .unexpectedByte, 0),
      ("1.", .badNumber, 2), ("1.e3", .badNumber, 2), ("1e", .badNumber, 2), ("1e+", .badNumber, 3),
      ("0x1", .unexpectedByte, 1), ("NaN", .unexpectedByte, 0), ("-Infinity", .badNumber, 1),
      ("1 2", .unexpectedByte, 2), ("\"", .ended, 1), ("\"a", .ended, 2),
      ("'a'", .unexpectedByte, 0),
      ("\"\\x\"", .badString, 1), ("\"\\u12\"", .ended, 1), ("\"\\u12g4\"", .badString, 1),
      ("\"\\", .ended, 1), ("\"a\nb\"", .badString, 2), ("\"\t\"", .badString, 1),
      ("\"\u{0}\"", .badString, 1), ("[", .ended, 1), ("[1", .ended, 2), ("[1,", .ended, 3),
      ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1 2]", .unexpectedByte, 3),
      ("[1}", .unexpectedByte, 2), ("]", .unexpectedByte, 0), ("{", .ended, 1),
      ("{\"a\"", .ended, 4),
      ("{\"a\":", .ended, 5), ("{\"a\":1", .ended, 6), ("{\"a\":1,}", .unexpectedByte, 7),
      ("{,}", .unexpectedByte, 1), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
      ("{\"a\" 1}", .unexpectedByte, 5), ("{\"a\":}", .unexpectedByte, 5),
      ("{\"a\":1]", .unexpectedByte, 6), ("{}{}", .unexpectedByte, 2),
      ("//\n1", .unexpectedByte, 0),
      ("\u{FEFF}1", .unexpectedByte, 0), ("\u{A0}1", .unexpectedByte, 0),
      ("1\u{0}", .unexpectedByte, 1),
    ])
  func refuses(text: String, kind: JSONError.Kind, offset: Int) {
    let error = JSONScannerTests.error(Array(text.utf8))
    #expect(error?.kind == kind)
    #expect(error?.offset == offset)
  }

  @Test("bytes that are not UTF-8 are refused in a string", arguments: Utf8Tests.malformed)
  func malformedText(bytes: [UInt8]) {
    #expect(JSONScannerTests.error([0x22] + bytes + [0x22])?.kind == .badString)
  }

  @Test("no cut-short text is accepted, at any length")
  func cutShort() {
    let text = Array("{\"a\":[1.5e3,true,\"\\u00e9é\"],\"b\":{\"c\":null}}".utf8)
    #expect(JSONScannerTests.error(text) == nil)
    for length in 0..<text.count {
      #expect(JSONScannerTests.error(Array(text.prefix(length))) != nil, "\(length) bytes")
    }
  }

  @Test("values may lie as deep as the limit, and no deeper")
  func depth() {
    func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
      Array(
        (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
    }
    let limit = JSONScanner.maximumDepth
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      #expect(JSONScannerTests.error(nested(limit, open, close)) == nil)
      #expect(JSONScannerTests.error(nested(limit + 1, open, close))?.kind == .tooDeep)
    }
    #expect(JSONScannerTests.error([UInt8](repeating: 0x5B, count: 1 << 20))?.kind == .tooDeep)
  }

  @Test("members are handed on in order, each with its key and value")
  func members() throws {
    let bytes = Array("{ \"a\" : 1 , \"b\\n\":\"x\",\"c\":{\"d\":[]},\"a\":false }".utf8)
    var seen: [String] = []
    try forEachMember(of: bytes.span) { key, value in
      seen.append(
        "\(String(bytes.span.extracting(key.range.indices))) \(value.kind) "
          + String(bytes.span.extracting(value.range.indices)))
    }
    #expect(seen == ["a number 1", "b\\n string x", "c object {\"d\":[]}", "a false false"])
  }

  @Test(
    "members of what is no object are refused", arguments: ["[]", "1", "", "{}x", "{\"a\":1,}"])
  func noObject(text: String) {
    #expect(throws: JSONError.self) {
      try forEachMember(of: Array(text.utf8).span) { _, _ in }
    }
  }

  @Test("an object inside an object can be entered and left")
  func entering() throws {
    let bytes = Array("[{\"a\":1},{},[2,3]]".utf8)
    var scanner = JSONScanner()
    try scanner.enter(0x5B, bytes.span)
    var texts: [String] = []
    while let value = try scanner.nextElement(bytes.span) {
      texts.append(String(bytes.span.extracting(value.range.indices)))
      guard value.kind == .object else { continue }
      var inner = JSONScanner(at: value.range.start)
      try inner.enter(0x7B, bytes.span)
      while let key = try inner.nextKey(bytes.span) {
        _ = try inner.value(bytes.span)
        texts.append(String(bytes.span.extracting(key.range.indices)))
      }
      #expect(inner.position == value.range.end)
    }
    try scanner.finish(bytes.span)
    #expect(texts == ["{\"a\":1}", "a", "{}", "[2,3]"])
  }

  @Test("random bytes are refused or read, never a crash")
  func noise() {
    let alphabet = Array("{}[]\",:\\u0019e+-. tfn\u{1}é".utf8)
    var state: UInt64 = 5
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for _ in 0..<(state >> 60) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      if JSONScannerTests.error(bytes) == nil { accepted += 1 }
    }
    #expect(accepted > 100 && accepted < 10_000, "\(accepted) of 20,000, seed 5")
  }
}
