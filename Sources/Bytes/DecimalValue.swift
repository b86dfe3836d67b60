extension Span<UInt8> {
  /// The decimal number that fills the bytes, as `-12.5e3`; nil where anything else stands there.
  ///
  /// Signs, a point without digits on one of its sides and an exponent are allowed; names such as
  /// `inf`, hexadecimal digits and white space are not. Right to the last bit for up to 15 digits and
  /// powers of ten up to 22, else within a few of the last bits: the same on every machine.
  public func decimalValue() -> Double? {
    var index = 0
    let isNegative = count > 0 && self[0] == 0x2D
    if count > 0, self[0] == 0x2D || self[0] == 0x2B { index = 1 }
    var digits: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    var hasPoint = false
    while index < count {
      let byte = self[index]
      if byte == 0x2E, !hasPoint {
        hasPoint = true
      } else if byte &- 0x30 < 10 {
        digitCount += 1
        if digits < 100_000_000_000_000_000 {
          digits = digits * 10 + UInt64(byte - 0x30)
          if hasPoint { exponent -= 1 }
        } else if !hasPoint {
          exponent += 1
        }
      } else {
        break
      }
      index += 1
    }
    guard digitCount > 0 else { return nil }
    if index < count {
      guard let written = writtenExponent(at: index) else { return nil }
      exponent += written
    }
    let magnitude = scaled(digits, exponent)
    return isNegative ? -magnitude : magnitude
  }

  /// The number after `e`, held within ±100,000.
  private func writtenExponent(at start: Int) -> Int? {
    guard self[start] | 0x20 == 0x65, start + 1 < count else { return nil }
    let isNegative = self[start + 1] == 0x2D
    var index = start + (isNegative || self[start + 1] == 0x2B ? 2 : 1)
    guard index < count else { return nil }
    var value = 0
    while index < count {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      value = Swift.min(value * 10 + Int(digit), 100_000)
      index += 1
    }
    return isNegative ? -value : value
  }
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

private func scaled(_ digits: UInt64, _ exponent: Int) -> Double {
  var value = Double(digits)
  guard digits > 0 else { return 0 }
  var rest = exponent.magnitude
  while rest > 0, value > 0, value < .infinity {
    let step = Swift.min(rest, 22)
    if exponent < 0 { value /= powersOfTen[Int(step)] } else { value *= powersOfTen[Int(step)] }
    rest -= step
  }
  return value
}
