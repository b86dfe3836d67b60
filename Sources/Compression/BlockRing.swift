/// Passes blocks from one thread to another, and their buffers back.
///
/// The two wait for each other as real threads do, so neither may stand in for work of Swift's pool.
final class BlockRing: Sendable {
  /// What the reader finds at the next buffer when nobody wants more.
  struct Stopped: Error {}

  private struct State {
    var sent: [OutputBlock] = []
    var free: [OutputBlock] = []
    /// How many buffers there are; the first is the decoder's own.
    var made = 1
    var isStopped = false
    var outcome: Result<ReadSummary, any Error>?
  }

  /// The size that buffers are made with.
  let blockBytes: Int
  private let depth: Int
  private let state = Monitor(State())

  /// A ring of at most `depth` buffers.
  init(depth: Int, blockBytes: Int) {
    self.depth = depth
    self.blockBytes = blockBytes
  }

  /// A block to begin with.
  var firstBlock: OutputBlock {
    var block = OutputBlock()
    block.grow(to: blockBytes)
    return block
  }

  // MARK: the reader's side

  /// Hands a block over.
  func send(_ block: consuming OutputBlock) {
    state.change { [block] state in state.sent.append(block) }
  }

  /// Waits for an empty block.
  ///
  /// - Throws: ``Stopped``.
  func takeFree() throws -> OutputBlock {
    let depth = depth
    let free: OutputBlock? = try state.wait { state in
      if state.isStopped { throw Stopped() }
      if let block = state.free.popLast() { return .some(block) }
      guard state.made < depth else { return nil }
      state.made += 1
      return .some(nil)
    }
    return free ?? firstBlock
  }

  /// Says that no block follows, and why.
  func finish(_ outcome: Result<ReadSummary, any Error>) {
    state.change { $0.outcome = outcome }
  }

  /// Whether nobody wants more.
  var isStopped: Bool { state.change { $0.isStopped } }

  // MARK: the consumer's side

  /// Waits for the next block; nil after the last.
  func take() -> OutputBlock? {
    state.wait { state in
      if !state.sent.isEmpty { return .some(state.sent.removeFirst()) }
      return state.outcome == nil ? nil : .some(nil)
    }
  }

  /// Gives a block's buffer back to be filled; one that has grown is let go.
  func giveBack(_ block: consuming OutputBlock) {
    let hasGrown = block.bytes.count > blockBytes
    state.change { [block] state in
      if hasGrown { state.made -= 1 } else { state.free.append(block) }
    }
  }

  /// Lets the reader know that nobody wants more.
  func stop() {
    state.change { $0.isStopped = true }
  }

  /// How the reading ended; after the last block only.
  func outcome() throws -> ReadSummary {
    guard let outcome = state.change({ $0.outcome }) else {
      preconditionFailure("the outcome of a reading that goes on")
    }
    return try outcome.get()
  }
}
