import Bytes
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a line of statements stands.
struct LinePlace {
  /// The input, by the order of reading.
  var input: Int32
  /// The line's number, from 1.
  var number: Int32
}

/// Lines on their way into a ledger, given back in order of their append and then of their bytes.
///
/// An append never runs backwards, so whatever is appended together has to go in order, however much it is.
/// What memory can't hold is sorted and put away, run by run, in a file without a name that ends with the
/// process; the runs are merged when all lines have come.
struct StatementSpool {
  private struct Line {
    var appendedAt: Timestamp
    var text: ByteRange
    var place: LinePlace
  }

  /// How many bytes of lines are held in memory.
  private static let heldBytes = 128 << 20
  private let folder: String
  private var text: [UInt8] = []
  private var lines: [Line] = []
  private var runs: [SpooledRun] = []

  /// A spool whose runs lie in a folder.
  init(folder: String) {
    self.folder = folder
  }

  /// Whether nothing had to be put away.
  var isInMemory: Bool { runs.isEmpty }

  /// Takes a line.
  mutating func add(_ line: Span<UInt8>, appendedAt: Timestamp, _ place: LinePlace) throws {
    lines.append(Line(appendedAt: appendedAt, text: text.store(line), place: place))
    if text.count > StatementSpool.heldBytes { try putAway() }
  }

  private mutating func sort() {
    let text = text
    lines.sort { a, b in
      if a.appendedAt != b.appendedAt { return a.appendedAt < b.appendedAt }
      return text.span.extracting(a.text.indices)
        .compare(to: text.span.extracting(b.text.indices)) < 0
    }
  }

  private mutating func putAway() throws {
    sort()
    let run = try SpooledRun(in: folder)
    for line in lines {
      try run.write(text.span.extracting(line.text.indices), line.appendedAt, line.place)
    }
    try run.rewind()
    runs.append(run)
    lines.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }

  /// Hands over all lines in order.
  mutating func drain(_ body: (Span<UInt8>, LinePlace) throws -> Void) throws {
    guard !runs.isEmpty else {
      sort()
      for line in lines { try body(text.span.extracting(line.text.indices), line.place) }
      return
    }
    if !lines.isEmpty { try putAway() }
    text = []
    lines = []
    for place in runs.indices { try runs[place].next() }
    while let first = firstRun() {
      let line = runs[first].line
      try body(line.span, runs[first].place)
      try runs[first].next()
    }
  }

  /// The run whose line comes before those of all others.
  private func firstRun() -> Int? {
    var first: Int?
    for place in runs.indices where runs[place].hasLine {
      if let found = first, !runs[place].isBefore(runs[found]) { continue }
      first = place
    }
    return first
  }
}

/// A sorted run of lines in a file without a name.
final class SpooledRun {
  private static let bufferBytes = 1 << 20
  private let descriptor: Int32
  private let folder: String
  private var buffer: [UInt8] = []
  private var taken = 0
  /// The line that comes next.
  private(set) var line: [UInt8] = []
  private(set) var appendedAt = Timestamp.distantPast
  private(set) var place = LinePlace(input: 0, number: 0)
  /// Whether there is one.
  private(set) var hasLine = false

  init(in folder: String) throws {
    self.folder = folder
    let path = "\(folder)/.sojourn-append-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WorkspaceError.cannotCreate(path: path, errno: errno) }
    unsafe unlink(path)
  }

  deinit { close(descriptor) }

  func isBefore(_ other: SpooledRun) -> Bool {
    if appendedAt != other.appendedAt { return appendedAt < other.appendedAt }
    let (own, others) = (line, other.line)
    return own.span.compare(to: others.span) < 0
  }

  func write(_ line: Span<UInt8>, _ appendedAt: Timestamp, _ place: LinePlace) throws {
    let head = (appendedAt.nanoseconds, place.input, place.number, Int64(line.count))
    unsafe withUnsafeBytes(of: head) { unsafe buffer.append(contentsOf: $0) }
    buffer.append(line)
    if buffer.count >= SpooledRun.bufferBytes { try flush() }
  }

  private func flush() throws {
    var start = 0
    while start < buffer.count {
      let count = unsafe buffer.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      guard count >= 0 || errno == EINTR else {
        throw WorkspaceError.cannotWrite(path: folder, errno: errno)
      }
      start += max(count, 0)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Ends writing and begins reading.
  func rewind() throws {
    try flush()
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw WorkspaceError.cannotRead(path: folder, errno: errno)
    }
  }

  /// Goes on to the next line.
  func next() throws {
    let headBytes = MemoryLayout<(Int64, Int32, Int32, Int64)>.size
    hasLine = try fill(headBytes)
    guard hasLine else { return }
    let head = unsafe buffer.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: taken, as: (Int64, Int32, Int32, Int64).self)
    }
    taken += headBytes
    appendedAt = Timestamp(nanoseconds: head.0)
    place = LinePlace(input: head.1, number: head.2)
    guard try fill(Int(head.3)) else {
      throw WorkspaceError.cannotRead(path: folder, errno: EIO)
    }
    line.removeAll(keepingCapacity: true)
    line.append(buffer.span.extracting(taken..<(taken + Int(head.3))))
    taken += Int(head.3)
  }

  /// Makes sure that so many bytes are at hand; false at the end.
  private func fill(_ count: Int) throws -> Bool {
    while buffer.count - taken < count {
      buffer.removeFirst(taken)
      taken = 0
      let start = buffer.count
      let wanted = max(SpooledRun.bufferBytes, count)
      buffer.append(contentsOf: repeatElement(0, count: wanted))
      let found = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress?.advanced(by: start), wanted)
      }
      buffer.removeLast(wanted - max(found, 0))
      guard found >= 0 || errno == EINTR else {
        throw WorkspaceError.cannotRead(path: folder, errno: errno)
      }
      if found == 0 { return false }
    }
    return true
  }
}
