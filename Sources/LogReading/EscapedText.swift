import Bytes

/// How the text of a log's fields differs from what the client sent.
enum TextCoding: Sendable {
  /// Not at all.
  case plain
  /// By the backslash escapes of Apache and nginx.
  case backslash
  /// By `+` for spaces in headers, as IIS writes them.
  case plusForSpace
  /// By percent-encoding, as CloudFront writes headers.
  case percent
  /// By percent-encoding twice over, as CloudFront writes user agents.
  case percentTwice
}

extension [UInt8] {
  /// Appends the bytes that a log line's escapes stand for: `\"`, `\\`, `\n`, `\x16`, `\u001f`.
  ///
  /// Apache writes `\"`, `\\`, `\b`, `\n`, `\r`, `\t`, `\v` and `\xhh`; nginx `\xHH`, or with
  /// `escape=json` JSON's escapes. A backslash that begins none of them stays.
  package mutating func append(unescaping bytes: Span<UInt8>) {
    var start = 0
    while let at = bytes.firstIndex(of: 0x5C, from: start) {
      append(bytes.extracting(start..<at))
      start = at + appendUnescaped(bytes, at: at)
    }
    append(bytes.extracting(start..<bytes.count))
  }

  private mutating func appendUnescaped(_ bytes: Span<UInt8>, at index: Int) -> Int {
    guard index + 1 < bytes.count else {
      append(0x5C)
      return 1
    }
    switch bytes[index + 1] {
    case 0x22, 0x5C, 0x2F: append(bytes[index + 1])
    case 0x62: append(0x08)
    case 0x66: append(0x0C)
    case 0x6E: append(0x0A)
    case 0x72: append(0x0D)
    case 0x74: append(0x09)
    case 0x76: append(0x0B)
    case 0x78: return appendHexadecimal(bytes, at: index, prefix: 2)
    case 0x75 where bytes.hasPrefix("00", at: index + 2):
      return appendHexadecimal(bytes, at: index, prefix: 4)
    default:
      append(0x5C)
      return 1
    }
    return 2
  }

  private mutating func appendHexadecimal(
    _ bytes: Span<UInt8>, at index: Int, prefix: Int
  ) -> Int {
    let digits = index + prefix
    guard digits + 2 <= bytes.count, let high = hexValue(bytes[digits]),
      let low = hexValue(bytes[digits + 1])
    else {
      append(0x5C)
      return 1
    }
    append(high << 4 | low)
    return prefix + 2
  }
}
