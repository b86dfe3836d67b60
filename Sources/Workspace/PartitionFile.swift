import Bytes
import Journeys
public import Parquet

/// A table's file as it is written below a staging folder, row group by row group.
///
/// The file is open only while it is written to: a run may write more days at once than a process may
/// have files open.
public final class PartitionFile {
  /// The file's rows, which the table's own functions append.
  public var rows: ParquetWriter
  /// What is known of the texts that rows share.
  var codes = TextCodes()
  /// What is known of facts that sessions share.
  var facts = SessionFactsMemo()
  private let path: String?
  private var isBegun = false
  private var digest = ContentDigest()
  private var fileDigest = ContentDigest()

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: where it is staged; nil where rows are only counted and digested.
  ///   - schema: the table's.
  public init(_ path: String?, schema: ParquetSchema) {
    self.path = path
    rows = ParquetWriter(schema: schema, options: ParquetOptions(keepsContent: true))
    digest.update(Array(schema.description.utf8).span)
  }

  /// How many bytes wait at the most before they are written.
  private static let patientBytes = 64 << 10

  /// Writes the row groups that are full, once they are worth it.
  public func flush() throws(WorkspaceError) {
    guard rows.pendingByteCount > PartitionFile.patientBytes else { return }
    try write()
  }

  /// Writes the rest; committing the folder that it lies in makes the file durable.
  ///
  /// - Parameter path: the path by which the file is known in the workspace.
  public func finish(as path: String) throws(WorkspaceError) -> TableFile {
    rows.finish()
    try write()
    return TableFile(
      path: path, rows: rows.rowCount, digest: digest.finish(), file: fileDigest.finish())
  }

  private func write() throws(WorkspaceError) {
    digest.update(rows.takeContent().span)
    let bytes = rows.takeBytes()
    fileDigest.update(bytes.span)
    guard let path else { return }
    var file = try isBegun ? StagedFile(goingOnWith: path) : StagedFile(path)
    isBegun = true
    try file.write(bytes.span)
  }
}

extension ParquetSchema {
  /// The columns and their types in one line, by which contents of different tables differ.
  var description: String {
    columns.map { "\($0.name) \($0.type.rawValue)\($0.isNullable ? "?" : "")" }
      .joined(separator: ",") + "\n"
  }
}
