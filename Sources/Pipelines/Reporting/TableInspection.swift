import Workspace

/// Prints the rows of tables as NDJSON on standard output.
public struct TableInspection {
  private let paths: [String]

  /// A look into files of tables, and folders of such files.
  public init(paths: [String]) {
    self.paths = paths
  }

  /// Prints the files' rows, those of a folder in order of their paths.
  ///
  /// - Throws: ``StageFailure``: 66 where a path is missing or a folder has no table's file, 74 where
  ///   standard output can't be written; ``WorkspaceError`` where a file is damaged or no table's.
  public func run() throws {
    let output = try RecordOutput(path: nil)
    for path in paths {
      for file in try files(of: path) {
        // Who looks at the first rows alone has seen enough.
        if output.isClosed { return }
        try TableText.read(file) { try output.write($0) }
      }
    }
    try output.flush()
    if !output.isClosed { try output.finish() }
  }

  private func files(of path: String) throws -> [String] {
    guard Folder.isFolder(path) else { return [path] }
    let files = Folder.files(below: path).filter { $0.hasSuffix(".parquet") }
    guard !files.isEmpty else {
      throw StageFailure(.noInput, "\(path): no file of a table lies below this folder")
    }
    return files.map { "\(path)/\($0)" }
  }
}
