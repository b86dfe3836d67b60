import Bytes

/// Takes a table's rows column by column and gives its file's bytes piece by piece.
///
/// Pages are zstd-packed v1 data pages, plain or of codes of a dictionary; a row group is held in memory until
/// it is full. The same schema, options and rows give the same bytes, however they are appended.
///
/// A value of a wrong type, a null in a column without, or columns of unequal length are mistakes of the
/// program and end it.
public struct ParquetWriter: ~Copyable {
  /// The table's columns and the texts beside its rows.
  public let schema: ParquetSchema
  private let options: ParquetOptions
  private var columns: [ColumnBuffer]
  private var pages: PageWriter
  private var groups: [RowGroupSummary] = []
  private var isFinished = false
  /// How many rows the open row group has.
  private var rowsInGroup = 0
  /// How many rows were ended so far.
  public private(set) var rowCount = 0

  /// A writer of one file.
  public init(schema: ParquetSchema, options: ParquetOptions = ParquetOptions()) {
    precondition(!schema.columns.isEmpty, "a table without columns")
    precondition(
      Set(schema.columns.map(\.name)).count == schema.columns.count,
      "two columns have the same name: \(schema.columns.map(\.name))")
    self.schema = schema
    self.options = options
    columns = schema.columns.map {
      ColumnBuffer($0, maximumDictionaryBytes: options.maximumDictionaryBytes)
    }
    pages = PageWriter(options)
    pages.write(parquetMagic)
  }

  /// The text of a column's next row: UTF-8, or one JSON value.
  public mutating func append(_ column: Int, string: Span<UInt8>) {
    columns[column].append(text: string)
  }

  /// The same text in a column's next `count` rows.
  public mutating func append(_ column: Int, string: Span<UInt8>, count: Int) {
    columns[column].append(text: string, count: count)
  }

  /// Knows a text of a column, so that it can be appended by its code, which stays good for the whole file.
  ///
  /// Worth it where the caller holds few values by number: an append by code costs no look at the text.
  public mutating func intern(_ column: Int, string: Span<UInt8>) -> ParquetCode {
    ParquetCode(column: column, number: columns[column].register(string))
  }

  /// The text of a code in its column's next row.
  public mutating func append(_ code: ParquetCode) {
    columns[code.column].append(registered: code.number)
  }

  /// The texts of codes, all of one column, in that column's next rows.
  public mutating func append(_ codes: Span<ParquetCode>) {
    guard codes.count > 0 else { return }
    columns[codes[0].column].append(registered: codes)
  }

  /// The number of a column's next row; microseconds since 1970 for a timestamp.
  public mutating func append(_ column: Int, int64: Int64, count: Int = 1) {
    columns[column].append(int64, as: .int64, count: count)
  }

  /// The number of a column's next row; days since 1970-01-01 for a date.
  public mutating func append(_ column: Int, int32: Int32, count: Int = 1) {
    columns[column].append(Int64(int32), as: .int32, count: count)
  }

  /// The number of a column's next row.
  public mutating func append(_ column: Int, double: Double, count: Int = 1) {
    columns[column].append(
      Int64(bitPattern: double.bitPattern), as: .double, count: count)
  }

  /// The truth of a column's next row.
  public mutating func append(_ column: Int, boolean: Bool, count: Int = 1) {
    columns[column].append(flag: boolean, count: count)
  }

  /// No value in a column's next `count` rows.
  public mutating func appendNull(_ column: Int, count: Int = 1) {
    columns[column].appendNull(count: count)
  }

  /// How many more rows the open row group takes; after them it closes by itself.
  public var rowsLeftInGroup: Int { options.maximumRowGroupRows - rowsInGroup }

  /// Ends a row, or `count` rows whose values were appended column by column.
  ///
  /// Closes the row group once it is full; no more than `rowsLeftInGroup` rows may be ended at once.
  public mutating func endRow(count: Int = 1) {
    precondition(
      count <= rowsLeftInGroup, "\(count) rows ended; the row group takes \(rowsLeftInGroup) more")
    rowsInGroup += count
    rowCount += count
    if rowsInGroup == options.maximumRowGroupRows { closeRowGroup() }
  }

  /// Closes the open row group before it is full; does nothing where it has no rows.
  public mutating func closeRowGroup() {
    guard rowsInGroup > 0 else { return }
    precondition(!isFinished, "rows after the end of the file")
    var group = RowGroupSummary(rowCount: rowsInGroup)
    for index in columns.indices {
      let count = columns[index].presence.count
      precondition(
        count == rowsInGroup,
        "the column `\(schema.columns[index].name)` has \(count) of \(rowsInGroup) rows")
      group.chunks.append(
        ChunkEncoder.encode(columns[index], options: options, into: &pages))
      columns[index].removeAll()
    }
    groups.append(group)
    rowsInGroup = 0
  }

  /// Closes the last row group and writes the footer; the writer takes no more.
  public mutating func finish() {
    closeRowGroup()
    precondition(!isFinished, "a file can be finished once")
    isFinished = true
    pages.write(FooterWriter(schema: schema, groups: groups).bytes())
  }

  /// How many bytes wait to be taken.
  public var pendingByteCount: Int { pages.bytes.count }

  /// Takes the bytes that are ready: the file is all of them, one piece after the other.
  public mutating func takeBytes() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &pages.bytes)
    return taken
  }

  /// Takes the content of the pages that were closed since, where the options keep it.
  ///
  /// For a digest of what the table says, free of how zstd packs it: each page's kind, rows and length as four
  /// bytes each, lowest first, then its levels and values. It depends on the schema, on how the rows fall into
  /// row groups and pages, and on the values; the schema is not part of it.
  public mutating func takeContent() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &pages.content)
    return taken
  }
}

/// A text that a writer's column knows, by its number.
public struct ParquetCode: Hashable, Sendable {
  let column: Int
  let number: Int
}
