/// Cuts content into the blocks of a ring, after a line's end where it is asked to.
struct BlockCutter: Sendable {
  let ring: BlockRing
  /// How long a line may be that is never cut; nil where blocks end anywhere.
  let maximumLineBytes: Int?
  /// Looks at each block before it is sent.
  let inspect: @Sendable (Span<UInt8>) -> Void

  /// The decoder's sink: sends what `block` holds and leaves there what is not sent.
  func take(_ plain: Span<UInt8>?, _ block: inout OutputBlock) throws {
    guard let plain else { return try cut(&block) }
    if block.bytes.isEmpty { block = ring.firstBlock }
    var at = 0
    while at < plain.count {
      at += block.take(plain.extracting(at..<plain.count))
      if block.isFull { try cut(&block) }
    }
  }

  private func cut(_ block: inout OutputBlock) throws {
    if block.isLast {
      inspect(block.bytes.span.extracting(block.start..<block.filled))
      ring.send(block)
      block = OutputBlock()
      return
    }
    guard let maximumLineBytes else { return try send(&block, upTo: block.filled) }
    if let end = block.endOfLastLine { return try send(&block, upTo: end) }
    // One more for the line feed.
    let largest = max(maximumLineBytes + 1, ring.blockBytes)
    let size = block.bytes.count
    guard size < largest else { return try send(&block, upTo: block.filled) }
    block.grow(to: min(2 * size, largest))
  }

  /// Sends the content before `end` and puts a free buffer with the rest in its place.
  private func send(_ block: inout OutputBlock, upTo end: Int) throws {
    var next = try ring.takeFree()
    let rest = end..<block.filled
    if rest.count >= next.bytes.count { next.grow(to: rest.count + ring.blockBytes) }
    _ = next.take(block.bytes.span.extracting(rest))
    block.filled = end
    swap(&block, &next)
    inspect(next.bytes.span.extracting(next.start..<next.filled))
    ring.send(next)
  }
}

extension OutputBlock {
  /// Where the content's last line feed ends; nil where it has none.
  fileprivate var endOfLastLine: Int? {
    let bytes = bytes.span
    var end = filled
    while end > start {
      if bytes[end - 1] == 0x0A { return end }
      end -= 1
    }
    return nil
  }
}
