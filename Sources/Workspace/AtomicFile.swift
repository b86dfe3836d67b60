import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that appears whole under its name, or not at all.
///
/// What is written goes to a file beside it; ``publish()`` synchronises that and renames it. A file
/// that is never published is removed.
public final class AtomicFile {
  /// Where the file appears.
  public let path: String
  /// How many bytes have been written.
  public private(set) var count = 0
  private let temporaryPath: String
  private let descriptor: FileDescriptor
  private var isPublished = false

  /// Begins a file that will appear at `path`.
  ///
  /// - Parameters:
  ///   - path: where the file appears; its folder must exist.
  ///   - mode: the file's permissions.
  /// - Throws: ``WorkspaceError/cannotCreate(path:errno:)``, also where something other than a file
  ///   stands at the path: a device or pipe would be replaced.
  public init(_ path: String, mode: UInt32 = 0o644) throws(WorkspaceError) {
    guard Folder.isRegularFile(path) || !Folder.exists(path) else {
      throw .cannotCreate(path: path, errno: Folder.isFolder(path) ? EISDIR : EINVAL)
    }
    self.path = path
    temporaryPath = "\(path).\(getpid()).tmp"
    descriptor = try FileDescriptor(creating: temporaryPath, mode: mode_t(mode))
  }

  deinit {
    if !isPublished { unsafe unlink(temporaryPath) }
  }

  /// Adds bytes at the end.
  public func write(_ bytes: Span<UInt8>) throws(WorkspaceError) {
    try descriptor.write(bytes)
    count += bytes.count
  }

  /// Takes back all but the first `count` bytes.
  public func truncate(to count: Int) throws(WorkspaceError) {
    try descriptor.truncate(to: count)
    self.count = count
  }

  /// Makes the file durable and visible under its name.
  ///
  /// - Parameter isNew: whether nothing may stand there yet, not even for a moment in between.
  public func publish(isNew: Bool = false) throws(WorkspaceError) {
    try descriptor.synchronize()
    if isNew {
      guard unsafe link(temporaryPath, path) == 0 else {
        throw .cannotCreate(path: path, errno: errno)
      }
      unsafe unlink(temporaryPath)
    } else {
      guard unsafe rename(temporaryPath, path) == 0 else {
        throw .cannotWrite(path: path, errno: errno)
      }
    }
    isPublished = true
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// Removes what processes that are gone have left beside a file: a kill leaves no time to.
  public static func removeLeftovers(of path: String) throws(WorkspaceError) {
    let folder = Folder.parent(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    for other in Folder.names(in: folder) where other.hasPrefix("\(name).") {
      let parts = other.dropFirst(name.utf8.count + 1).split(separator: ".")
      guard parts.count == 2, parts[1] == "tmp", let process = pid_t(parts[0]), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try Folder.remove("\(folder)/\(other)")
    }
  }

  /// Writes a whole file at once.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
  ) throws(WorkspaceError) {
    let file = try AtomicFile(path, mode: mode)
    try file.write(bytes.span)
    try file.publish()
  }
}
