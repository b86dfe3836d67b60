public import Bytes

/// Reads the values of a file that `ParquetWriter` wrote, by column and row group.
///
/// Anything else is refused by name. No bytes make it crash, or take more than the limits allow; what is
/// allocated follows from the bytes that are there and, for rows, from the limit of a row group.
public struct ParquetReader: Sendable {
  /// The columns, and where their values lie.
  public let footer: ParquetFooter
  private let bytes: [UInt8]

  /// Reads the footer of a file that is held in memory.
  public init(
    _ bytes: [UInt8], limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    footer = try ParquetFooter(tail: bytes, fileSize: bytes.count, limits: limits)
    guard bytes.span.hasPrefix("PAR1") else { throw ParquetError(.notParquet, at: 0) }
    self.bytes = bytes
  }

  /// The columns and the texts beside the rows.
  public var schema: ParquetSchema { footer.schema }

  /// How many rows the file has.
  public var rowCount: Int { footer.rowCount }

  /// The row groups in order.
  public var rowGroups: [ParquetRowGroup] { footer.rowGroups }

  /// A column's texts, whose bytes are appended to `text`: a distinct one once, where the writer kept a
  /// dictionary.
  ///
  /// `text` may hold up to 4 GiB.
  public func strings(
    column: Int, rowGroup: Int, into text: inout [UInt8]
  ) throws(ParquetError) -> ParquetValues<ByteRange> {
    try footer.strings(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup), into: &text)
  }

  /// A column's texts as codes; where the writer gave the dictionary up, each value is a text of its own.
  public func codes(
    column: Int, rowGroup: Int, into text: inout [UInt8]
  ) throws(ParquetError) -> ParquetCodes {
    try footer.codes(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup), into: &text)
  }

  /// A column's numbers of 64 bits, or microseconds since 1970.
  public func int64s(
    column: Int, rowGroup: Int
  ) throws(ParquetError) -> ParquetValues<Int64> {
    try footer.int64s(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup))
  }

  /// A column's numbers of 32 bits, or days since 1970-01-01.
  public func int32s(
    column: Int, rowGroup: Int
  ) throws(ParquetError) -> ParquetValues<Int32> {
    try footer.int32s(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup))
  }

  /// A column's numbers with a fraction.
  public func doubles(
    column: Int, rowGroup: Int
  ) throws(ParquetError) -> ParquetValues<Double> {
    try footer.doubles(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup))
  }

  /// A column's truths.
  public func booleans(
    column: Int, rowGroup: Int
  ) throws(ParquetError) -> ParquetValues<Bool> {
    try footer.booleans(
      column: column, rowGroup: rowGroup, in: bytes, at: place(column, rowGroup))
  }

  private func place(_ column: Int, _ rowGroup: Int) -> Range<Int> {
    footer.place(column: column, rowGroup: rowGroup)
  }
}
