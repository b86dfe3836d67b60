import Bytes
import Compression
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file, or standard input, as lines.
struct LineInput {
  /// How a file was read to its end.
  struct Reading {
    /// What its bytes were, and what was odd about them.
    var summary: ReadSummary?
    /// Why the rest could not be read; nil where the file is whole.
    var failure: StageFailure?
    /// How many bytes came before the damage; 0 where there is none.
    var deliveredBytes = 0
    /// SHA-256 of the inflated content; of what came before the damage where there is some.
    var digest = ""
    /// How many whole lines were handed on.
    var lines = 0
    /// Whether the damage cut a line.
    var hasCutLine = false
  }

  let path: String
  let limits: InputLimits

  /// The name that messages use.
  var name: String { InputFile(path: path).name }

  /// The name that events carry as their source: the file's own, without its folders.
  var sourceName: String {
    path == "-"
      ? "-" : String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// Hands each line to `body` with its number from 1; a fault of the file ends up in the result.
  ///
  /// - Throws: what `body` throws.
  func forEachLine(_ body: (Span<UInt8>, Int) throws -> Void) throws -> Reading {
    var reading = Reading()
    var digest = ContentDigest()
    var splitter = LineSplitter(maximumLineBytes: limits.maximumLineBytes)
    var readLimits = ReadLimits()
    readLimits.maximumRatio = limits.maximumRatio
    do {
      let file = InputFile(path: path, limits: readLimits)
      reading.summary = try file.forEachBlock { block in
        digest.update(block)
        try splitter.split(block, body)
      }
      try splitter.finish(body)
    } catch let error as ReadError {
      reading.failure = StageFailure(error)
      reading.deliveredBytes = error.deliveredBytes
      reading.hasCutLine = splitter.hasPartialLine
    } catch let error as LineSplitter.LineTooLong {
      reading.failure = StageFailure(
        .badData,
        "\(name):\(error.line): a line of more than \(error.limit) bytes; raise the limit if it is meant"
      )
      reading.hasCutLine = true
    }
    if reading.failure != nil, path == "-" { LineInput.drainStandardInput() }
    reading.lines = splitter.lineCount
    reading.digest = digest.finish()
    return reading
  }

  /// Reads standard input to its end, so that whoever writes to it is not cut off.
  static func drainStandardInput() {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe block.withUnsafeMutableBytes({
      unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
    }) > 0 {}
  }
}
