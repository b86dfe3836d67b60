#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Owns an open file, or borrows standard input, for reading.
struct ReadHandle: ~Copyable {
  private let descriptor: Int32
  private let isOwned: Bool

  /// Opens a file, pipe or device by its path.
  static func open(path: String) throws(ReadFault) -> ReadHandle {
    // A path with a NUL would open another file: the one named by what stands before it.
    guard !path.utf8.contains(0) else { throw .notFound }
    var opened: Int32
    repeat {
      opened = openFile(path, O_RDONLY | O_CLOEXEC)
    } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw ReadHandle.fault(errno) }
    let handle = ReadHandle(descriptor: opened, isOwned: true)
    try handle.refuseDirectory()
    return handle
  }

  /// Reads from what the process was given as standard input.
  static func standardInput() throws(ReadFault) -> ReadHandle {
    let handle = ReadHandle(descriptor: STDIN_FILENO, isOwned: false)
    try handle.refuseDirectory()
    return handle
  }

  private init(descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { _ = close(descriptor) }
  }

  /// Reads the next bytes, as many as there are and `buffer` holds, and returns how many; 0 at the end.
  func read(into buffer: inout [UInt8]) throws(ReadFault) -> Int {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { room in
        unsafe readBytes(descriptor, room.baseAddress, room.count)
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitForInput()
      default: throw ReadHandle.fault(errno)
      }
    }
  }

  /// A pipe or terminal that another process has set not to block.
  private func waitForInput() {
    var request = pollfd(descriptor: descriptor)
    _ = unsafe poll(&request, 1, -1)
  }

  private func refuseDirectory() throws(ReadFault) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw ReadHandle.fault(errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory }
  }

  private static func fault(_ number: Int32) -> ReadFault {
    switch number {
    case ENOENT, ENOTDIR: .notFound
    case EISDIR: .isDirectory
    default: .notReadable(errno: number)
    }
  }
}

extension pollfd {
  fileprivate init(descriptor: Int32) {
    self.init(fd: descriptor, events: Int16(POLLIN), revents: 0)
  }
}

// Names that the methods above do not hide.
private func openFile(_ path: String, _ flags: Int32) -> Int32 { unsafe open(path, flags) }

@unsafe
private func readBytes(_ descriptor: Int32, _ room: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, room, count)
}
