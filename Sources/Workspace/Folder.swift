private import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Folders: made with their parents, listed in order, replaced whole.
public enum Folder {
  /// Makes a folder and those above it; one that exists already is fine.
  public static func create(_ path: String) throws(WorkspaceError) {
    if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, parent(of: path) != path else {
      throw .cannotCreate(path: path, errno: errno)
    }
    try create(parent(of: path))
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw .cannotCreate(path: path, errno: errno)
    }
  }

  /// The folder that a path lies in.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether anything stands at a path.
  public static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// The names in a folder, in byte order; none where there is no such folder.
  public static func names(in path: String) -> [String] {
    guard let stream = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// All files below a folder, as paths relative to it, in byte order.
  public static func files(below path: String) -> [String] {
    names(in: path).flatMap { name in
      let child = "\(path)/\(name)"
      return isFolder(child) ? files(below: child).map { "\(name)/\($0)" } : [name]
    }
  }

  /// Whether a folder stands at a path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a symbolic link stands at a path.
  public static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether a file that holds bytes stands at a path, not a folder, device or pipe.
  public static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Removes a file or a folder with all it holds; nothing there is fine.
  public static func remove(_ path: String) throws(WorkspaceError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard unsafe unlink(path) == 0 || errno == ENOENT else {
        throw .cannotWrite(path: path, errno: errno)
      }
      return
    }
    for name in names(in: path) { try remove("\(path)/\(name)") }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else {
      throw .cannotWrite(path: path, errno: errno)
    }
  }

  /// Puts the folder `staged` in place of `path` in one step; what stood there is removed.
  ///
  /// Readers see the old folder or the new one, never a mixture: on Linux the two names are exchanged
  /// (`renameat2` with `RENAME_EXCHANGE`).
  public static func publish(_ staged: String, as path: String) throws(WorkspaceError) {
    try synchronize(staged)
    guard isFolder(path) || !exists(path) else {
      throw .cannotCreate(path: path, errno: ENOTDIR)
    }
    if exists(path) {
      try exchange(staged, path)
      try synchronize(parent(of: path))
      try remove(staged)
    } else {
      guard unsafe rename(staged, path) == 0 else { throw .cannotWrite(path: path, errno: errno) }
      try synchronize(parent(of: path))
    }
  }

  /// Exchanges two names in one step.
  static func exchange(_ a: String, _ b: String) throws(WorkspaceError) {
    let failure = unsafe sojourn_exchange_names(a, b)
    guard failure == 0 else { throw .cannotWrite(path: b, errno: failure) }
  }

  /// Gives a file a second name, or copies it where the file system has no second names.
  public static func link(_ path: String, as other: String) throws(WorkspaceError) {
    if unsafe Glibc.link(path, other) == 0 { return }
    guard errno != ENOENT else { throw .cannotRead(path: path, errno: errno) }
    try StagedFile.write(try WholeFile.read(path), to: other)
  }

  /// Makes all that lies below a folder durable, by the file system that holds it.
  ///
  /// One wait for thousands of files, and for the folders between; what others have written there
  /// lately is waited for too.
  static func synchronizeAll(_ path: String) throws(WorkspaceError) {
    let folder = try FileDescriptor(reading: path)
    let failure = sojourn_synchronize_file_system(folder.number)
    guard failure == 0 else { throw .cannotWrite(path: path, errno: failure) }
  }

  /// Makes a folder's entries durable.
  static func synchronize(_ path: String) throws(WorkspaceError) {
    let folder = try FileDescriptor(reading: path)
    try folder.synchronize()
  }
}
