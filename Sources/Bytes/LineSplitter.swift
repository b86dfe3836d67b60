/// Cuts a stream of blocks into lines, holding back a line until its end has come.
///
/// A line ends at LF or at the end of the stream; one CR before the LF is no part of it. Lines that
/// lie inside one block are handed on in place; only a line that crosses blocks is copied.
public struct LineSplitter: Sendable {
  /// A line grew past the limit.
  public struct LineTooLong: Error, Equatable {
    /// The line's number, from 1.
    public let line: Int
    /// The limit in bytes.
    public let limit: Int
  }

  /// How many lines have been handed on.
  public private(set) var lineCount = 0
  private let maximumLineBytes: Int
  private var partial: [UInt8] = []

  /// A splitter that refuses lines of more than `maximumLineBytes` bytes.
  public init(maximumLineBytes: Int = 8 << 20) {
    self.maximumLineBytes = maximumLineBytes
  }

  /// Takes the next block, handing each line that ends in it to `body` with its number from 1.
  ///
  /// - Throws: ``LineTooLong``, or what `body` throws.
  public mutating func split<Failure: Error>(
    _ block: Span<UInt8>, _ body: (Span<UInt8>, Int) throws(Failure) -> Void
  ) throws {
    var start = 0
    while let end = block.firstIndex(of: 0x0A, from: start) {
      if partial.isEmpty {
        try deliver(block.extracting(start..<end), body)
      } else {
        try hold(block.extracting(start..<end))
        let line = partial
        partial.removeAll(keepingCapacity: true)
        try deliver(line.span, body)
      }
      start = end + 1
    }
    if start < block.count {
      try hold(block.extracting(start..<block.count))
    }
  }

  /// Hands on the last line where the stream ended without a line feed.
  ///
  /// - Throws: ``LineTooLong``, or what `body` throws.
  public mutating func finish<Failure: Error>(
    _ body: (Span<UInt8>, Int) throws(Failure) -> Void
  ) throws {
    guard !partial.isEmpty else { return }
    let line = partial
    partial = []
    try deliver(line.span, body)
  }

  /// Whether a line is being held back for its end.
  public var hasPartialLine: Bool { !partial.isEmpty }

  private mutating func deliver<Failure: Error>(
    _ line: Span<UInt8>, _ body: (Span<UInt8>, Int) throws(Failure) -> Void
  ) throws {
    guard line.count <= maximumLineBytes else {
      throw LineTooLong(line: lineCount + 1, limit: maximumLineBytes)
    }
    lineCount += 1
    let hasReturn = line.count > 0 && line[line.count - 1] == 0x0D
    try body(hasReturn ? line.extracting(0..<(line.count - 1)) : line, lineCount)
  }

  private mutating func hold(_ bytes: Span<UInt8>) throws {
    guard partial.count + bytes.count <= maximumLineBytes else {
      throw LineTooLong(line: lineCount + 1, limit: maximumLineBytes)
    }
    partial.append(bytes)
  }
}
