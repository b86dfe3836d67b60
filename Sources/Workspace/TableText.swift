import Bytes
import Events
import Parquet

/// A table's rows as NDJSON, for people, tests and the tools of the shell.
///
/// Events have the form that they have between stages. A row of another table is an object with the
/// columns' names in their order: times as RFC 3339 in UTC, a column of JSON as it stands, and no
/// member where there is no value.
public enum TableText {
  /// Hands on the rows of a file, each on a line of its own, row group by row group.
  ///
  /// Holds one row group's text at a time, and all of a file of events.
  ///
  /// - Parameters:
  ///   - path: a file of any table.
  ///   - body: takes lines with their line feeds, in order.
  /// - Throws: ``WorkspaceError`` where the file can't be read or is no such table, or what `body`
  ///   throws.
  public static func read(_ path: String, _ body: (Span<UInt8>) throws -> Void) throws {
    let bytes = try WholeFile.read(path)
    do {
      let reader = try ParquetReader(bytes)
      guard reader.schema != EventTable.schema else { return try readEvents(path, body) }
      for group in reader.rowGroups.indices {
        let columns = try reader.schema.columns.indices.map { column in
          try TextColumn(column, of: group, reader)
        }
        var lines: [UInt8] = []
        for row in 0..<reader.rowGroups[group].rowCount {
          lines.append(row: row, of: columns)
        }
        try body(lines.span)
      }
    } catch let error as ParquetError {
      throw WorkspaceError.damagedTable(path: path, reason: "\(error)")
    }
  }

  private static func readEvents(
    _ path: String, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    var events = EventBatch()
    try EventTable.read(path, shards: 0..<TableLayout.shardCount, into: &events)
    var lines: [UInt8] = []
    for row in events.rows {
      lines.append(event: row, of: events)
      lines.append(0x0A)
      guard lines.count >= 1 << 20 else { continue }
      try body(lines.span)
      lines.removeAll(keepingCapacity: true)
    }
    try body(lines.span)
  }
}

/// A column's values in one row group, ready to be written as JSON.
private struct TextColumn {
  private enum Values {
    case booleans(ParquetValues<Bool>)
    case doubles(ParquetValues<Double>)
    case numbers(ParquetValues<Int64>)
    case times(ParquetValues<Int64>)
    case smallNumbers(ParquetValues<Int32>)
    case days(ParquetValues<Int32>)
    case texts(ParquetValues<ByteRange>, isJSON: Bool)
  }

  /// The member's name with quotes and colon.
  private var name: [UInt8] = []
  private var values: Values
  private var text: [UInt8] = []

  init(_ column: Int, of group: Int, _ reader: ParquetReader) throws(ParquetError) {
    let definition = reader.schema.columns[column]
    switch definition.type {
    case .boolean: values = .booleans(try reader.booleans(column: column, rowGroup: group))
    case .double: values = .doubles(try reader.doubles(column: column, rowGroup: group))
    case .int64: values = .numbers(try reader.int64s(column: column, rowGroup: group))
    case .timestamp: values = .times(try reader.int64s(column: column, rowGroup: group))
    case .int32: values = .smallNumbers(try reader.int32s(column: column, rowGroup: group))
    case .date: values = .days(try reader.int32s(column: column, rowGroup: group))
    case .string, .json:
      values = .texts(
        try reader.strings(column: column, rowGroup: group, into: &text),
        isJSON: definition.type == .json)
    }
    name.append(json: definition.name)
    name.append(0x3A)
  }

  /// Appends the row's member; false where there is no value, and nothing is appended.
  func append(_ row: Int, to line: inout [UInt8]) -> Bool {
    switch values {
    case .booleans(let values):
      guard let value = values[row] else { return false }
      line += name
      line.append(value ? "true" : "false")
    case .doubles(let values):
      guard let value = values[row] else { return false }
      line += name
      line += value.isFinite ? Array("\(value)".utf8) : Array("null".utf8)
    case .numbers(let values):
      guard let value = values[row] else { return false }
      line += name
      line.append(decimal: value)
    case .smallNumbers(let values):
      guard let value = values[row] else { return false }
      line += name
      line.append(decimal: value)
    case .times(let values):
      guard let value = values[row] else { return false }
      line += name
      line.append(microseconds: value)
    case .days(let values):
      guard let value = values[row] else { return false }
      line += name
      line.append(0x22)
      line.append(date: CivilDate(dayNumber: Int(value)))
      line.append(0x22)
    case .texts(let values, let isJSON):
      guard let range = values[row] else { return false }
      line += name
      let value = text.span.extracting(range.indices)
      if isJSON { line.append(value) } else { line.append(json: value) }
    }
    return true
  }
}

extension [UInt8] {
  fileprivate mutating func append(row: Int, of columns: [TextColumn]) {
    append(0x7B)
    var isFirst = true
    for column in columns {
      let start = count
      if !isFirst { append(0x2C) }
      if column.append(row, to: &self) {
        isFirst = false
      } else {
        removeLast(count - start)
      }
    }
    append("}\n")
  }

  /// Appends a moment as a JSON string, with no fraction where it has none, else milliseconds, else
  /// six digits.
  fileprivate mutating func append(microseconds: Int64) {
    let (nanoseconds, overflow) = microseconds.multipliedReportingOverflow(by: 1000)
    // What no run has written can't be told as a time.
    guard !overflow else { return append(decimal: microseconds) }
    let digits: UInt8 =
      microseconds % 1_000_000 == 0 ? 0 : microseconds % 1000 == 0 ? 3 : 6
    append(0x22)
    append(
      time: RecordTime(start: Timestamp(nanoseconds: nanoseconds), fractionDigits: digits))
    append(0x22)
  }
}
