public import Bytes

/// Reduces addresses to what outcomes and features need: scheme, host, port, path and listed query
/// keys.
///
///
/// Of an address without a host, such as `mailto:…` or a file's, only the scheme is left. User, password, fragment, session ids in the path and all other query keys are gone. The kept pairs
/// stay in their order; an address minimised again is itself.
public struct URLMinimizer: Sendable {
  private let keys: [[UInt8]]

  /// A minimizer that keeps the query keys of these names, upper and lower case alike.
  public init(keeping keys: [String]) {
    self.keys = keys.map { Array($0.utf8) }
  }

  /// Appends what is kept of an address and returns where it now stands.
  @discardableResult
  public func append(minimized url: Span<UInt8>, to text: inout [UInt8]) -> ByteRange {
    let start = text.count
    let parts = URLParts(url)
    appendOrigin(url, parts, &text)
    let isPage = parts.host.isEmpty ? parts.scheme.isEmpty && !parts.hasAuthority : true
    if isPage {
      appendPath(url, parts, &text)
      appendQuery(url, parts, &text)
    }
    return start == text.count ? .none : ByteRange(start, text.count)
  }

  private func appendOrigin(_ url: Span<UInt8>, _ parts: URLParts, _ text: inout [UInt8]) {
    if !parts.scheme.isEmpty {
      text.append(url.extracting(parts.scheme.indices))
      text.append(0x3A)
    }
    guard parts.hasAuthority else { return }
    text.append("//")
    text.append(url.extracting(parts.host.indices))
    guard !parts.port.isEmpty else { return }
    text.append(0x3A)
    text.append(url.extracting(parts.port.indices))
  }

  /// Appends the path without `;jsessionid=…` and its like.
  private func appendPath(_ url: Span<UInt8>, _ parts: URLParts, _ text: inout [UInt8]) {
    let path = url.extracting(parts.path.indices)
    let start = text.count
    var index = 0
    while index < path.count {
      if path[index] == 0x3B, isSessionID(path, at: index + 1) {
        while index < path.count, path[index] != 0x2F { index += 1 }
      } else {
        let wouldMarkHost = !parts.hasAuthority && path[index] == 0x2F && text[start...] == [0x2F]
        if !wouldMarkHost { text.append(path[index]) }
        index += 1
      }
    }
  }

  private func isSessionID(_ path: Span<UInt8>, at start: Int) -> Bool {
    for word in ["jsessionid=", "phpsessid=", "sessionid=", "sid="] as [StaticString] {
      let end = start + word.utf8CodeUnitCount
      if end <= path.count, path.extracting(start..<end).isEqualIgnoringCase(to: word) {
        return true
      }
    }
    return false
  }

  private func appendQuery(_ url: Span<UInt8>, _ parts: URLParts, _ text: inout [UInt8]) {
    var pairs = QueryPairs(parts.query)
    var isFirst = true
    while let pair = pairs.next(in: url) {
      guard isKept(url.extracting(pair.key.indices)) else { continue }
      text.append(isFirst ? 0x3F : 0x26)
      text.append(url.extracting(pair.whole.indices))
      isFirst = false
    }
  }

  private func isKept(_ key: Span<UInt8>) -> Bool {
    for kept in keys where key.isEqualIgnoringCase(to: kept.span) { return true }
    return false
  }
}
