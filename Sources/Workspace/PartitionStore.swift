public import Parquet

/// What a run stages of its tables, beside what the run before has published.
public struct PartitionStore: Sendable {
  private let workspace: String
  private let staging: String?
  private let earlier: [String: TableFile]

  /// A store of a workspace.
  ///
  /// - Parameters:
  ///   - workspace: the workspace's folder.
  ///   - staging: where files are staged; nil where nothing is written and rows are only counted.
  ///   - earlier: the files of the run before.
  public init(workspace: String, staging: String?, earlier: [TableFile]) {
    self.workspace = workspace
    self.staging = staging
    self.earlier = Dictionary(earlier.map { ($0.path, $0) }) { $1 }
  }

  /// The files of the run before in one bucket, in order of their paths.
  public func earlier(ofBucket bucket: Int) -> [TableFile] {
    earlier.values.filter { TableLayout.partition(of: $0.path)?.bucket == bucket }
      .sorted { $0.path < $1.path }
  }

  /// Begins a file that is known by `path` in the workspace.
  public func begin(_ path: String, _ schema: ParquetSchema) -> PartitionFile {
    PartitionFile(staging.map { "\($0)/\(path)" }, schema: schema)
  }

  /// Closes a file; one that holds what the run before has published gives way to that.
  public func finish(_ file: PartitionFile, _ path: String) throws(WorkspaceError) -> TableFile {
    let made = try file.finish(as: path)
    guard let old = earlier[path], old == made, let staging else { return made }
    try Folder.remove("\(staging)/\(path)")
    return try keep(old)
  }

  /// Gives a file of the run before its place among those of this run.
  public func keep(_ old: TableFile) throws(WorkspaceError) -> TableFile {
    guard let staging else { return old }
    try Folder.create(Folder.parent(of: "\(staging)/\(old.path)"))
    try Folder.link("\(workspace)/\(old.path)", as: "\(staging)/\(old.path)")
    return old
  }
}
