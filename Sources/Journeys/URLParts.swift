public import Bytes

/// Where the parts of a page's address stand in its bytes.
///
/// Reads absolute addresses (`https://host/path?query#fragment`), those without a scheme
/// (`//host/path`) and the request's own form (`/path?query`). It never fails: what is not there is
/// empty. Nothing is decoded and nothing allocated.
public struct URLParts: Equatable, Sendable {
  /// The scheme without its colon.
  public private(set) var scheme = ByteRange.none
  /// The host without user, password and port.
  public private(set) var host = ByteRange.none
  /// The port without its colon.
  public private(set) var port = ByteRange.none
  /// The path, with its leading slash where there is one.
  public private(set) var path = ByteRange.none
  /// The query without its question mark.
  public private(set) var query = ByteRange.none
  /// The fragment without its number sign.
  public private(set) var fragment = ByteRange.none

  /// Whether `//` marks a host, be it empty.
  public private(set) var hasAuthority = false

  /// The parts of `url`.
  public init(_ url: Span<UInt8>) {
    var end = url.count
    if let mark = url.firstIndex(of: 0x23) {
      fragment = ByteRange(mark + 1, end)
      end = mark
    }
    if let mark = url.firstIndex(of: 0x3F, to: end) {
      query = ByteRange(mark + 1, end)
      end = mark
    }
    var start = 0
    if let colon = URLParts.schemeEnd(url, to: end) {
      scheme = ByteRange(0, colon)
      start = colon + 1
    }
    if start + 1 < end, url[start] == 0x2F, url[start + 1] == 0x2F {
      hasAuthority = true
      start = takeAuthority(url, from: start + 2, to: end)
    }
    path = ByteRange(start, end)
  }

  /// The value of the first `key` in the query, as it is written; nil where the key is not there.
  public func queryValue(_ key: StaticString, in url: Span<UInt8>) -> ByteRange? {
    var pairs = QueryPairs(query)
    while let pair = pairs.next(in: url) {
      if url.extracting(pair.key.indices).isEqual(to: key) { return pair.value }
    }
    return nil
  }

  /// The value of the first `key` in the query, as it is written; nil where the key is not there.
  public func queryValue(_ key: Span<UInt8>, in url: Span<UInt8>) -> ByteRange? {
    var pairs = QueryPairs(query)
    while let pair = pairs.next(in: url) {
      if url.extracting(pair.key.indices).isEqual(to: key) { return pair.value }
    }
    return nil
  }

  private mutating func takeAuthority(_ url: Span<UInt8>, from: Int, to end: Int) -> Int {
    var stop = from
    var start = from
    while stop < end, url[stop] != 0x2F, url[stop] != 0x5C {
      if url[stop] == 0x40 { start = stop + 1 }
      stop += 1
    }
    var hostEnd = stop
    var index = stop
    while index > start, url[index - 1] &- 0x30 < 10 { index -= 1 }
    if index > start, url[index - 1] == 0x3A {
      port = ByteRange(index, stop)
      hostEnd = index - 1
    }
    host = ByteRange(start, hostEnd)
    return stop
  }

  /// The place of the colon after a scheme (RFC 3986, 3.1); nil where there is no scheme.
  ///
  /// A colon with digits after it parts host and port, as in `localhost:8080/x`, and makes no scheme.
  private static func schemeEnd(_ url: Span<UInt8>, to end: Int) -> Int? {
    var index = 0
    while index < end {
      switch url[index] {
      case 0x41...0x5A, 0x61...0x7A: break
      case 0x30...0x39, 0x2B, 0x2D, 0x2E: guard index > 0 else { return nil }
      case 0x3A:
        let isPort = index + 1 < end && url[index + 1] &- 0x30 < 10
        return index > 0 && !isPort ? index : nil
      default: return nil
      }
      index += 1
    }
    return nil
  }
}
