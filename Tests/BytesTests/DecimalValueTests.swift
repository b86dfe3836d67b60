import Bytes
import Testing

@Suite("Decimal numbers")
struct DecimalNumberTests {
  @Test(
    "are read as the standard library reads them",
    arguments: [
      "0", "-0", "1", "+1", "9.99", "-12.5e3", ".5", "5.", "1e22", "1E-22", "123456789012345",
      "0.000001", "1e+3", "0.1", "2.718281828459045", "1e-400", "1e400",
    ])
  func areRead(_ text: String) throws {
    let expected = try #require(Double(text.hasPrefix("+") ? String(text.dropFirst()) : text))
    let read = Array(text.utf8).span.decimalValue()
    let found = try #require(read)
    #expect(found == expected)
  }

  @Test(
    "of many digits are within the last bits",
    arguments: [
      "3.14159265358979323846264338", "1.7976931348623157e308", "12345678901234567890123",
    ])
  func areNear(_ text: String) throws {
    let expected = try #require(Double(text))
    let read = Array(text.utf8).span.decimalValue()
    let found = try #require(read)
    #expect(abs(found / expected - 1) < 1e-14)
  }

  @Test(
    "are not other text",
    arguments: ["", "-", ".", "e5", "1e", "1e+", "1x", " 1", "1 ", "0x10", "inf", "nan", "1.2.3"])
  func areRefused(_ text: String) {
    #expect(Array(text.utf8).span.decimalValue() == nil)
  }
}
