/// Copies texts from one buffer to the end of another, those that stand at one place only once.
public struct CopiedTexts: Sendable {
  private var places = OffsetMap(empty: ByteRange.none)

  /// Nothing has been copied.
  public init() {}

  /// Where a text of `source` stands in `target`.
  ///
  /// - Parameters:
  ///   - range: the text's place in `source`.
  ///   - source: the same buffer for all texts of this value.
  ///   - target: likewise; only added to in between.
  public mutating func copy(
    _ range: ByteRange, of source: Span<UInt8>, to target: inout [UInt8]
  ) -> ByteRange {
    guard !range.isEmpty else { return .none }
    if let known = places[range.offset], known.count == range.count { return known }
    let place = target.store(source.extracting(range.indices))
    places[range.offset] = place
    return place
  }
}
