import Bytes
public import Events
import Identity

extension ConsentStatements {
  /// Adds a link at the time of each event that names a visitor and a customer and may do so.
  ///
  /// An event links only where it is itself permitted, customer and all, under every link that is
  /// made: what is dropped in the end has joined nobody, so that taking it out first changes nothing
  /// (consent 26). Events are taken in canonical order; one whose link would stop itself, or an event
  /// that has linked before, makes none. The order in which they stand in the batch plays no part.
  ///
  /// O(n log n) in the events; each group of linked ids is decided on its own, O(m²) in its pairs.
  ///
  /// - Throws: ``ConsentPolicyError`` where the policy can't be meant.
  public mutating func appendLinks(
    of batch: borrowing EventBatch, context: RunContext, policy: ConsentPolicy
  ) throws(ConsentPolicyError) {
    let candidates = batch.rows.indices
      .filter { batch.mayLink(batch.rows[$0]) }
      .sorted { batch.isOrdered(batch.rows[$0], before: batch.rows[$1]) }
    guard !candidates.isEmpty else { return }
    let groups = LinkGroups(of: candidates, in: batch, self, context)
    for group in groups.inOrder {
      var joining = LinkGroup(
        statements: group.statements, context: groups.context, policy: policy)
      for place in group.candidates {
        guard try joining.accepts(batch.rows[place], in: batch) else { continue }
        let row = batch.rows[place]
        appendLink(
          batch.text.span.extracting(row.visitor.indices),
          batch.text.span.extracting(row.customer.indices), at: row.time.start)
      }
    }
  }
}

extension EventBatch {
  fileprivate func mayLink(_ row: EventRow) -> Bool {
    let visitor = text.span.extracting(row.visitor.indices)
    let customer = text.span.extracting(row.customer.indices)
    return !Placeholder.matches(visitor) && !Placeholder.matches(customer)
      && !visitor.isEqual(to: customer)
  }
}

/// One group of ids that statements or events may link, and the links made so far.
private struct LinkGroup {
  var statements: ConsentStatements
  let context: RunContext
  let policy: ConsentPolicy
  private var linking: [EventRow] = []
  private var pairs: Set<[UInt8]> = []

  init(statements: ConsentStatements, context: RunContext, policy: ConsentPolicy) {
    self.statements = statements
    self.context = context
    self.policy = policy
  }

  /// Whether an event makes a link that is not there yet and stops no event that has made one.
  mutating func accepts(
    _ row: EventRow, in batch: borrowing EventBatch
  ) throws(ConsentPolicyError) -> Bool {
    let visitor = batch.text.span.extracting(row.visitor.indices)
    let customer = batch.text.span.extracting(row.customer.indices)
    var pair = Array(bytes: visitor)
    pair.append(0x1F)
    pair.append(customer)
    guard !pairs.contains(pair) else { return false }
    var joined = statements
    joined.appendLink(visitor, customer, at: row.time.start)
    let register = try ConsentRegister(joined, context: context, policy: policy)
    for event in linking + [row] {
      let judgement = register.judge(event, in: batch)
      guard judgement.reason == nil, judgement.mayIdentify else { return false }
    }
    statements = joined
    linking.append(row)
    pairs.insert(pair)
    return true
  }
}

/// Events that may link, by the groups of ids that they and the known statements could join.
private struct LinkGroups {
  struct Group {
    var candidates: [Int] = []
    var statements = ConsentStatements()
  }

  /// The groups in order of their first event.
  private(set) var inOrder: [Group] = []
  /// The run, for groups whose statements are the known ones alone.
  let context: RunContext
  private var ids = ByteTable()
  private var parents: [UInt32] = []

  init(
    of candidates: [Int], in batch: borrowing EventBatch, _ all: borrowing ConsentStatements,
    _ context: RunContext
  ) {
    var alone = context
    alone.knownAt = .time(.distantFuture)
    self.context = alone
    let known = KnownStatements(all, at: context.knownAt)
    let text = batch.text.span
    let usable = candidates.filter {
      let time = batch.rows[$0].time.start
      return time <= context.asOf && time < known.linksBefore
    }
    for place in usable {
      let row = batch.rows[place]
      join(text.extracting(row.visitor.indices), text.extracting(row.customer.indices))
    }
    joinLinked(all, known)
    var places: [UInt32: Int] = [:]
    for place in usable {
      let root = root(text.extracting(batch.rows[place].visitor.indices)) ?? .max
      if places[root] == nil {
        places[root] = inOrder.count
        inOrder.append(Group())
      }
      inOrder[places[root, default: 0]].candidates.append(place)
    }
    distribute(all, known, places)
  }

  /// Joins what known statements and earlier links join.
  private mutating func joinLinked(
    _ all: borrowing ConsentStatements, _ known: KnownStatements
  ) {
    for link in all.links {
      join(all.subjects.bytes(link.a).span, all.subjects.bytes(link.b).span)
    }
    for place in known.order where all.rows[Int(place)].action == .link {
      let row = all.rows[Int(place)]
      join(all.subjects.bytes(row.subject).span, all.subjects.bytes(row.other).span)
    }
  }

  /// Gives each group the known statements and links of its ids.
  private mutating func distribute(
    _ all: borrowing ConsentStatements, _ known: KnownStatements, _ places: [UInt32: Int]
  ) {
    for place in known.order {
      let row = all.rows[Int(place)]
      guard let root = root(all.subjects.bytes(row.subject).span), let group = places[root] else {
        continue
      }
      inOrder[group].statements.copy(Int(place), of: all)
    }
    for link in all.links {
      let a = all.subjects.bytes(link.a)
      guard let root = root(a.span), let group = places[root] else { continue }
      inOrder[group].statements.appendLink(
        a.span, all.subjects.bytes(link.b).span, at: link.at)
    }
  }

  private mutating func join(_ a: Span<UInt8>, _ b: Span<UInt8>) {
    let first = number(a)
    let second = number(b)
    let rootOfFirst = root(first)
    let rootOfSecond = root(second)
    parents[Int(max(rootOfFirst, rootOfSecond))] = min(rootOfFirst, rootOfSecond)
  }

  private mutating func number(_ id: Span<UInt8>) -> UInt32 {
    let number = ids.insert(id)
    if Int(number) == parents.count { parents.append(number) }
    return number
  }

  private func root(_ id: Span<UInt8>) -> UInt32? {
    ids.number(of: id).map { root($0) }
  }

  private func root(_ number: UInt32) -> UInt32 {
    var at = number
    while parents[Int(at)] != at { at = parents[Int(at)] }
    return at
  }
}
