import Bytes
import Journeys

/// The leading parts of an address's path, one segment longer each: `/a`, `/a/b`.
///
/// Segments that are empty are passed over, so `/a//b/` is `/a/b`; a path without segments is `/`.
/// Scheme, host, query and fragment are no part of it.
struct PathSegments: Sendable {
  /// The path's bytes up to the current part's end.
  private(set) var bytes: [UInt8] = []
  /// Where each part ends in ``bytes``.
  private(set) var ends: [Int] = []

  /// Whether an event had no address at all.
  var isEmpty: Bool { bytes.isEmpty }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Takes the path of `url`, up to `limit` segments.
  mutating func take(_ url: Span<UInt8>, limit: Int) {
    removeAll()
    guard url.count > 0 else { return }
    let path = URLParts(url).path.indices
    var start = path.lowerBound
    while start < path.upperBound, ends.count < limit {
      let end = url.firstIndex(of: 0x2F, from: start, to: path.upperBound) ?? path.upperBound
      if end > start {
        bytes.append(0x2F)
        bytes.append(url.extracting(start..<end))
        ends.append(bytes.count)
      }
      start = end + 1
    }
    if ends.isEmpty {
      bytes.append(0x2F)
      ends.append(1)
    }
  }

  /// The path's leading part of `depth` segments, or all where there are fewer.
  func part(_ depth: Int) -> Range<Int> {
    guard let last = ends.indices.last else { return 0..<0 }
    return 0..<ends[min(depth - 1, last)]
  }
}
