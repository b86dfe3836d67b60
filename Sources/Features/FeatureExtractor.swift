public import Events

/// Makes sparse vectors of prefixes: the one definition that trainer and scorer share.
///
/// ```
/// var state = extractor.start(history: history)
/// state.add(event, text: text)        // one after the other
/// state.emit(into: &features)         // after any of them
/// ```
/// What `emit` gives depends on the history and the events added so far, and on nothing else. A
/// visitor's id, customer and traits are read by no recipe.
public struct FeatureExtractor: Sendable {
  let plan: FeaturePlan

  /// An extractor for a specification.
  ///
  /// - Throws: ``FeatureSpecError`` where the specification can't be used.
  public init(_ spec: FeatureSpec) throws(FeatureSpecError) {
    plan = try FeaturePlan(spec)
  }

  /// How many slots there are: 2^bits.
  public var slotCount: Int { Int(plan.mask) + 1 }

  /// A session of a visitor with `history`, before its first event.
  ///
  /// - Parameters:
  ///   - history: the visitor's sessions before.
  ///   - keepsNames: whether the features' texts are kept too, for ``PrefixState/names()``.
  public func start(history: VisitorHistory, keepsNames: Bool = false) -> PrefixState {
    PrefixState(plan, history, keepsNames: keepsNames)
  }

  /// The features of the first `count` events of a session.
  ///
  /// - Parameters:
  ///   - batch: holds the session's events.
  ///   - rows: their places.
  ///   - count: how many of them the prefix has, at least 1.
  ///   - history: the visitor's sessions before.
  public func features(
    _ batch: borrowing EventBatch, rows: Range<Int>, count: Int, history: VisitorHistory
  ) -> SparseVector {
    var state = start(history: history)
    for row in rows.prefix(count) { state.add(batch.rows[row], text: batch.text.span) }
    var vector = SparseVector()
    state.emit(into: &vector)
    return vector
  }
}

/// A feature as text: what a slot stands for.
public struct FeatureName: Hashable, Sendable {
  /// The slot that the text's hash gives.
  public var slot: UInt32
  /// The field, U+001F and the value.
  public var text: [UInt8]

  /// A name of a slot.
  public init(slot: UInt32, text: [UInt8]) {
    self.slot = slot
    self.text = text
  }
}
