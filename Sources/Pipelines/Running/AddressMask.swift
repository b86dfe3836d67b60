import Bytes

/// Takes e-mail addresses out of texts that are kept at rest.
enum AddressMask {
  /// Appends text with each thing that looks like an e-mail address replaced by `*`.
  ///
  /// An address is a run of letters, digits and `._%+-`, then `@` or its escape `%40`, then a run of
  /// letters, digits, `.` and `-` that holds a point.
  ///
  /// - Returns: where the text now stands; none where it is empty.
  static func append(_ text: Span<UInt8>, to target: inout [UInt8]) -> ByteRange {
    guard text.count > 0 else { return .none }
    let start = target.count
    var copied = 0
    var from = 0
    while let sign = nextSign(text, from: from) {
      from = sign.end
      var begin = sign.start
      while begin > copied, isLocal(text[begin - 1]) { begin -= 1 }
      var end = sign.end
      var hasPoint = false
      while end < text.count, isDomain(text[end]) {
        hasPoint = hasPoint || text[end] == 0x2E
        end += 1
      }
      guard begin < sign.start, hasPoint else { continue }
      target.append(text.extracting(copied..<begin))
      target.append(0x2A)
      copied = end
      from = end
    }
    target.append(text.extracting(copied..<text.count))
    return ByteRange(start, target.count)
  }

  /// Whether a text has a sign that an e-mail address needs.
  static func mayApply(to text: Span<UInt8>) -> Bool {
    nextSign(text, from: 0) != nil
  }

  /// The next `@` or `%40` at or after a place.
  private static func nextSign(
    _ text: Span<UInt8>, from: Int
  ) -> (start: Int, end: Int)? {
    var at = from
    while at < text.count {
      if text[at] == 0x40 { return (at, at + 1) }
      if text[at] == 0x25, text.hasPrefix("%40", at: at) { return (at, at + 3) }
      at += 1
    }
    return nil
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    isDomain(byte) || byte == 0x5F || byte == 0x25 || byte == 0x2B
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2D: true
    default: false
    }
  }
}
