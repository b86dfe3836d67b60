/// How far ahead of its consumer a thread reads an input, and how it cuts the content.
public struct ReadAhead: Equatable, Sendable {
  /// How many blocks there are at most, with the one being filled and the one being consumed.
  public var depth: Int
  /// Where given, blocks end at a line's end, so that no line of up to so many bytes is cut.
  ///
  /// A block that holds no line's end grows until it holds one, up to this size; past it the block ends
  /// anywhere. Nil for blocks that end anywhere.
  public var maximumLineBytes: Int?

  /// Reads ahead by up to `depth` blocks; at least 2.
  public init(depth: Int = 4, maximumLineBytes: Int? = 8 << 20) {
    precondition(depth >= 2, "a read-ahead of \(depth) blocks; at least 2")
    precondition(maximumLineBytes ?? 1 > 0, "lines of \(maximumLineBytes ?? 0) bytes; at least 1")
    self.depth = depth
    self.maximumLineBytes = maximumLineBytes
  }
}

extension InputFile {
  /// Does what ``forEachBlock(startingAt:_:)`` does, reading and unpacking on a thread of its own while
  /// `body` works on the block before.
  ///
  /// The blocks, their order, the summary and the errors are the same, but for where blocks are cut.
  /// The thread is not one of Swift's pool, so that a caller on the pool may wait for it; it has ended
  /// when this returns or throws. Costs memory for `ahead.depth` blocks.
  ///
  /// - Parameters:
  ///   - ahead: how far to read ahead and how to cut.
  ///   - offset: how many bytes of content are unpacked and verified, but not handed on.
  ///   - inspect: looks at each block on the reading thread, before `body` gets it: for work such as
  ///     hashing, which the two threads share out that way.
  ///   - body: takes a block, which lives only as long as the call; called on the caller's thread.
  /// - Throws: ``ReadError``, or what `body` throws, after which no more is read.
  public func forEachBlockAhead(
    _ ahead: ReadAhead = ReadAhead(), startingAt offset: Int = 0,
    inspecting inspect: @escaping @Sendable (Span<UInt8>) -> Void = { _ in },
    _ body: (Span<UInt8>) throws -> Void
  ) throws -> ReadSummary {
    let ring = BlockRing(depth: ahead.depth, blockBytes: limits.blockBytes)
    let cutter = BlockCutter(ring: ring, maximumLineBytes: ahead.maximumLineBytes, inspect: inspect)
    let reader = try ReaderThread(of: name) {
      ring.finish(
        Result {
          try read(startingAt: offset, until: { ring.isStopped }, to: cutter.take)
        })
    }
    defer {
      ring.stop()
      reader.join()
    }
    while var block = ring.take() {
      try block.handOn(nil, to: body)
      ring.giveBack(block)
    }
    return try ring.outcome()
  }
}
