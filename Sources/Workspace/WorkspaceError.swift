#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why something could not be stored, and where.
public enum WorkspaceError: Error, Equatable, CustomStringConvertible {
  /// A file or folder could not be made: its path and the system's error number.
  case cannotCreate(path: String, errno: Int32)
  /// A file could not be written, synchronised or renamed.
  case cannotWrite(path: String, errno: Int32)
  /// A file could not be read.
  case cannotRead(path: String, errno: Int32)
  /// A table's file is not what a run has written: its path and what was found.
  case damagedTable(path: String, reason: String)
  /// Another run holds the workspace's lock.
  case locked(path: String, holder: String)

  /// One line: the path, what went wrong and what to do.
  public var description: String {
    switch self {
    case .cannotCreate(let path, let number):
      "\(path): cannot be created: \(WorkspaceError.reason(number)); check that the folder exists and may be written"
    case .cannotWrite(let path, let number):
      "\(path): cannot be written: \(WorkspaceError.reason(number)); check space and permissions, then run again"
    case .cannotRead(let path, let number):
      "\(path): cannot be read: \(WorkspaceError.reason(number))"
    case .damagedTable(let path, let reason):
      "\(path): is not the table that a run has written: \(reason); build the tables anew from the logs with --rebuild"
    case .locked(let path, let holder):
      "\(path): another run holds the workspace (process \(holder)); try again when it has ended"
    }
  }
}

extension WorkspaceError {
  /// The system's words for an error number.
  public static func reason(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
  }
}
