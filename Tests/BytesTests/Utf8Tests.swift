import Bytes
import Testing

@Suite("UTF-8")
struct Utf8Tests {
  /// Sequences that are not well-formed: each first byte is part of no character.
  static let malformed: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xC2, 0xC0],
    [0xE0, 0x80, 0x80],
    [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x82, 0x20], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
    [0xF0, 0x9F, 0x98, 0x20],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
  ]

  @Test("every character has its length, and no cut of it has one")
  func everyScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(UTF8.encode(scalar)!)
      guard bytes.span.utf8SequenceLength(at: 0) == bytes.count else {
        Issue.record("U+\(String(value, radix: 16))")
        return
      }
      guard bytes.count > 1 else { continue }
      let cut = bytes.span.extracting(0..<(bytes.count - 1))
      guard cut.utf8SequenceLength(at: 0) == 0 else {
        Issue.record("U+\(String(value, radix: 16)), cut short")
        return
      }
    }
  }

  @Test("what is not well-formed has no length", arguments: malformed)
  func malformedLength(bytes: [UInt8]) {
    #expect(bytes.span.utf8SequenceLength(at: 0) == 0)
  }

  @Test("two bytes are well-formed where the standard library says so")
  func everyPair() {
    for first in UInt8.min...0xFF {
      for second in UInt8.min...0xFF {
        let bytes = [first, second]
        let length = bytes.span.utf8SequenceLength(at: 0)
        let isTwo = first >= 0x80 && String(validating: bytes, as: UTF8.self) != nil
        #expect(length == (first < 0x80 ? 1 : isTwo ? 2 : 0))
      }
    }
  }

  @Test("text keeps its characters and writes other bytes as numbers")
  func text() {
    func written(_ bytes: [UInt8]) -> String {
      var output: [UInt8] = []
      output.append(text: bytes.span)
      return String(decoding: output, as: UTF8.self)
    }
    #expect(written(Array("plain".utf8)) == "plain")
    #expect(written(Array("é😀".utf8)) == "é😀")
    #expect(written([0x61, 0xE9, 0x62, 0xFF]) == "a\\xe9b\\xff")
    #expect(written([0xE2, 0x82]) == "\\xe2\\x82")
  }

  @Test("hexadecimal digits, there and back")
  func hexadecimal() {
    for byte in UInt8.min...0xFF {
      let expected = UInt8(String(UnicodeScalar(byte)), radix: 16)
      #expect(hexValue(byte) == expected, "byte \(byte)")
    }
    for value in UInt8(0)..<16 { #expect(hexValue(hexDigit(value)) == value) }
  }
}
