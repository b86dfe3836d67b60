import Synchronization

/// A text that records point into, in which what many records share stands once.
///
/// Whoever adds to it may note where something stands, together with ``identity``: the note holds as
/// long as the pool has that identity.
public struct TextPool: Sendable {
  private static let made = Atomic<UInt64>(0)

  /// The text.
  public var bytes: [UInt8] = []
  /// Tells the pool, up to its next emptying, from all others of the process.
  public private(set) var identity: UInt64

  /// An empty pool.
  public init() {
    identity = TextPool.made.add(1, ordering: .relaxed).newValue
  }

  /// Empties the pool, so that nothing noted of it holds.
  public mutating func removeAll() {
    self = TextPool()
  }
}
