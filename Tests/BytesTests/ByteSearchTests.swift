import Bytes
import Testing

@Suite("byte search")
struct ByteSearchTests {
  static let text = Array("GET /a/ab/abc HTTP".utf8)

  @Test("a byte is found from a place and up to a place, not past it")
  func byte() {
    let span = ByteSearchTests.text.span
    #expect(span.firstIndex(of: 0x2F) == 4)
    #expect(span.firstIndex(of: 0x2F, from: 4) == 4)
    #expect(span.firstIndex(of: 0x2F, from: 5) == 6)
    #expect(span.firstIndex(of: 0x2F, from: 5, to: 6) == nil)
    #expect(span.firstIndex(of: 0x2F, from: 10) == nil)
    #expect(span.firstIndex(of: 0x2F, from: span.count) == nil)
    #expect([UInt8]().span.firstIndex(of: 0) == nil)
  }

  @Test("runs of bytes are found where a search by hand finds them")
  func needles() {
    var state: UInt64 = 3
    for round in 0..<3_000 {
      var bytes: [UInt8] = []
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for shift in 0..<24 { bytes.append(UInt8(state >> UInt64(shift * 2 + 8) & 1) + 0x61) }
      let needle = Array(bytes.suffix(Int(state >> 61)))
      let haystack = Array(bytes.prefix(16))
      let start = Int(state >> 40) % 18
      let found = (start...max(start, 17)).first { at in
        at + needle.count <= haystack.count && Array(haystack[at..<(at + needle.count)]) == needle
      }
      #expect(
        haystack.span.firstIndex(of: needle.span, from: start) == found, "seed 3, round \(round)")
    }
  }

  @Test("equal, prefix and suffix, with nothing as each of them")
  func comparison() {
    let span = ByteSearchTests.text.span
    let nothing: [UInt8] = []
    let isFound = [
      span.hasPrefix("GET /"), span.hasPrefix(""), span.hasPrefix("HTTP", at: 14),
      span.hasSuffix(Array("HTTP".utf8).span), span.hasPrefix(nothing.span),
      span.hasSuffix(nothing.span), nothing.span.isEqual(to: nothing.span),
      nothing.span.isEqual(to: ""), span.isEqual(to: "GET /a/ab/abc HTTP"),
      span.isEqualIgnoringCase(to: "get /a/ab/abc http"), span.contains(Array("/abc".utf8).span),
    ]
    #expect(isFound == Array(repeating: true, count: isFound.count))
    let isNotFound = [
      span.hasPrefix("GETS"), span.hasPrefix("HTTP/", at: 14),
      span.hasSuffix(Array("http".utf8).span), nothing.span.hasPrefix(span),
      span.isEqual(to: "GET /a/ab/abc HTT"), span.isEqual(to: nothing.span),
      Array("[".utf8).span.isEqualIgnoringCase(to: "{"), span.contains(Array("/abd".utf8).span),
    ]
    #expect(isNotFound == Array(repeating: false, count: isNotFound.count))
  }

  @Test(
    "order is that of the bytes, the shorter first",
    arguments: [
      ("", "", 0), ("", "a", -1), ("a", "", 1), ("a", "b", -1), ("b", "aa", 1), ("a", "aa", -1),
      ("é", "z", 1),
    ])
  func order(first: String, second: String, sign: Int) {
    #expect(Array(first.utf8).span.compare(to: Array(second.utf8).span).signum() == sign)
  }

  @Test("stored bytes are where they are said to be; a shift moves them")
  func ranges() {
    var heap: [UInt8] = Array("x".utf8)
    let range = heap.store(Array("abc".utf8).span)
    #expect(range == ByteRange(1, 4))
    #expect(heap.store([UInt8]().span) == .none)
    #expect(range.shifted(by: 5).indices == 6..<9)
    #expect(ByteRange.none.shifted(by: 5) == .none)
    #expect(ByteRange.none.isEmpty && !range.isEmpty)
  }
}
