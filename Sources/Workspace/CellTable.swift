public import Bytes
public import Parquet

/// The table of what consent made of the events seen, by day, purpose and coarse cell: exact, for the
/// workspace alone.
///
/// The counts of one day, cell and purpose are all events that were judged: where `reason` is null those
/// that the purpose may use, else those that it may not, be they dropped for all purposes or for this one.
/// The file's metadata names the form: `sojourn.schema` = `consent_cells/1`.
public enum CellTable {
  /// Where the table lies in a workspace.
  public static let path = "tables/consent_cells/cells.parquet"
  /// The table's columns.
  public static let schema = ParquetSchema(
    [
      ParquetColumn("controller", .string), ParquetColumn("day", .date),
      ParquetColumn("source", .string, isNullable: true), ParquetColumn("device", .string),
      ParquetColumn("referrerMedium", .string), ParquetColumn("bot", .boolean),
      ParquetColumn("purpose", .string), ParquetColumn("reason", .string, isNullable: true),
      ParquetColumn("count", .int64),
    ], metadata: [ParquetMetadata(key: "sojourn.schema", value: "consent_cells/1")])

  /// One count.
  public struct Row: Equatable, Sendable {
    /// The controller.
    public var controller: String
    /// The events' day, in UTC.
    public var day: CivilDate
    /// The name of the pipeline's entry by which they came; nil where it is not known.
    public var source: String?
    /// The device's class.
    public var device: String
    /// How the visitors came to the page.
    public var referrerMedium: String
    /// Whether bots made them.
    public var isBot: Bool
    /// The purpose.
    public var purpose: String
    /// Why the purpose may not use them; nil where it may.
    public var reason: String?
    /// How many.
    public var count: Int

    /// A count of one cell.
    public init(
      controller: String, day: CivilDate, cell: (source: String?, device: String, medium: String),
      isBot: Bool, purpose: String, reason: String?, count: Int
    ) {
      self.controller = controller
      self.day = day
      source = cell.source
      device = cell.device
      referrerMedium = cell.medium
      self.isBot = isBot
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
      let texts = [
        (0, row.controller), (2, row.source), (3, row.device), (4, row.referrerMedium),
        (6, row.purpose), (7, row.reason),
      ]
      for (column, text) in texts {
        if let text {
          file.rows.append(column, string: Array(text.utf8).span)
        } else {
          file.rows.appendNull(column)
        }
      }
      file.rows.append(1, int32: Int32(clamping: row.day.dayNumber))
      file.rows.append(5, boolean: row.isBot)
      file.rows.append(8, int64: Int64(row.count))
      file.rows.endRow()
    }
    return try store.finish(file, path)
  }

  /// The rows of a workspace's table.
  ///
  /// - Throws: ``WorkspaceError`` where the file can't be read or is no such table.
  public static func read(workspace: String) throws(WorkspaceError) -> [Row] {
    let path = "\(workspace)/\(path)"
    let bytes = try WholeFile.read(path)
    do throws(ParquetError) {
      let reader = try ParquetReader(bytes)
      guard reader.schema == schema else { throw ParquetError(.notParquet, at: 0) }
      var rows: [Row] = []
      for group in reader.rowGroups.indices { try append(group, of: reader, to: &rows) }
      return rows
    } catch {
      throw .damagedTable(path: path, reason: "\(error)")
    }
  }

  private static func append(
    _ group: Int, of reader: ParquetReader, to rows: inout [Row]
  ) throws(ParquetError) {
    func texts(_ column: Int) throws(ParquetError) -> [String?] {
      var text: [UInt8] = []
      let found = try reader.codes(column: column, rowGroup: group, into: &text)
      let names = found.texts.map { String(text.span.extracting($0.indices)) }
      return (0..<reader.rowGroups[group].rowCount).map { row in
        found.codes[row].map { names[Int($0)] }
      }
    }
    let (controllers, sources) = (try texts(0), try texts(2))
    let (devices, media) = (try texts(3), try texts(4))
    let (purposes, reasons) = (try texts(6), try texts(7))
    let days = try reader.int32s(column: 1, rowGroup: group)
    let bots = try reader.booleans(column: 5, rowGroup: group)
    let counts = try reader.int64s(column: 8, rowGroup: group)
    for row in controllers.indices {
      rows.append(
        Row(
          controller: controllers[row] ?? "", day: CivilDate(dayNumber: Int(days.values[row])),
          cell: (sources[row], devices[row] ?? "", media[row] ?? ""), isBot: bots.values[row],
          purpose: purposes[row] ?? "", reason: reasons[row], count: Int(counts.values[row])))
    }
  }
}
