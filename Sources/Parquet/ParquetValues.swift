public import Bytes

/// Which rows of a column have no value.
public struct ParquetNulls: Equatable, Sendable {
  private let presence: BitRuns

  init(_ presence: BitRuns) {
    self.presence = presence
  }

  /// How many rows have none.
  public var count: Int { presence.count - presence.setCount }

  /// Whether the row has none.
  public subscript(row: Int) -> Bool { !presence[row] }
}

/// A column's values in one row group, one a row.
public struct ParquetValues<Element: Sendable>: Sendable {
  /// The values; 0, false or no bytes where the row has none.
  public let values: [Element]
  /// Which rows have none.
  public let nulls: ParquetNulls

  /// The value of a row; nil where it has none.
  public subscript(row: Int) -> Element? { nulls[row] ? nil : values[row] }

  /// Puts `filler` where rows have no value.
  init(
    dense: [Element], presence: BitRuns, filler: Element
  ) {
    nulls = ParquetNulls(presence)
    guard dense.count < presence.count else {
      values = dense
      return
    }
    var values = [Element](repeating: filler, count: presence.count)
    if presence.setCount > 0 {
      var next = 0
      presence.forEachSet { row in
        values[row] = dense[next]
        next += 1
      }
    }
    self.values = values
  }
}

/// A column's texts in one row group as codes, so that each distinct text is looked at once.
public struct ParquetCodes: Sendable {
  /// The distinct texts, as places in the caller's text.
  public let texts: [ByteRange]
  /// Each row's place among the texts; 0 where the row has none.
  public let codes: ParquetValues<UInt32>
}
