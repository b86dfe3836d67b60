import Bytes

/// The segments of a TC string: where they lie, checked to be characters of base64url and at most one
/// of each type.
struct TCSegments {
  /// The types of segments (TCF: "SegmentType"); the core has none and comes first.
  enum Kind: Int, CaseIterable {
    case core = 0
    case disclosedVendors, allowedVendors, publisher
  }

  private var places = InlineArray<4, SixBitCursor?>(repeating: nil)
  private var count = 0

  /// Parts a TC string, and reads each segment's type.
  init(_ text: Span<UInt8>) throws(TCStringError) {
    guard text.count > 0 else { throw TCStringError(.empty) }
    guard text.count <= TCString.maximumByteCount else { throw TCStringError(.tooLong) }
    var start = 0
    while start <= text.count {
      let end = text.firstIndex(of: 0x2E, from: start) ?? text.count
      var cursor = try SixBitCursor(segment: count, start..<end, text)
      let kind = try TCSegments.kind(&cursor, text)
      guard places[kind.rawValue] == nil else {
        cursor.position = 0
        throw cursor.fault(.repeatedSegment(kind.rawValue))
      }
      places[kind.rawValue] = cursor
      count += 1
      start = end + 1
    }
  }

  private static func kind(
    _ cursor: inout SixBitCursor, _ text: Span<UInt8>
  ) throws(TCStringError) -> Kind {
    guard cursor.segment > 0 else { return .core }
    let type = try cursor.integer(3, .segmentType, text)
    guard let kind = Kind(rawValue: type) else {
      cursor.position = 0
      throw cursor.fault(.unknownSegment(type))
    }
    return kind
  }

  /// A cursor behind a segment's type; nil where there is no such segment.
  subscript(kind: Kind) -> SixBitCursor? { places[kind.rawValue] }

  /// The types that are there, in the order of their numbers.
  var types: [Int] { Kind.allCases.filter { self[$0] != nil }.map(\.rawValue) }
}
