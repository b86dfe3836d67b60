import Bytes
import Parquet

/// One value of a table, in a shape that compares bit by bit.
enum Cell: Hashable {
  case null
  case text([UInt8])
  case number(Int64)
  case fraction(bits: UInt64)
  case flag(Bool)

  static func text(_ string: String) -> Cell { .text(Array(string.utf8)) }
  static func fraction(_ value: Double) -> Cell { .fraction(bits: value.bitPattern) }
}

/// A table as the tests know it: columns of cells.
struct Table {
  var schema: ParquetSchema
  var columns: [[Cell]]

  var rowCount: Int { columns[0].count }

  /// Written row by row.
  func file(_ options: ParquetOptions = ParquetOptions()) -> [UInt8] {
    var writer = ParquetWriter(schema: schema, options: options)
    for row in 0..<rowCount {
      for column in columns.indices { append(columns[column][row], to: column, of: &writer) }
      writer.endRow()
    }
    writer.finish()
    return writer.takeBytes()
  }

  /// Written column by column, equal neighbours at once, texts by code; bytes are taken as they come.
  func fileInBatches(_ options: ParquetOptions = ParquetOptions()) -> [UInt8] {
    var writer = ParquetWriter(schema: schema, options: options)
    var file: [UInt8] = []
    var first = 0
    while first < rowCount {
      let count = min(rowCount - first, writer.rowsLeftInGroup)
      for column in columns.indices {
        appendRuns(columns[column][first..<first + count], to: column, of: &writer)
      }
      writer.endRow(count: count)
      file += writer.takeBytes()
      first += count
    }
    writer.finish()
    return file + writer.takeBytes()
  }

  private func appendRuns(
    _ cells: ArraySlice<Cell>, to column: Int, of writer: inout ParquetWriter
  ) {
    var start = cells.startIndex
    while start < cells.endIndex {
      var end = start + 1
      while end < cells.endIndex, cells[end] == cells[start] { end += 1 }
      if case .text(let bytes) = cells[start], start % 3 == 0 {
        let code = writer.intern(column, string: bytes.span)
        for _ in start..<end { writer.append(code) }
      } else {
        append(cells[start], count: end - start, to: column, of: &writer)
      }
      start = end
    }
  }

  /// Appends a cell to a column's next `count` rows.
  func append(
    _ cell: Cell, count: Int = 1, to column: Int, of writer: inout ParquetWriter
  ) {
    switch cell {
    case .null: writer.appendNull(column, count: count)
    case .text(let bytes) where count == 1: writer.append(column, string: bytes.span)
    case .text(let bytes): writer.append(column, string: bytes.span, count: count)
    case .fraction(let bits): writer.append(column, double: Double(bitPattern: bits), count: count)
    case .flag(let value): writer.append(column, boolean: value, count: count)
    case .number(let value):
      switch schema.columns[column].type {
      case .int32, .date: writer.append(column, int32: Int32(value), count: count)
      default: writer.append(column, int64: value, count: count)
      }
    }
  }
}

/// All cells of a file, column by column.
func cells(_ reader: ParquetReader) throws(ParquetError) -> [[Cell]] {
  var columns = reader.schema.columns.map { _ in [Cell]() }
  for group in reader.rowGroups.indices {
    for column in columns.indices {
      columns[column] += try cells(reader, column: column, group: group)
    }
  }
  return columns
}

/// The cells of one column of a row group.
func cells(
  _ reader: ParquetReader, column: Int, group: Int
) throws(ParquetError) -> [Cell] {
  switch reader.schema.columns[column].type {
  case .string, .json:
    var text: [UInt8] = []
    return list(try reader.strings(column: column, rowGroup: group, into: &text)) {
      .text(Array(text[$0.indices]))
    }
  case .int64, .timestamp:
    return list(try reader.int64s(column: column, rowGroup: group)) { .number($0) }
  case .int32, .date:
    return list(try reader.int32s(column: column, rowGroup: group)) { .number(Int64($0)) }
  case .double:
    return list(try reader.doubles(column: column, rowGroup: group)) { .fraction($0) }
  case .boolean:
    return list(try reader.booleans(column: column, rowGroup: group)) { .flag($0) }
  }
}

private func list<Element>(
  _ values: ParquetValues<Element>, _ cell: (Element) -> Cell
) -> [Cell] {
  values.values.indices.map { row in values[row].map(cell) ?? .null }
}
