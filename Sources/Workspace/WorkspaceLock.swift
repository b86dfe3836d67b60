import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The right to write in a workspace: held by one run at a time, released when it goes.
public final class WorkspaceLock {
  private let number: Int32

  /// Takes the lock of a workspace's folder, which must exist.
  ///
  /// The lock is the kernel's (`flock`), so that it goes with a run that is killed; the file names
  /// the holder's process for messages alone.
  ///
  /// - Parameters:
  ///   - folder: the workspace.
  ///   - waits: whether to wait until another run lets it go.
  /// - Throws: ``WorkspaceError/locked(path:holder:)`` where another run holds it.
  public init(folder: String, waits: Bool = false) throws(WorkspaceError) {
    let path = "\(folder)/.lock"
    number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw .cannotCreate(path: path, errno: errno) }
    var taken: Int32
    repeat {
      taken = flock(number, waits ? LOCK_EX : LOCK_EX | LOCK_NB)
    } while taken != 0 && errno == EINTR
    guard taken == 0 else {
      let failure = errno
      let holder = WorkspaceLock.holder(number)
      close(number)
      guard failure == EWOULDBLOCK else { throw .cannotWrite(path: path, errno: failure) }
      throw .locked(path: folder, holder: holder)
    }
    var text: [UInt8] = []
    text.append(decimal: getpid())
    text.append(0x0A)
    guard ftruncate(number, 0) == 0,
      unsafe text.withUnsafeBytes({ unsafe pwrite(number, $0.baseAddress, $0.count, 0) })
        == text.count
    else {
      let failure = errno
      close(number)
      throw .cannotWrite(path: path, errno: failure)
    }
  }

  deinit {
    close(number)
  }

  private static func holder(_ number: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe pread(number, bytes.baseAddress, bytes.count, 0)
    }
    let digits = buffer.prefix(Swift.max(count, 0)).prefix { $0 &- 0x30 < 10 }
    return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
  }
}
