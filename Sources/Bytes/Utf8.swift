extension Span<UInt8> {
  /// Whether every byte is below 0x80.
  public var isASCII: Bool {
    unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return unsafe WideBytes.isASCII(base, count: bytes.count)
    }
  }

  /// How many bytes the well-formed UTF-8 sequence at `index` has; 0 where there is none
  /// (Unicode 16, table 3-7).
  public func utf8SequenceLength(at index: Int) -> Int {
    let first = self[index]
    if first < 0x80 { return 1 }
    guard first >= 0xC2, first <= 0xF4, index + 1 < count else { return 0 }
    let second = self[index + 1]
    switch first {
    case 0xC2...0xDF: return second & 0xC0 == 0x80 ? 2 : 0
    case 0xE0: guard (0xA0...0xBF).contains(second) else { return 0 }
    case 0xED: guard (0x80...0x9F).contains(second) else { return 0 }
    case 0xF0: guard (0x90...0xBF).contains(second) else { return 0 }
    case 0xF4: guard (0x80...0x8F).contains(second) else { return 0 }
    default: guard second & 0xC0 == 0x80 else { return 0 }
    }
    guard index + 2 < count, self[index + 2] & 0xC0 == 0x80 else { return 0 }
    guard first >= 0xF0 else { return 3 }
    return index + 3 < count && self[index + 3] & 0xC0 == 0x80 ? 4 : 0
  }
}

extension [UInt8] {
  /// Appends text, each byte that is no part of well-formed UTF-8 written as `\xhh`.
  ///
  /// So that two ids that differ stay two ids in JSON, where a replacement character would join them.
  public mutating func append(text bytes: Span<UInt8>) {
    guard !bytes.isASCII else { return append(bytes) }
    var index = 0
    while index < bytes.count {
      let length = bytes.utf8SequenceLength(at: index)
      if length > 0 {
        append(bytes.extracting(index..<(index + length)))
        index += length
      } else {
        append("\\x")
        append(hexDigit(bytes[index] >> 4))
        append(hexDigit(bytes[index] & 15))
        index += 1
      }
    }
  }
}

/// The lower-case hexadecimal digit of a number below 16.
@inlinable
public func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? value + 0x30 : value + 0x57
}

/// The number of a hexadecimal digit; nil for any other byte.
@inlinable
public func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x37
  case 0x61...0x66: byte - 0x57
  default: nil
  }
}
