import Bytes

/// What stands for a text wherever it comes, such as what is kept of an address, worked out once while
/// the text is in use.
struct TextTranslator {
  private var memo: ByteMemo
  private var made = PooledTexts()

  /// A translator that knows so many texts of so many bytes at once.
  init(maximumCount: Int, maximumBytes: Int) {
    memo = ByteMemo(maximumCount: maximumCount, maximumBytes: maximumBytes)
  }

  /// Where what stands for a text lies in a pool, to which it is added unless it stands there already.
  ///
  /// - Parameter make: appends what stands for a text.
  mutating func place(
    of text: Span<UInt8>, in pool: inout TextPool, _ make: (Span<UInt8>, inout [UInt8]) -> Void
  ) -> ByteRange {
    let entry = memo.entry(of: text)
    if entry.isNew { made.learn(entry.number) { make(text, &$0) } }
    return made.place(of: entry.number, in: &pool)
  }
}

/// Texts by number, and where each stands in the pool in hand.
struct PooledTexts {
  private struct Entry {
    /// Where the text lies in `texts`.
    var text: ByteRange
    /// Where it stands in the pool of this identity.
    var place = ByteRange.none
    var pool: UInt64 = 0
  }

  private var texts: [UInt8] = []
  private var entries: [Entry] = []

  /// Takes the text of the next number, which `make` appends; number 0 begins anew.
  mutating func learn(_ number: Int, _ make: (inout [UInt8]) -> Void) {
    if number == 0 {
      texts.removeAll(keepingCapacity: true)
      entries.removeAll(keepingCapacity: true)
    }
    let start = texts.count
    make(&texts)
    entries.append(Entry(text: ByteRange(start, texts.count)))
  }

  /// Where the text of a number stands in a pool, to which it is added unless it stands there already.
  mutating func place(of number: Int, in pool: inout TextPool) -> ByteRange {
    let known = entries[number]
    if known.pool == pool.identity { return known.place }
    let place = pool.bytes.store(texts.span.extracting(known.text.indices))
    entries[number].place = place
    entries[number].pool = pool.identity
    return place
  }
}
