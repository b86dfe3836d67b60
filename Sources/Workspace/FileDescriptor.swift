import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An open file that is closed when it goes.
struct FileDescriptor: ~Copyable {
  let number: Int32
  let path: String

  init(creating path: String, mode: mode_t = 0o644) throws(WorkspaceError) {
    number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    self.path = path
    guard number >= 0 else { throw .cannotCreate(path: path, errno: errno) }
  }

  init(appendingTo path: String) throws(WorkspaceError) {
    number = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    self.path = path
    guard number >= 0 else { throw .cannotWrite(path: path, errno: errno) }
  }

  init(reading path: String) throws(WorkspaceError) {
    number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard number >= 0 else { throw .cannotRead(path: path, errno: errno) }
  }

  deinit {
    close(number)
  }

  func write(_ bytes: Span<UInt8>) throws(WorkspaceError) {
    let failure: Int32 = unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
        let written = unsafe Glibc.write(number, rest.baseAddress, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          return errno
        }
        offset += written
      }
      return 0
    }
    guard failure == 0 else { throw .cannotWrite(path: path, errno: failure) }
  }

  func synchronize() throws(WorkspaceError) {
    guard fsync(number) == 0 else { throw .cannotWrite(path: path, errno: errno) }
  }

  func truncate(to count: Int) throws(WorkspaceError) {
    guard ftruncate(number, count) == 0, lseek(number, count, SEEK_SET) >= 0 else {
      throw .cannotWrite(path: path, errno: errno)
    }
  }
}
