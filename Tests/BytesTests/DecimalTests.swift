import Bytes
import Testing

@Suite("decimal numbers")
struct DecimalTests {
  @Test(
    "digits alone are a number, up to 64 bits",
    arguments: [
      ("0", UInt64(0)), ("007", 7), ("18446744073709551615", .max), ("00000000000000000001", 1),
    ])
  func accepted(text: String, value: UInt64) {
    #expect(Array(text.utf8).span.unsignedInteger() == value)
  }

  @Test(
    "anything else is none",
    arguments: [
      "", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "१", "18446744073709551616",
      "99999999999999999999", "000000000000000000001", "/", ":",
    ])
  func refused(text: String) {
    #expect(Array(text.utf8).span.unsignedInteger() == nil)
  }

  @Test("two and four digits at a place, never past the end")
  func fixedDigits() {
    let bytes = Array("12x345678".utf8)
    #expect(bytes.span.twoDigits(at: 0) == 12)
    #expect(bytes.span.twoDigits(at: 1) == nil)
    #expect(bytes.span.twoDigits(at: 8) == nil)
    #expect(bytes.span.fourDigits(at: 3) == 3456)
    #expect(bytes.span.fourDigits(at: 6) == nil)
  }

  @Test("numbers are written with their sign and the zeros asked for")
  func written() {
    func text(_ value: some FixedWidthInteger, _ digits: Int) -> String {
      var bytes: [UInt8] = Array("=".utf8)
      bytes.append(decimal: value, minimumDigits: digits)
      return String(decoding: bytes.dropFirst(), as: UTF8.self)
    }
    #expect(text(0, 1) == "0")
    #expect(text(7, 3) == "007")
    #expect(text(-7, 3) == "-007")
    #expect(text(1234, 2) == "1234")
    #expect(text(Int64.min, 1) == "-9223372036854775808")
    #expect(text(UInt64.max, 1) == "18446744073709551615")
  }
}
