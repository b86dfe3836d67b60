import Bytes

extension Span<UInt8> {
  /// The decimal number that fills the bytes, such as `-12.50` or `1e3`; nil for any other text.
  ///
  /// White space, separators of thousands, hexadecimal and the names of infinities are no numbers.
  func decimalNumber() -> Double? {
    guard count > 0, count <= 64 else { return nil }
    var hasDigit = false
    for index in indices {
      switch self[index] {
      case 0x30...0x39: hasDigit = true
      case 0x2B, 0x2D, 0x2E, 0x45, 0x65: continue
      default: return nil
      }
    }
    guard hasDigit, let value = simpleNumber() ?? Double(String(self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// A number of few digits without an exponent, read without making a text of it: its digits and
  /// the power of ten are exact, so one division gives the nearest value.
  private func simpleNumber() -> Double? {
    guard count <= 15 else { return nil }
    var digits: UInt64 = 0
    var scale: Double = 1
    var hasPoint = false
    var index = self[0] == 0x2D || self[0] == 0x2B ? 1 : 0
    let firstDigit = index
    while index < count {
      let byte = self[index]
      if byte == 0x2E, !hasPoint, index > firstDigit, index + 1 < count {
        hasPoint = true
      } else if byte &- 0x30 < 10 {
        digits = digits * 10 + UInt64(byte - 0x30)
        if hasPoint { scale *= 10 }
      } else {
        return nil
      }
      index += 1
    }
    let value = Double(digits) / scale
    return self[0] == 0x2D ? -value : value
  }
}
