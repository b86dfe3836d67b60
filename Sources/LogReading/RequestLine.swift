import Bytes

/// The parts of a request line: `GET /path?query HTTP/1.1`.
///
/// The method is what stands before the first space and the protocol what stands after the last, if
/// it begins with `HTTP/`; a target may hold spaces. Lines that have no method, such as the first
/// bytes of a TLS handshake, have no parts.
struct RequestLine {
  var method = ByteRange.none
  var target = ByteRange.none

  init(_ text: Span<UInt8>, at range: ByteRange) {
    guard let space = text.firstIndex(of: 0x20, from: range.start, to: range.end),
      RequestLine.isMethod(text.extracting(range.start..<space))
    else { return }
    method = ByteRange(range.start, space)
    var end = range.end
    while end > space, text[end - 1] != 0x20 { end -= 1 }
    let hasProtocol = text.hasPrefix("HTTP/", at: end)
    let targetEnd = hasProtocol ? end - 1 : range.end
    if targetEnd > space + 1 { target = ByteRange(space + 1, targetEnd) }
  }

  /// Whether bytes can be a method's name: letters, `-` and `_`.
  static func isMethod(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0, bytes.count <= 32 else { return false }
    for index in bytes.indices {
      switch bytes[index] {
      case 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: continue
      default: return false
      }
    }
    return bytes[0] != 0x2D
  }
}
