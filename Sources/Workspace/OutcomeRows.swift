import Bytes
import Events
public import Journeys
public import Parquet

/// The outcomes that a purpose's sessions reached: one row an outcome, in order of the sessions.
///
/// The file's metadata names the form: `sojourn.schema` = `outcomes/1`.
public enum OutcomeRows {
  /// The table's columns.
  public static let schema = ParquetSchema(
    [
      ParquetColumn("session", .string), ParquetColumn("visitor", .string),
      ParquetColumn("name", .string), ParquetColumn("at", .timestamp),
      ParquetColumn("value", .string, isNullable: true),
    ], metadata: [ParquetMetadata(key: "sojourn.schema", value: "outcomes/1")])

  /// Appends one outcome that a session reached.
  ///
  /// - Throws: ``WorkspaceError`` where a full row group can't be written.
  public static func append(
    _ achievement: Achievement, of session: Session, in table: borrowing SessionTable,
    _ outcomes: OutcomeSet, to file: PartitionFile
  ) throws(WorkspaceError) {
    let text = table.events.text.span
    file.rows.append(0, sessionID: session.id)
    let visitor = table.events.rows[session.rows.lowerBound].visitor
    file.rows.append(1, string: text.extracting(visitor.indices))
    let name = outcomes.definitions[achievement.outcome].name
    file.rows.append(2, string: Array(name.utf8).span)
    file.rows.append(3, int64: table.events.rows[achievement.row].time.start.microseconds)
    if achievement.value.isEmpty {
      file.rows.appendNull(4)
    } else {
      file.rows.append(4, string: text.extracting(achievement.value.indices))
    }
    file.rows.endRow()
    try file.flush()
  }
}
