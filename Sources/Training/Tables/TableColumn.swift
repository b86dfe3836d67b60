import Bytes

/// A column of a table: its different values, and which of them each row has.
public struct TableColumn: Sendable {
  /// The column's name.
  public let name: String
  /// For each row the number of its value.
  public private(set) var rows: [UInt32] = []
  private var interner = ByteInterner()
  private var text: [UInt8] = []

  init(name: String) {
    self.name = name
  }

  /// How many different values there are.
  public var valueCount: Int { interner.ranges.count }

  /// How many bytes the different values take.
  var textBytes: Int { text.count }

  /// Hands the bytes of a value to `body`.
  public func withValue<Result>(_ number: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    body(text.span.extracting(interner.ranges[number].indices))
  }

  /// Takes the next row's value.
  mutating func append(_ value: Span<UInt8>) {
    let length = text.count
    let range = text.store(value)
    let (number, isNew) = interner.number(of: range, in: text)
    if !isNew { text.removeLast(text.count - length) }
    rows.append(UInt32(number))
  }
}

extension ByteInterner {
  /// The number of the text at `range`, and whether it is new.
  mutating func number(of range: ByteRange, in text: [UInt8]) -> (Int, isNew: Bool) {
    number(of: range, in: text.span)
  }
}
