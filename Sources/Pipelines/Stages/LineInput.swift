import Bytes
package import Compression
import Synchronization
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file, or standard input, as lines.
package struct LineInput {
  /// How a file was read to its end.
  package struct Reading {
    /// What its bytes were, and what was odd about them.
    package var summary: ReadSummary?
    /// Why the rest could not be read; nil where the file is whole.
    package var failure: StageFailure?
    /// How many bytes came before the damage; 0 where there is none.
    package var deliveredBytes = 0
    /// The hash of the inflated content; of what came before the damage where there is some.
    package var content = ContentHash()
    /// How many lines were handed on.
    package var lines = 0
    /// By how much the last line's number is greater.
    package var passedOver = 0
    /// Whether the damage cut a line.
    package var hasCutLine = false
  }

  package let path: String
  package let limits: InputLimits
  /// The part that is passed over, since it has been read before.
  package var known = KnownPart()
  /// Whether a thread of its own reads and unpacks ahead; where every core has work of its own that
  /// only costs.
  var readsAhead = true
  /// Is told of the bytes of content as they pass.
  var progress: ProgressMeter?
  /// The lengths of prefixes whose digests are asked for.
  package var prefixLengths: Set<Int> = []

  package init(
    path: String, limits: InputLimits, known: KnownPart = KnownPart(), prefixLengths: Set<Int> = []
  ) {
    self.path = path
    self.limits = limits
    self.known = known
    self.prefixLengths = prefixLengths
  }

  /// The name that messages use.
  package var name: String { InputFile(path: path).name }

  /// The name that events carry as their source: the file's own, without its folders.
  package var sourceName: String {
    path == "-"
      ? "-" : String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// Hands each line to `receive` with its number from 1; a fault of the file ends up in the result.
  ///
  /// - Parameters:
  ///   - isDigested: whether the content's hash is asked for; it counts bytes alone otherwise.
  ///   - receive: takes each line and its number.
  /// - Throws: what `receive` throws.
  package func forEachLine(
    digesting isDigested: Bool = true, _ receive: (Span<UInt8>, Int) throws -> Void
  ) throws -> Reading {
    var reading = Reading()
    let content = SharedHash(
      ContentHash(prefixLengths: prefixLengths, isDigested: isDigested), known)
    var offset = 0
    var part = KnownPartCutter(known)
    var splitter = LineSplitter(maximumLineBytes: limits.maximumLineBytes)
    var readLimits = ReadLimits()
    readLimits.maximumRatio = limits.maximumRatio
    if path == "-" { Pipe.widen(STDIN_FILENO) }
    do {
      let file = InputFile(path: path, limits: readLimits)
      let ahead = ReadAhead(maximumLineBytes: limits.maximumLineBytes)
      func split(_ bytes: Span<UInt8>, _ passedOver: Int) throws {
        try splitter.split(bytes) { try receive($0, passedOver + $1) }
      }
      func take(_ block: Span<UInt8>) throws {
        let block = block.extracting(0..<known.limit(block.count, at: offset))
        try part.cut(block, at: offset, split)
        offset += block.count
        progress?.add(bytes: block.count)
      }
      if readsAhead {
        reading.summary = try file.forEachBlockAhead(
          ahead, inspecting: { content.update($0) }, take)
      } else {
        reading.summary = try file.forEachBlock { block in
          try take(block)
          content.update(block)
        }
      }
      try part.finish(split)
      let passedOver = part.passedOver
      try splitter.finish { try receive($0, passedOver + $1) }
    } catch let error as ReadError {
      reading.failure = StageFailure(error)
      reading.deliveredBytes = error.deliveredBytes
      reading.hasCutLine = splitter.hasPartialLine
    } catch let error as LineSplitter.LineTooLong {
      reading.failure = StageFailure(
        .badData,
        "\(name):\(part.passedOver + error.line): a line of more than \(error.limit) bytes; raise the limit if it is meant"
      )
      reading.hasCutLine = true
      // How much was hashed by then hangs on where blocks were cut.
      content.forget()
    } catch {
      if path == "-" { LineInput.drainStandardInput() }
      throw error
    }
    if reading.failure != nil, path == "-" { LineInput.drainStandardInput() }
    reading.lines = splitter.lineCount
    reading.passedOver = part.passedOver
    reading.content = content.hash
    reading.content.lines =
      part.passedOver + splitter.lineCount - (reading.content.tail.isEmpty ? 0 : 1)
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

/// The hash of a content that one thread makes and another one takes.
private final class SharedHash: Sendable {
  private let state: Mutex<ContentHash>
  private let known: KnownPart

  init(_ hash: ContentHash, _ known: KnownPart) {
    state = Mutex(hash)
    self.known = known
  }

  var hash: ContentHash { state.withLock { $0 } }

  /// Takes the next block, as far as it comes before the known part's end.
  func update(_ block: Span<UInt8>) {
    state.withLock { hash in
      hash.update(block.extracting(0..<known.limit(block.count, at: hash.bytes)))
    }
  }

  /// Forgets all.
  func forget() {
    state.withLock { $0 = ContentHash(isDigested: false) }
  }
}
