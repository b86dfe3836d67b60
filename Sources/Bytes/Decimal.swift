extension Span<UInt8> {
  /// The unsigned decimal number that fills the bytes; nil when anything else stands there or it
  /// does not fit.
  @inlinable
  public func unsignedInteger() -> UInt64? {
    guard count > 0, count <= 20 else { return nil }
    var value: UInt64 = 0
    for index in 0..<count {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// The number of exactly two digits at `index`; nil where they are not digits.
  @inlinable
  public func twoDigits(at index: Int) -> Int? {
    guard index + 2 <= count else { return nil }
    let tens = self[index] &- 0x30
    let ones = self[index + 1] &- 0x30
    guard tens < 10, ones < 10 else { return nil }
    return Int(tens) * 10 + Int(ones)
  }

  /// The number of exactly four digits at `index`; nil where they are not digits.
  @inlinable
  public func fourDigits(at index: Int) -> Int? {
    guard let high = twoDigits(at: index), let low = twoDigits(at: index + 2) else { return nil }
    return high * 100 + low
  }
}

extension [UInt8] {
  /// Appends a number in decimal digits.
  public mutating func append(decimal value: some FixedWidthInteger) {
    append(decimal: value, minimumDigits: 1)
  }

  /// Appends a number in decimal digits, with zeros in front up to `minimumDigits`.
  public mutating func append(decimal value: some FixedWidthInteger, minimumDigits: Int) {
    if value < 0 { append(0x2D) }
    var rest = UInt64(value.magnitude)
    let start = count
    repeat {
      append(UInt8(rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    while count - start < minimumDigits { append(0x30) }
    self[start...].reverse()
  }
}
