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
  /// Whether reading may have to wait for another process.
  private let mayWait: Bool

  /// Opens a file, pipe or device by its path.
  static func open(path: String) throws(ReadFault) -> ReadHandle {
    // A path with a NUL would open another file: the one named by what stands before it.
    guard !path.utf8.contains(0) else { throw .notFound }
    var opened: Int32
    repeat {
      opened = openFile(path, O_RDONLY | O_CLOEXEC)
    } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw ReadHandle.fault(errno) }
    return try ReadHandle(descriptor: opened, isOwned: true)
  }

  /// Reads from what the process was given as standard input.
  static func standardInput() throws(ReadFault) -> ReadHandle {
    try ReadHandle(descriptor: STDIN_FILENO, isOwned: false)
  }

  private init(descriptor: Int32, isOwned: Bool) throws(ReadFault) {
    let kind = ReadHandle.kind(of: descriptor)
    self.descriptor = descriptor
    self.isOwned = isOwned
    mayWait = kind != .success(S_IFREG)
    guard try kind.get() != S_IFDIR else { throw .isDirectory }
    #if !canImport(Darwin)
      // Only advice: the system reads further ahead.
      _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  deinit {
    if isOwned { _ = close(descriptor) }
  }

  /// Reads the next bytes, as many as there are and `buffer` holds, and returns how many; 0 at the end.
  ///
  /// - Parameter isStopped: asked while a pipe or terminal has nothing to read; true ends the reading.
  func read(
    into buffer: inout [UInt8], until isStopped: () -> Bool
  ) throws(ReadFault) -> Int {
    if mayWait, !waitForInput(until: isStopped) { return 0 }
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { room in
        unsafe readBytes(descriptor, room.baseAddress, room.count)
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      // Another process has set the pipe or terminal not to block.
      case EAGAIN: if !waitForInput(until: isStopped) { return 0 }
      default: throw ReadHandle.fault(errno)
      }
    }
  }

  /// Waits until there is something to read, or the end; false where it was stopped before.
  private func waitForInput(until isStopped: () -> Bool) -> Bool {
    var request = pollfd(descriptor: descriptor)
    while !isStopped() {
      // An error is what the read finds out.
      if unsafe poll(&request, 1, ReadHandle.patienceMilliseconds) != 0 { return true }
    }
    return false
  }

  /// How long a reader that was stopped may still wait for a pipe.
  private static let patienceMilliseconds: Int32 = 50

  private static func kind(of descriptor: Int32) -> Result<mode_t, ReadFault> {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return .failure(fault(errno)) }
    return .success(status.st_mode & S_IFMT)
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
