import Bytes
import Compression
import Training
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file's text in stretches of whole lines, worked on by several threads and taken in order.
///
/// A plain file is read by the threads themselves, each at its own place; what is packed, or comes
/// through a pipe, is unpacked by one and handed to all. Where a stretch ends never shows in a result.
package struct TextStretches {
  /// The longest line.
  static let maximumLineBytes = 8 << 20

  let path: String
  let jobs: Int
  /// About how many bytes a stretch has.
  let bytes: Int

  /// A line is longer than is allowed.
  struct LineTooLong: Error {
    /// How many lines come before it in its stretch.
    var linesBefore: Int
  }

  package init(path: String, jobs: Int, bytes: Int = 8 << 20) {
    self.path = path
    self.jobs = jobs
    self.bytes = bytes
  }

  /// The most bytes that a stretch has.
  var capacity: Int { bytes + TextStretches.maximumLineBytes }

  /// Works on each stretch.
  ///
  /// - Parameters:
  ///   - work: is given the thread's number, below `jobs`, and a stretch.
  ///   - take: is given the results in order.
  package func forEach<Result: Sendable>(
    _ work: @Sendable (Int, UnsafeRawBufferPointer) -> Result,
    _ take: (Result) throws -> Void
  ) throws {
    if let size = plainSize() {
      try unsafe forEachAtItsPlace(size, work, take)
    } else {
      try unsafe forEachInTurn(work, take)
    }
  }

  /// The size of a regular file that is not packed; nil for anything else.
  private func plainSize() -> Int? {
    let buffer = StretchBuffer()
    guard path != "-", let identity = FileIdentity(path: path),
      (try? FileWindow(path).read(4, at: 0, into: buffer)) != nil
    else { return nil }
    let head = unsafe buffer.bytes(0..<buffer.count)
    let isPacked =
      unsafe head.starts(with: [0x1F, 0x8B]) || head.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    return isPacked ? nil : identity.size
  }

  private func forEachAtItsPlace<Result: Sendable>(
    _ size: Int, _ work: @Sendable (Int, UnsafeRawBufferPointer) -> Result,
    _ take: (Result) throws -> Void
  ) throws {
    let file = try FileWindow(path)
    let buffers = (0..<jobs).map { _ in StretchBuffer() }
    let count = (size + bytes - 1) / bytes
    var first = 0
    while first < count {
      let wave = first..<min(first + jobs, count)
      let results = mapInParallel(count: wave.count, width: jobs) { place in
        Swift.Result { () throws -> Result in
          let lines = try file.lines(
            of: self, from: (wave.lowerBound + place) * bytes, size: size, in: buffers[place])
          return unsafe work(place, buffers[place].bytes(lines))
        }
      }
      for result in results { try take(result.get()) }
      first = wave.upperBound
    }
  }

  private func forEachInTurn<Result: Sendable>(
    _ work: @Sendable (Int, UnsafeRawBufferPointer) -> Result,
    _ take: (Result) throws -> Void
  ) throws {
    var stretches: [[UInt8]] = []
    var current: [UInt8] = []
    func flush() throws {
      let ready = stretches
      let results = mapInParallel(count: ready.count, width: jobs) { place in
        unsafe ready[place].withUnsafeBytes { unsafe work(place, $0) }
      }
      stretches.removeAll()
      for result in results { try take(result) }
    }
    _ = try InputFile(path: path).forEachBlock { block in
      current.append(block)
      guard current.count >= bytes else { return }
      guard let end = current.lastIndex(of: 0x0A) else {
        guard current.count <= TextStretches.maximumLineBytes else {
          // What is wrong before it is told first, and its lines are counted.
          try flush()
          throw LineTooLong(linesBefore: 0)
        }
        return
      }
      let rest = Array(current[(end + 1)...])
      current.removeLast(rest.count)
      stretches.append(current)
      current = rest
      if stretches.count == jobs { try flush() }
    }
    if !current.isEmpty { stretches.append(current) }
    try flush()
  }
}

/// A file that is read at places.
private final class FileWindow: Sendable {
  private let number: Int32
  private let path: String

  init(_ path: String) throws {
    self.path = path
    number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw WorkspaceError.cannotRead(path: path, errno: errno) }
  }

  deinit { close(number) }

  /// Adds up to `count` bytes from `offset` on to a buffer.
  func read(_ count: Int, at offset: Int, into buffer: StretchBuffer) throws {
    buffer.reserve(count)
    let start = buffer.count
    while buffer.count - start < count {
      let done = buffer.count - start
      let read = unsafe pread(number, buffer.free, count - done, off_t(offset + done))
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw WorkspaceError.cannotRead(path: path, errno: errno) }
      guard read > 0 else { return }
      buffer.count += read
    }
  }

  /// Fills a buffer with the lines that begin within a stretch's bytes from `start` on, the last one to
  /// its end.
  ///
  /// - Returns: where among the buffer's bytes the lines lie.
  func lines(
    of stretches: TextStretches, from start: Int, size: Int, in buffer: StretchBuffer
  ) throws -> Range<Int> {
    // One byte more tells whether a line begins right at the start.
    let from = max(start - 1, 0)
    var end = min(start + stretches.bytes, size)
    buffer.count = 0
    try read(end - from, at: from, into: buffer)
    var first = 0
    if start > 0 {
      guard let feed = buffer.firstFeed(from: 0) else { return 0..<0 }
      first = feed + 1
    }
    // The last line is cut unless a line feed is the last byte.
    while end < size, !buffer.endsWithFeed {
      guard buffer.count - first <= stretches.capacity - 1 << 16 else {
        throw TextStretches.LineTooLong(linesBefore: buffer.feeds(from: first))
      }
      let before = buffer.count
      try read(min(1 << 16, size - end), at: end, into: buffer)
      guard buffer.count > before else { break }
      end += buffer.count - before
      if let feed = buffer.firstFeed(from: before) { return first..<(feed + 1) }
    }
    return first..<buffer.count
  }
}

/// Room for a stretch, taken once and used again by the thread that reads.
@safe
private final class StretchBuffer: @unchecked Sendable {
  private var memory = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 64)
  private var capacity = 1
  /// How many bytes are in use.
  var count = 0

  deinit { unsafe memory.deallocate() }

  /// Where the next bytes go.
  var free: UnsafeMutableRawPointer { unsafe memory + count }

  /// Makes sure that so many more bytes have room.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(count + more, capacity + capacity / 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    unsafe larger.copyMemory(from: memory, byteCount: count)
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  /// Some of the bytes.
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
  }

  var endsWithFeed: Bool {
    guard count > 0 else { return false }
    return unsafe memory.load(fromByteOffset: count - 1, as: UInt8.self) == 0x0A
  }

  /// The place of the first line feed from `start` on.
  func firstFeed(from start: Int) -> Int? {
    guard let found = unsafe memchr(memory + start, 0x0A, count - start) else { return nil }
    return unsafe found - memory
  }

  /// How many line feeds there are from `start` on.
  func feeds(from start: Int) -> Int {
    unsafe bytes(start..<count).count { $0 == 0x0A }
  }
}
