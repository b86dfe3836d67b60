import Bytes
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a stage's records go: standard output, or a file that appears whole at the end.
///
/// A reader that closes the pipe early does not stop the stage from reading its input to the end;
/// ``finish()`` then tells that what was written is not all.
final class RecordOutput {
  private enum Target {
    case standardOutput
    case file(AtomicFile)
  }

  private static let flushBytes = 1 << 16
  private let target: Target
  private var buffer: [UInt8] = []
  private var failure: Int32 = 0

  /// Output to a file, or to standard output where there is none.
  init(path: String?) throws {
    signal(SIGPIPE, SIG_IGN)
    guard let path, path != "-" else {
      target = .standardOutput
      return
    }
    target = .file(try AtomicFile(path))
  }

  /// Adds a record's line; `body` appends it without the line feed.
  func writeLine(_ body: (inout [UInt8]) -> Void) throws {
    body(&buffer)
    buffer.append(0x0A)
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
    case .standardOutput:
      guard failure == 0 else {
        let words =
          failure == EPIPE
          ? "standard output was closed before all records were written"
          : "standard output can't be written (error \(failure))"
        throw StageFailure(.cannotWrite, "\(words); what was written is not all")
      }
    }
  }

  /// Ends without publishing: a file never appears, a pipe has what was written before.
  func abandon() throws {
    if case .standardOutput = target { try flush() }
  }

  private func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    switch target {
    case .file(let file): try file.write(buffer.span)
    case .standardOutput: writeToStandardOutput()
    }
  }

  private func writeToStandardOutput() {
    guard failure == 0 else { return }
    unsafe buffer.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let count = unsafe write(STDOUT_FILENO, rest.baseAddress, rest.count)
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
