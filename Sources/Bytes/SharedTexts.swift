/// Stores texts in a buffer, each that comes again only once while it is known; the buffer lies with the
/// caller, who only ever adds to it.
public struct SharedTexts: Sendable {
  private var memo: ByteMemo
  private var places: [ByteRange] = []

  /// Knows so many texts of so many bytes at once; see ``ByteMemo/init(maximumCount:maximumBytes:)``.
  public init(maximumCount: Int, maximumBytes: Int) {
    memo = ByteMemo(maximumCount: maximumCount, maximumBytes: maximumBytes)
  }

  /// Where a text stands in the buffer, to which it is added unless it is known to stand there.
  public mutating func store(_ text: Span<UInt8>, in buffer: inout [UInt8]) -> ByteRange {
    let entry = memo.entry(of: text)
    if entry.isNew {
      // Numbers begin anew when the memo has forgotten all.
      if entry.number == 0 { places.removeAll(keepingCapacity: true) }
      places.append(buffer.store(text))
    }
    return places[entry.number]
  }

  /// Forgets all, since the buffer has been emptied.
  public mutating func removeAll() {
    memo.removeAll()
  }
}
