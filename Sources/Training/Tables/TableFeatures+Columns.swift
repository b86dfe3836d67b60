import Bytes
import Features

extension TableFeatures {
  /// The features of a table's columns, without crosses.
  ///
  /// A column is numeric where each of its values is a finite number or nothing, and at least one is a
  /// number; spaces around a number are no part of it.
  ///
  /// - Parameters:
  ///   - table: training rows alone.
  ///   - settings: how many bits and bins.
  public init(_ table: Table, _ settings: TableSettings) {
    self.init(
      bits: settings.bits,
      columns: table.columns.map { column in
        Column(name: column.name, kind: Kind(column, settings))
      })
  }
}

extension TableFeatures.Kind {
  fileprivate init(_ column: TableColumn, _ settings: TableSettings) {
    guard let counts = numberCounts(column), !counts.isEmpty else {
      self = .text
      return
    }
    let sorted = counts.sorted { $0.key < $1.key }
    let numbers = sorted.map(\.key)
    let sizes = sorted.map(\.value)
    self = .number(
      fine: TableBins(numbers, counts: sizes, count: settings.fineBins),
      coarse: TableBins(numbers, counts: sizes, count: settings.coarseBins))
  }
}

/// How often each number is in a column; nil where a value is none.
private func numberCounts(_ column: TableColumn) -> [Double: Int]? {
  var numbers: [Double?] = []
  for value in 0..<column.valueCount {
    switch column.withValue(value, tableNumber) {
    case .number(let number): numbers.append(number)
    case .nothing: numbers.append(nil)
    case .text: return nil
    }
  }
  var counts: [Double: Int] = [:]
  for value in column.rows {
    if let number = numbers[Int(value)] { counts[number, default: 0] += 1 }
  }
  return counts
}

/// A value of a column that may be numeric.
enum TableValue: Equatable {
  case nothing
  case number(Double)
  case text
}

/// What a value's bytes are.
func tableNumber(_ bytes: Span<UInt8>) -> TableValue {
  let trimmed = bytes.extracting(bytes.trimmed)
  guard trimmed.count > 0 else { return .nothing }
  guard let number = trimmed.decimalValue(), number.isFinite else { return .text }
  return .number(number == 0 ? 0 : number)
}
