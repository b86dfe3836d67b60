import Bytes
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes a text for people on standard output.
///
/// - Throws: ``StageFailure`` 74 where it can't be written.
public func printText(_ text: String) throws {
  let output = try RecordOutput(path: nil)
  for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
    try output.writeLine { $0.append(contentsOf: line.utf8) }
  }
  try output.finish()
}

/// Writes a document to a file, which appears whole, or to standard output where no file is named.
///
/// - Throws: ``StageFailure`` 73 or 74 where it can't be written.
public func writeOutput(_ bytes: [UInt8], to path: String?) throws {
  guard let path, path != "-" else {
    return try printText(String(decoding: bytes, as: UTF8.self))
  }
  try AtomicFile.write(bytes, to: path)
}

/// Where a stage's records go: a pipe or device, or a file that appears whole at the end.
///
/// A reader that closes the pipe early does not stop the stage from reading its input to the end;
/// ``finish()`` then tells that what was written is not all.
final class RecordOutput {
  private enum Target {
    case stream(Int32, name: String)
    case file(AtomicFile)
  }

  private static let flushBytes = 256 << 10
  private let target: Target
  private var buffer: [UInt8] = []
  private var failure: Int32 = 0

  /// Output to a file, to a pipe or device that stands at the path, or to standard output.
  init(path: String?) throws {
    _ = signal(SIGPIPE, SIG_IGN)
    guard let path, path != "-" else {
      target = .stream(STDOUT_FILENO, name: "standard output")
      Pipe.widen(STDOUT_FILENO)
      return
    }
    if Folder.isRegularFile(path) || Folder.isFolder(path) || !Folder.exists(path) {
      target = .file(try AtomicFile(path))
    } else {
      let number = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard number >= 0 else { throw WorkspaceError.cannotCreate(path: path, errno: errno) }
      target = .stream(number, name: path)
    }
  }

  /// Whether whoever read has closed the pipe, so that nothing more can be taken.
  var isClosed: Bool { failure == EPIPE }

  /// Adds a record's line; `body` appends it without the line feed.
  func writeLine(_ body: (inout [UInt8]) -> Void) throws {
    body(&buffer)
    buffer.append(0x0A)
    if buffer.count >= RecordOutput.flushBytes { try flush() }
  }

  /// Adds the lines of many records, which `body` appends with their line feeds.
  func writeLines(_ body: (inout [UInt8]) -> Void) throws {
    body(&buffer)
    if buffer.count >= RecordOutput.flushBytes { try flush() }
  }

  /// Adds lines that are whole, with their line feeds.
  func append(_ lines: [UInt8]) throws { try write(lines.span) }

  /// Adds lines that are whole, with their line feeds.
  func write(_ lines: Span<UInt8>) throws {
    buffer.append(lines)
    if buffer.count >= RecordOutput.flushBytes { try flush() }
  }

  /// A place to go back to; nil where the output is a pipe, which can't be taken back.
  func mark() throws -> Int? {
    try flush()
    guard case .file(let file) = target else { return nil }
    return file.count
  }

  /// Takes back all that was written since a mark.
  func rollBack(to mark: Int) throws {
    buffer.removeAll(keepingCapacity: true)
    if case .file(let file) = target { try file.truncate(to: mark) }
  }

  /// Writes what is held and publishes the file.
  ///
  /// - Throws: ``StageFailure`` where standard output could not take everything.
  func finish() throws {
    try flush()
    switch target {
    case .file(let file): try file.publish()
    case .stream(_, let name):
      guard failure == 0 else {
        let words =
          failure == EPIPE
          ? "\(name) was closed before all records were written"
          : "\(name) can't be written: \(WorkspaceError.reason(failure))"
        throw StageFailure(.cannotWrite, "\(words); what was written is not all")
      }
    }
  }

  /// Ends without publishing: a file never appears, a pipe has what was written before.
  func abandon() throws {
    if case .stream = target { try flush() }
  }

  /// Writes what is held.
  func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    switch target {
    case .file(let file): try file.write(buffer.span)
    case .stream(let number, _): write(to: number)
    }
  }

  private func write(to number: Int32) {
    guard failure == 0 else { return }
    unsafe buffer.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let count = unsafe Glibc.write(number, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        offset += count
      }
    }
  }
}
