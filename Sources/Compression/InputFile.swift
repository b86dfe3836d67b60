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

  /// Hands the whole content on in blocks, in order, and says what was read.
  ///
  /// Blocks come before the end has shown whether the input is sound: publish nothing of it until
  /// this has returned. Before a ``ReadError`` for damage is thrown, all content that comes before the
  /// damage has been handed on.
  ///
  /// - Parameter body: takes a block, which lives only as long as the call.
  /// - Throws: ``ReadError``, or what `body` throws.
  public func forEachBlock(_ body: (Span<UInt8>) throws -> Void) throws -> ReadSummary {
    var decoder = BlockDecoder(limits: limits)
    do {
      let handle = try path == "-" ? ReadHandle.standardInput() : ReadHandle.open(path: path)
      var buffer = [UInt8](repeating: 0, count: limits.blockBytes)
      while true {
        let count = try handle.read(into: &buffer)
        guard count > 0 else { break }
        try decoder.decode(buffer.span.extracting(0..<count), body)
      }
      return try decoder.finish(body)
    } catch let fault as ReadFault {
      throw ReadError(
        file: name, fault: fault, deliveredBytes: decoder.deliveredBytes,
        verifiedBytes: decoder.verifiedBytes)
    }
  }
}
