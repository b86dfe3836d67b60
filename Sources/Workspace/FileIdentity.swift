private import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// By what a file is known not to have changed without reading it, as `make` and `rsync` do.
public struct FileIdentity: Codable, Hashable, Sendable {
  /// The path as the pipeline file's patterns gave it.
  public var path: String
  /// The number of the file in its file system.
  public var inode: UInt64
  /// The size in bytes, as it lies there.
  public var size: Int
  /// When its content was last changed, in nanoseconds since 1970-01-01T00:00:00Z.
  public var modified: Int

  /// The identity of the file at a path; nil where there is none, or no regular one.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.path = path
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    modified = unsafe Int(sojourn_modified(&status))
  }
}
