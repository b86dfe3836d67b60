public import Bytes
public import Parquet

/// The table of what was dropped: counts by controller, day, purpose and reason, exact, for the
/// workspace alone.
///
/// The purpose is `*` where a record was dropped for all purposes; those counts add up night after
/// night, while the others speak of what lies at rest now. The file's metadata names the form: `sojourn.schema` = `consent_tally/1`.
public enum TallyTable {
  /// Where the table lies in a workspace.
  public static let path = "tables/consent_tally/tally.parquet"
  /// The table's columns.
  public static let schema = ParquetSchema(
    [
      ParquetColumn("controller", .string), ParquetColumn("day", .date),
      ParquetColumn("purpose", .string), ParquetColumn("reason", .string),
      ParquetColumn("count", .int64),
    ], metadata: [ParquetMetadata(key: "sojourn.schema", value: "consent_tally/1")])

  /// One count.
  public struct Row: Sendable {
    /// The controller.
    public var controller: String
    /// The records' day.
    public var day: CivilDate
    /// The purpose, or `*`.
    public var purpose: String
    /// Why they were dropped.
    public var reason: String
    /// How many.
    public var count: Int

    /// One count of a day, purpose and reason.
    public init(controller: String, day: CivilDate, purpose: String, reason: String, count: Int) {
      self.controller = controller
      self.day = day
      self.purpose = purpose
      self.reason = reason
      self.count = count
    }
  }

  /// Writes the whole table.
  public static func write(
    _ rows: [Row], to store: PartitionStore
  ) throws(WorkspaceError) -> TableFile {
    let file = store.begin(path, schema)
    for row in rows {
      file.rows.append(0, string: Array(row.controller.utf8).span)
      file.rows.append(1, int32: Int32(clamping: row.day.dayNumber))
      file.rows.append(2, string: Array(row.purpose.utf8).span)
      file.rows.append(3, string: Array(row.reason.utf8).span)
      file.rows.append(4, int64: Int64(row.count))
      file.rows.endRow()
    }
    return try store.finish(file, path)
  }
}

/// The table of the runs that have been published, the latest last.
///
/// The file's metadata names the form: `sojourn.schema` = `runs/1`.
public enum RunTable {
  /// Where the table lies in a workspace.
  public static let path = "tables/runs/runs.parquet"
  /// The table's columns.
  public static let schema = ParquetSchema(
    [
      ParquetColumn("run", .string), ParquetColumn("controller", .string),
      ParquetColumn("asOf", .timestamp), ParquetColumn("untilStage", .string),
      ParquetColumn("codeVersion", .string), ParquetColumn("configuration", .string),
      ParquetColumn("files", .int64), ParquetColumn("lines", .int64),
      ParquetColumn("newEvents", .int64), ParquetColumn("permittedEvents", .int64),
      ParquetColumn("exit", .int32),
    ], metadata: [ParquetMetadata(key: "sojourn.schema", value: "runs/1")])

  /// One run.
  public struct Row: Codable, Equatable, Sendable {
    /// The run's id.
    public var run: String
    /// The controller.
    public var controller: String
    /// P.
    public var asOf: Timestamp
    /// The last stage that was done.
    public var untilStage: String
    /// The code's version.
    public var codeVersion: String
    /// SHA-256 of the pipeline file.
    public var configuration: String
    /// How many log files were read.
    public var files: Int
    /// How many lines were read.
    public var lines: Int
    /// How many events they brought.
    public var newEvents: Int
    /// How many permitted events lie at rest since.
    public var permittedEvents: Int
    /// How the run ended.
    public var exit: Int32

    /// One run by what it read and what it left.
    public init(
      run: String, controller: String, asOf: Timestamp, untilStage: String, codeVersion: String,
      configuration: String, exit: Int32
    ) {
      self.run = run
      self.controller = controller
      self.asOf = asOf
      self.untilStage = untilStage
      self.codeVersion = codeVersion
      self.configuration = configuration
      self.exit = exit
      files = 0
      lines = 0
      newEvents = 0
      permittedEvents = 0
    }
  }

  /// Writes the whole table.
  public static func write(
    _ rows: [Row], to store: PartitionStore
  ) throws(WorkspaceError) -> TableFile {
    let file = store.begin(path, schema)
    for row in rows {
      file.rows.append(0, string: Array(row.run.utf8).span)
      file.rows.append(1, string: Array(row.controller.utf8).span)
      file.rows.append(2, int64: row.asOf.microseconds)
      file.rows.append(3, string: Array(row.untilStage.utf8).span)
      file.rows.append(4, string: Array(row.codeVersion.utf8).span)
      file.rows.append(5, string: Array(row.configuration.utf8).span)
      file.rows.append(6, int64: Int64(row.files))
      file.rows.append(7, int64: Int64(row.lines))
      file.rows.append(8, int64: Int64(row.newEvents))
      file.rows.append(9, int64: Int64(row.permittedEvents))
      file.rows.append(10, int32: row.exit)
      file.rows.endRow()
    }
    return try store.finish(file, path)
  }
}
