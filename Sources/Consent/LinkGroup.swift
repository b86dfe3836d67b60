import Bytes
import Events

/// One group of ids that statements or events may link, and the links made so far.
struct LinkGroup {
  private var statements: ConsentStatements
  private let context: RunContext
  private let policy: ConsentPolicy
  private var joined: JoinedIDs
  /// The register of the statements and of the links up to one of them.
  private var register: ConsentRegister?
  /// Whether links were made since ``register`` was.
  private var isStale = false
  private var linking: [EventRow] = []
  private var pairs: Set<UInt64> = []

  init(_ group: LinkGroups.Group, context: RunContext, policy: ConsentPolicy) {
    statements = group.statements
    joined = group.joined
    self.context = context
    self.policy = policy
  }

  /// Whether an event makes a link that is not there yet and stops no event that has made one.
  ///
  /// Among ids that have said grants alone a link adds what it passes on and stops nothing: there an
  /// event is told by the register as it is, or by that of fewer links. One is built anew for those
  /// that a link made since may permit, and for ids that have said an end.
  mutating func accepts(
    _ candidate: LinkCandidate, in batch: borrowing EventBatch
  ) throws(ConsentPolicyError) -> Bool {
    guard !pairs.contains(candidate.pair) else { return false }
    let row = batch.rows[candidate.place]
    guard try mayPermit(row, in: batch) else { return false }
    if joined.hasEnd(candidate.visitor) || joined.hasEnd(candidate.customer) {
      guard try stopsNothing(row, in: batch) else { return false }
    } else {
      link(row, in: batch, &statements)
      isStale = true
    }
    joined.join(candidate.visitor, candidate.customer)
    linking.append(row)
    pairs.insert(candidate.pair)
    return true
  }

  private mutating func mayPermit(
    _ row: EventRow, in batch: borrowing EventBatch
  ) throws(ConsentPolicyError) -> Bool {
    if let register, isStale, register.mayPermitOnceLinked(row, in: batch) { return true }
    if register == nil || isStale { try renew() }
    return register?.mayPermitOnceLinked(row, in: batch) ?? false
  }

  private mutating func renew() throws(ConsentPolicyError) {
    register = try ConsentRegister(statements, context: context, policy: policy)
    isStale = false
  }

  /// Makes the link of an event unless it would stop the event itself or one that has linked.
  private mutating func stopsNothing(
    _ row: EventRow, in batch: borrowing EventBatch
  ) throws(ConsentPolicyError) -> Bool {
    var more = statements
    link(row, in: batch, &more)
    let linked = try ConsentRegister(more, context: context, policy: policy)
    guard linked.keeps(row, in: batch) else { return false }
    for event in linking where !linked.keeps(event, in: batch) { return false }
    statements = more
    register = linked
    isStale = false
    return true
  }

  private func link(
    _ row: EventRow, in batch: borrowing EventBatch, _ statements: inout ConsentStatements
  ) {
    statements.appendLink(
      batch.text.span.extracting(row.visitor.indices),
      batch.text.span.extracting(row.customer.indices), at: row.time.start)
  }
}

/// Ids by the number that ``LinkGroups`` gives them: which are joined, and whether one of those has
/// said anything but grants and links.
struct JoinedIDs {
  private var parents: [UInt32: UInt32] = [:]
  private var ended: Set<UInt32> = []

  func hasEnd(_ id: UInt32) -> Bool { ended.contains(root(id)) }

  mutating func noteEnd(_ id: UInt32) { ended.insert(root(id)) }

  /// Joins two ids, the higher number under the lower.
  mutating func join(_ a: UInt32, _ b: UInt32) {
    let first = root(a)
    let second = root(b)
    let lower = Swift.min(first, second)
    if ended.contains(first) || ended.contains(second) { ended.insert(lower) }
    for id in [a, b, first, second] where id != lower { parents[id] = lower }
  }

  private func root(_ id: UInt32) -> UInt32 {
    var at = id
    while let parent = parents[at] { at = parent }
    return at
  }
}

extension ConsentRegister {
  fileprivate func keeps(_ row: EventRow, in batch: borrowing EventBatch) -> Bool {
    let judgement = judge(row, in: batch)
    return judgement.reason == nil && judgement.mayIdentify
  }
}
