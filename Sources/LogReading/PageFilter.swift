import Bytes

/// Tells page views from the other requests that a server logs.
struct PageFilter: Sendable {
  private let assetExtensions: [UInt128]

  /// A filter that takes paths with one of these extensions for assets, with or without their dot.
  init(assetExtensions: [String]) {
    self.assetExtensions = assetExtensions.compactMap {
      PageFilter.packed(Array(($0.first == "." ? $0.dropFirst() : $0[...]).utf8).span)
    }.sorted()
  }

  /// Whether a status is that of a page that was shown: 200–299, or 304 from the visitor's cache.
  func accepts(status: UInt16) -> Bool {
    (200...299).contains(status) || status == 304
  }

  /// Whether a request's target is an asset by the extension of its path.
  func isAsset(_ target: Span<UInt8>) -> Bool {
    var end = target.firstIndex(of: 0x3F) ?? target.count
    end = target.firstIndex(of: 0x23, to: end) ?? end
    let start = PageFilter.pathStart(target, end: end)
    var index = end
    while index > start, end - index <= 16 {
      index -= 1
      if target[index] == 0x2F { return false }
      if target[index] == 0x2E {
        guard let key = PageFilter.packed(target.extracting((index + 1)..<end)) else {
          return false
        }
        return contains(key)
      }
    }
    return false
  }

  /// Where the path of a target begins, which may be a whole URL.
  private static func pathStart(_ target: Span<UInt8>, end: Int) -> Int {
    guard end > 0, target[0] != 0x2F,
      let colon = target.firstIndex(of: 0x3A, to: end), target.hasPrefix("://", at: colon)
    else { return 0 }
    return target.firstIndex(of: 0x2F, from: colon + 3, to: end) ?? end
  }

  private func contains(_ key: UInt128) -> Bool {
    var low = 0
    var high = assetExtensions.count
    while low < high {
      let middle = (low + high) / 2
      if assetExtensions[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < assetExtensions.count && assetExtensions[low] == key
  }

  /// Up to 16 bytes, letters folded to lower case, as one number.
  private static func packed(_ bytes: Span<UInt8>) -> UInt128? {
    guard bytes.count > 0, bytes.count <= 16 else { return nil }
    var key: UInt128 = 0
    for index in bytes.indices {
      let byte = bytes[index]
      key = key << 8 | UInt128(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    return key
  }
}
