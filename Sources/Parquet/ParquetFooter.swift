/// What stands at a file's end: the columns, and where each row group's values lie.
///
/// A file may be read from its footer and the bytes of wanted columns alone: see `place(column:rowGroup:)`.
public struct ParquetFooter: Equatable, Sendable {
  /// The columns and the texts beside the rows.
  public internal(set) var schema = ParquetSchema([])
  /// How many rows the file has.
  public internal(set) var rowCount = 0
  /// The row groups in order.
  public internal(set) var rowGroups: [ParquetRowGroup] = []
  /// The program that wrote the file, as it calls itself.
  public internal(set) var creator = ""
  /// How much is taken on.
  let limits: ParquetLimits

  init(limits: ParquetLimits) {
    self.limits = limits
  }

  /// Which bytes of the file a column of a row group takes.
  public func place(column: Int, rowGroup: Int) -> Range<Int> {
    rowGroups[rowGroup].chunks[column].place
  }

  /// What the footer says of a column's values in a row group.
  public func statistics(column: Int, rowGroup: Int) -> ParquetStatistics {
    rowGroups[rowGroup].chunks[column].statistics
  }
}

/// A row group: its rows, and where its columns lie.
public struct ParquetRowGroup: Equatable, Sendable {
  /// How many rows it has.
  public internal(set) var rowCount = 0
  var chunks: [ChunkPlace] = []
}

/// A column of a row group: where it lies and what is said of it.
struct ChunkPlace: Equatable, Sendable {
  var place: Range<Int>
  var statistics: ParquetStatistics
}
