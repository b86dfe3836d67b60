public import Bytes

/// The `key=value` pairs of an address's query, one by one, without allocating.
public struct QueryPairs: Sendable {
  /// One pair as it is written.
  public struct Pair: Equatable, Sendable {
    /// The bytes before the first `=`, or all where there is none.
    public var key: ByteRange
    /// The bytes after it.
    public var value: ByteRange
    /// Key, `=` and value.
    public var whole: ByteRange
  }

  private var position: Int
  private let end: Int

  /// The pairs of a query that stands at `query` in its address.
  public init(_ query: ByteRange) {
    position = query.start
    end = query.end
  }

  /// The next pair that is not empty; nil after the last.
  public mutating func next(in url: Span<UInt8>) -> Pair? {
    while position < end {
      let start = position
      let stop = url.firstIndex(of: 0x26, from: start, to: end) ?? end
      position = stop + 1
      guard stop > start else { continue }
      let whole = ByteRange(start, stop)
      guard let equals = url.firstIndex(of: 0x3D, from: start, to: stop) else {
        return Pair(key: whole, value: ByteRange(stop, stop), whole: whole)
      }
      return Pair(
        key: ByteRange(start, equals), value: ByteRange(equals + 1, stop), whole: whole)
    }
    return nil
  }
}

extension [UInt8] {
  /// Appends a query's key or value with `%xx` and `+` undone.
  ///
  /// A `%` that two hexadecimal digits do not follow stays as it is.
  public mutating func append(queryText bytes: Span<UInt8>) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x25, index + 2 < bytes.count, let high = hexValue(bytes[index + 1]),
        let low = hexValue(bytes[index + 2])
      {
        append(high << 4 | low)
        index += 3
      } else {
        append(byte == 0x2B ? 0x20 : byte)
        index += 1
      }
    }
  }
}
