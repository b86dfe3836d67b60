/// A file, pipe or standard input to be read as its content, however it is packed.
///
/// Reading streams: it holds a block of the input and a block of the content, whatever the size.
public struct InputFile: Sendable {
  /// The path as it was given; `-` is standard input.
  public let path: String
  /// What reading may cost.
  public let limits: ReadLimits

  /// The input at `path`; `-` is standard input, and a file of that name is `./-`.
  public init(path: String, limits: ReadLimits = ReadLimits()) {
    self.path = path
    self.limits = limits
  }

  /// The input's name for messages.
  public var name: String { path == "-" ? "standard input" : path }

  /// The library that unpacks gzip, for messages and reports.
  public static let gzipDecoder = Inflater.library

  /// Hands the whole content on in blocks, in order, and says what was read.
  ///
  /// Blocks come before the end has shown whether the input is sound: publish nothing of it until
  /// this has returned. Before a ``ReadError`` is thrown, all content that comes before the damage has
  /// been handed on.
  ///
  /// - Parameters:
  ///   - offset: how many bytes of content are unpacked and verified, but not handed on: for a file
  ///     that has grown. Counts of bytes are of the whole content nevertheless.
  ///   - body: takes a block, which lives only as long as the call.
  /// - Throws: ``ReadError``, or what `body` throws.
  public func forEachBlock(
    startingAt offset: Int = 0, _ body: (Span<UInt8>) throws -> Void
  ) throws -> ReadSummary {
    try read(startingAt: offset, until: { false }) { plain, block in
      try block.handOn(plain, to: body)
    }
  }

  /// Reads the content into `sink`; where the input keeps it waiting, it ends early when `isStopped`.
  func read(
    startingAt offset: Int, until isStopped: () -> Bool, to sink: BlockDecoder.Sink
  ) throws -> ReadSummary {
    var decoder = BlockDecoder(limits: limits, startingAt: offset)
    do {
      let handle = try path == "-" ? ReadHandle.standardInput() : ReadHandle.open(path: path)
      var buffer = [UInt8](repeating: 0, count: limits.blockBytes)
      while true {
        let count = try handle.read(into: &buffer, until: isStopped)
        guard count > 0 else { break }
        try decoder.decode(buffer.span.extracting(0..<count), to: sink)
      }
      return try decoder.finish(to: sink)
    } catch let fault as ReadFault {
      try decoder.flushAll(sink)
      throw ReadError(
        file: name, fault: fault, deliveredBytes: decoder.deliveredBytes,
        verifiedBytes: decoder.verifiedBytes)
    }
  }
}
