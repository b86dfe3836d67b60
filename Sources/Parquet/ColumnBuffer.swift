import Bytes

/// One column of the row group that is being filled; which of the values it uses follows from its type.
struct ColumnBuffer: Sendable {
  let column: ParquetColumn
  let physical: ParquetType.Physical
  /// Whether each row has a value.
  private(set) var presence = BitRuns()
  private(set) var texts: TextChunk
  private(set) var registry = TextRegistry()
  /// Whole numbers, and the bits of numbers with a fraction.
  private(set) var numbers: [Int64] = []
  private(set) var flags = BitRuns()

  init(_ column: ParquetColumn, maximumDictionaryBytes: Int) {
    self.column = column
    physical = column.type.physical
    texts = TextChunk(maximumDictionaryBytes: maximumDictionaryBytes)
  }

  @inline(__always)
  mutating func append(text: Span<UInt8>) {
    check(.bytes)
    presence.append(true)
    texts.append(text)
  }

  @inline(__always)
  mutating func append(text: Span<UInt8>, count: Int) {
    check(.bytes)
    guard count > 0 else { return }
    presence.append(true, count: count)
    let code = texts.append(text)
    var left = count - 1
    while left > 0, texts.isPlain {
      texts.append(text)
      left -= 1
    }
    if left > 0 { texts.append(code: code, count: left) }
  }

  @inline(__always)
  mutating func append(registered number: Int) {
    check(.bytes)
    presence.append(true)
    let code = registry.codes[number]
    if code != TextRegistry.unknown, !texts.isPlain {
      texts.append(code: code, count: 1)
    } else {
      let range = registry.texts.ranges[number]
      let known = registry.texts.page
      let new = texts.append(known.span.extracting(range.indices))
      if !texts.isPlain { registry.set(new, of: number) }
    }
  }

  mutating func append(registered codes: Span<ParquetCode>) {
    for place in codes.indices { append(registered: codes[place].number) }
  }

  mutating func register(_ text: Span<UInt8>) -> Int {
    check(.bytes)
    return registry.number(of: text)
  }

  @inline(__always)
  mutating func append(_ value: Int64, as type: ParquetType.Physical, count: Int) {
    check(type)
    if count == 1 {
      presence.append(true)
      numbers.append(value)
    } else {
      presence.append(true, count: count)
      numbers.append(contentsOf: repeatElement(value, count: count))
    }
  }

  @inline(__always)
  mutating func append(flag: Bool, count: Int) {
    check(.boolean)
    presence.append(true, count: count)
    flags.append(flag, count: count)
  }

  @inline(__always)
  mutating func appendNull(count: Int) {
    precondition(column.isNullable, "the column `\(column.name)` has no nulls")
    presence.append(false, count: count)
  }

  mutating func removeAll() {
    presence.removeAll()
    texts.removeAll()
    registry.forgetCodes()
    numbers.removeAll(keepingCapacity: true)
    flags.removeAll()
  }

  @inline(__always)
  private func check(_ type: ParquetType.Physical) {
    precondition(
      type == physical, "the column `\(column.name)` holds \(physical), and \(type) was appended")
  }
}
