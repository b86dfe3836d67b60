import Bytes
private import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a run has made, given its names all together: tables, models, the run's record.
///
/// A run writes everything below a staging folder. ``commit(_:)`` makes that durable and renames it to
/// `.commit`: from that moment the run has happened. What then gives each part its name
/// can be done again from any point, so a run that is killed in between is finished by the next
/// (``finish(in:)``), before that reads anything. Folders are exchanged with those that stand there, so
/// a reader finds the old or the new one under every name.
public struct Publication {
  /// A part that is put in place: where it is staged, and its name in the workspace.
  struct Part {
    var staged: String
    var name: String
  }

  /// The folder of what has been committed and may not have all its names yet.
  static let folder = ".commit"
  /// The list of folders, each with the inode that it has when it is new: by that a part that is in
  /// place is known.
  static let list = "parts"

  private let workspace: String

  /// The publication of a workspace's runs.
  public init(workspace: String) {
    self.workspace = workspace
  }

  /// Commits what lies in a staging folder and puts it in place.
  ///
  /// - Parameters:
  ///   - staging: a folder of the same file system.
  ///   - parts: the folders and files to put in place, as paths that are the same below the staging
  ///     folder and the workspace, in the order in which they are put in place.
  /// - Throws: ``WorkspaceError``; the workspace is as it was then, or will be finished by the next run.
  public func commit(_ staging: String, parts: [String]) throws(WorkspaceError) {
    var list = ""
    for part in parts {
      list += "\(try Publication.inode("\(staging)/\(part)")) \(part)\n"
    }
    try AtomicFile.write(Array(list.utf8), to: "\(staging)/\(Publication.list)")
    try Folder.synchronizeAll(staging)
    let committed = "\(workspace)/\(Publication.folder)"
    guard unsafe rename(staging, committed) == 0 else {
      throw .cannotWrite(path: committed, errno: errno)
    }
    try Folder.synchronize(workspace)
    try finish()
  }

  /// Puts in place what a run has committed, where there is something; the workspace's lock must be
  /// held.
  ///
  /// - Throws: ``WorkspaceError``.
  public func finish() throws(WorkspaceError) {
    let committed = "\(workspace)/\(Publication.folder)"
    let list = "\(committed)/\(Publication.list)"
    guard Folder.exists(list) else { return try Folder.remove(committed) }
    let text = String(decoding: try WholeFile.read(list), as: UTF8.self)
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " "), let inode = UInt64(line[..<space]) else {
        throw .cannotRead(path: list, errno: EILSEQ)
      }
      let name = String(line[line.index(after: space)...])
      try place("\(committed)/\(name)", as: "\(workspace)/\(name)", inode: inode)
    }
    try Folder.remove(committed)
    try Folder.synchronize(workspace)
  }

  /// Whether a run was committed that does not have all its names yet.
  public var isUnfinished: Bool { Folder.exists("\(workspace)/\(Publication.folder)") }

  private func place(
    _ staged: String, as path: String, inode: UInt64
  ) throws(WorkspaceError) {
    guard Folder.exists(staged), try Publication.inode(staged) == inode else { return }
    try Folder.create(Folder.parent(of: path))
    if Folder.isFolder(staged), Folder.exists(path) {
      try Folder.exchange(staged, path)
    } else {
      guard unsafe rename(staged, path) == 0 else { throw .cannotWrite(path: path, errno: errno) }
    }
    try Folder.synchronize(Folder.parent(of: path))
  }

  private static func inode(_ path: String) throws(WorkspaceError) -> UInt64 {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .cannotRead(path: path, errno: errno) }
    return UInt64(status.st_ino)
  }
}
