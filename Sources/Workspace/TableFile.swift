/// One file of a table: where it lies, its rows and the digest of its logical content.
public struct TableFile: Codable, Equatable, Sendable {
  /// The path below the workspace.
  public var path: String
  /// How many rows.
  public var rows: Int
  /// SHA-256 over the schema and the encoded values, before compression.
  public var digest: String
  /// SHA-256 of the file itself; nil where the file is not there or not spoken of.
  public var file: String?

  /// A file's place, rows and digest.
  public init(path: String, rows: Int, digest: String, file: String? = nil) {
    self.path = path
    self.rows = rows
    self.digest = digest
    self.file = file
  }

  /// The same without the file's own digest, which hangs on the version of zstd.
  public var content: TableFile { TableFile(path: path, rows: rows, digest: digest) }
}
