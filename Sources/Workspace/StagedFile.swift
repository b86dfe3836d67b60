import Bytes

/// A file below a staging folder, written from start to end.
///
/// It needs no name to change, since nobody looks at it before its folder has its own, and is made durable
/// with all else that the folder holds when that is committed.
public struct StagedFile: ~Copyable {
  private let descriptor: FileDescriptor
  /// How many bytes have been written.
  public private(set) var count = 0

  /// Begins a file; its folder is made where it is missing.
  public init(_ path: String) throws(WorkspaceError) {
    try Folder.create(Folder.parent(of: path))
    descriptor = try FileDescriptor(creating: path)
  }

  /// Goes on with a file that was begun.
  init(goingOnWith path: String) throws(WorkspaceError) {
    descriptor = try FileDescriptor(appendingTo: path)
  }

  /// Adds bytes at the end.
  public mutating func write(_ bytes: Span<UInt8>) throws(WorkspaceError) {
    try descriptor.write(bytes)
    count += bytes.count
  }

  /// Writes a whole file.
  public static func write(_ bytes: [UInt8], to path: String) throws(WorkspaceError) {
    var file = try StagedFile(path)
    try file.write(bytes.span)
  }
}
