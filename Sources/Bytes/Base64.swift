extension [UInt8] {
  /// Appends bytes as base 64 (RFC 4648, section 4), padded.
  public mutating func append(base64 bytes: Span<UInt8>) {
    reserveCapacity(count + (bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let rest = bytes.count - index
      let second = rest > 1 ? bytes[index + 1] : 0
      let third = rest > 2 ? bytes[index + 2] : 0
      append(base64Digit(bytes[index] >> 2))
      append(base64Digit((bytes[index] & 3) << 4 | second >> 4))
      append(rest > 1 ? base64Digit((second & 15) << 2 | third >> 6) : 0x3D)
      append(rest > 2 ? base64Digit(third & 63) : 0x3D)
      index += 3
    }
  }

  /// The bytes that base 64 (RFC 4648, section 4) stands for; nil where it is not written as
  /// ``append(base64:)`` writes it.
  ///
  /// Strict, so that no two texts stand for the same bytes: padding must be there, bits that stand
  /// for nothing must be zero, and white space is refused.
  public init?(base64 text: Span<UInt8>) {
    guard text.count % 4 == 0 else { return nil }
    self.init()
    reserveCapacity(text.count / 4 * 3)
    for start in stride(from: 0, to: text.count, by: 4) {
      let isLast = start + 4 == text.count
      var padding = 0
      if isLast, text[start + 3] == 0x3D { padding = text[start + 2] == 0x3D ? 2 : 1 }
      var group: UInt32 = 0
      for index in 0..<(4 - padding) {
        guard let value = base64Value(text[start + index]) else { return nil }
        group |= UInt32(value) << UInt32(18 - 6 * index)
      }
      let unused = UInt32(8 * padding)
      guard group & ((1 << unused) - 1) == 0 else { return nil }
      for index in 0..<(3 - padding) {
        append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index)))
      }
    }
  }
}

/// The base 64 digit of a value below 64.
private func base64Digit(_ value: UInt8) -> UInt8 {
  switch value {
  case 0..<26: 0x41 + value
  case 26..<52: 0x61 + value - 26
  case 52..<62: 0x30 + value - 52
  case 62: 0x2B
  default: 0x2F
  }
}

/// The value of a base 64 digit; nil for any other byte.
private func base64Value(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 0x41...0x5A: digit - 0x41
  case 0x61...0x7A: digit - 0x61 + 26
  case 0x30...0x39: digit - 0x30 + 52
  case 0x2B: 62
  case 0x2F: 63
  default: nil
  }
}
