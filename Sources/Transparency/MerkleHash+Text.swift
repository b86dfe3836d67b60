import Bytes

extension MerkleHash {
  /// A hash by its base 64; nil unless that is written strictly and holds 32 bytes.
  public init?(base64 text: Span<UInt8>) {
    guard let bytes = [UInt8](base64: text) else { return nil }
    self.init(bytes.span)
  }

  /// A hash by its base 64; nil unless that is written strictly and holds 32 bytes.
  public init?(base64 text: String) {
    self.init(base64: Array(text.utf8).span)
  }

  /// A hash by its 64 lower-case hexadecimal digits; nil for any other text.
  public init?(hex text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * MerkleHash.byteCount else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = lowerHexValue(digits[index]), let low = lowerHexValue(digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes.span)
  }

  /// The hash in base 64, padded.
  public var base64: String {
    var text: [UInt8] = []
    text.append(base64: bytes.span)
    return String(decoding: text, as: UTF8.self)
  }

  /// The hash as 64 lower-case hexadecimal digits.
  public var hex: String {
    var text: [UInt8] = []
    for byte in bytes {
      text.append(hexDigit(byte >> 4))
      text.append(hexDigit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The value of a hexadecimal digit in lower case, the one case that is printed.
func lowerHexValue(_ digit: UInt8) -> UInt8? {
  0x41...0x46 ~= digit ? nil : hexValue(digit)
}
