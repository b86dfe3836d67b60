import Bytes

extension Span<UInt8> {
  /// The value of a cookie in the text of a `Cookie` header: `a=b; NAME=value`.
  ///
  /// Names compare exactly and the first of a name wins. White space around a pair is no part of it,
  /// nor is `%20`, which logs with encoded headers leave there; quotes are part of the value, as in
  /// RFC 6265, section 5.2.
  ///
  /// - Parameter name: the name, in which no `=` can stand.
  func cookieValue(_ name: Span<UInt8>) -> ByteRange {
    var start = 0
    while start < count {
      let end = firstIndex(of: 0x3B, from: start) ?? count
      let first = skippingSpace(from: start, to: end)
      let equals = first + name.count
      if equals < end, self[equals] == 0x3D, extracting(first..<equals).isEqual(to: name) {
        var last = end
        while last > equals + 1, self[last - 1] == 0x20 || self[last - 1] == 0x09 { last -= 1 }
        return last == equals + 1 ? .none : ByteRange(equals + 1, last)
      }
      start = end + 1
    }
    return .none
  }

  private func skippingSpace(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      if self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x2B {
        index += 1
      } else if self[index] == 0x25, index + 3 <= end, hasPrefix("%20", at: index) {
        index += 3
      } else {
        break
      }
    }
    return index
  }
}
