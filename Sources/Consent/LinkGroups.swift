import Bytes
import Events

/// An event that may link, and the pair of ids that it names.
struct LinkCandidate {
  /// The event's place in its batch.
  var place: Int
  var visitor: UInt32
  var customer: UInt32

  var pair: UInt64 { UInt64(visitor) << 32 | UInt64(customer) }
}

/// Events that may link, by the groups of ids that they and the known statements could join.
struct LinkGroups {
  /// Events that can't be judged apart from one another, with what is known of their ids.
  struct Group {
    var candidates: [LinkCandidate] = []
    var statements = ConsentStatements()
    var joined = JoinedIDs()
  }

  /// The groups in order of their first event.
  private(set) var inOrder: [Group] = []
  /// The run, for groups whose statements are the known ones alone.
  let context: RunContext
  private var ids = ByteTable()
  private var parents: [UInt32] = []
  /// For each root the place of its group; -1 where no event is of it.
  private var places: [Int32] = []

  /// Groups events that stand in canonical order.
  init(
    of candidates: [Int], in batch: borrowing EventBatch, _ all: borrowing ConsentStatements,
    _ context: RunContext
  ) {
    var alone = context
    alone.knownAt = .time(.distantFuture)
    self.context = alone
    let known = KnownStatements(all, at: context.knownAt)
    let usable = join(candidates, in: batch, asOf: context.asOf, before: known.linksBefore)
    joinLinked(all, known)
    places = Array(repeating: -1, count: parents.count)
    for candidate in usable {
      let root = Int(root(candidate.visitor))
      if places[root] < 0 {
        places[root] = Int32(inOrder.count)
        inOrder.append(Group())
      }
      inOrder[Int(places[root])].candidates.append(candidate)
    }
    distribute(all, known)
  }

  /// Joins the ids of each event that the run may know; an event later than P or K links nothing.
  private mutating func join(
    _ candidates: [Int], in batch: borrowing EventBatch, asOf: Timestamp, before: Timestamp
  ) -> [LinkCandidate] {
    let text = batch.text.span
    var usable: [LinkCandidate] = []
    for place in candidates {
      let row = batch.rows[place]
      guard row.time.start <= asOf, row.time.start < before else { continue }
      let visitor = number(text.extracting(row.visitor.indices))
      let customer = number(text.extracting(row.customer.indices))
      join(visitor, customer)
      usable.append(LinkCandidate(place: place, visitor: visitor, customer: customer))
    }
    return usable
  }

  /// Joins what known statements and earlier links join.
  private mutating func joinLinked(
    _ all: borrowing ConsentStatements, _ known: KnownStatements
  ) {
    for link in all.numberedLinks() { join(link.a, link.b, of: all) }
    guard all.wordings.all.contains(where: { $0.action == .link }) else { return }
    for place in known.order {
      let row = all.rows[Int(place)]
      let wording = all.wordings[row.wording]
      if wording.action == .link { join(row.subject, wording.other, of: all) }
    }
  }

  private mutating func join(_ a: UInt32, _ b: UInt32, of all: borrowing ConsentStatements) {
    let a = all.withID(a) { number($0) }
    let b = all.withID(b) { number($0) }
    join(a, b)
  }

  /// Gives each group the known statements and links of its ids.
  private mutating func distribute(
    _ all: borrowing ConsentStatements, _ known: KnownStatements
  ) {
    for id in parents.indices {
      let group = Int(places[Int(root(UInt32(id)))])
      guard group >= 0,
        let subject = ids.withBytes(UInt32(id), { all.subjects.number(of: $0) })
      else { continue }
      for place in known.places(of: Int(subject)) {
        copy(Int(known.order[place]), of: all, to: group, saidBy: UInt32(id))
      }
    }
    for link in all.numberedLinks() {
      guard let id = all.withID(link.a, { ids.number(of: $0) }) else { continue }
      let group = Int(places[Int(root(id))])
      guard group >= 0 else { continue }
      all.withID(link.a) { a in
        all.withID(link.b) { b in inOrder[group].statements.appendLink(a, b, at: link.at) }
      }
      if let other = all.withID(link.b, { ids.number(of: $0) }) {
        inOrder[group].joined.join(id, other)
      }
    }
  }

  private mutating func copy(
    _ place: Int, of all: borrowing ConsentStatements, to group: Int, saidBy id: UInt32
  ) {
    inOrder[group].statements.copy(place, of: all)
    let wording = all.wordings[all.rows[place].wording]
    switch wording.action {
    case .grant: break
    case .link:
      if let other = all.withID(wording.other, { ids.number(of: $0) }) {
        inOrder[group].joined.join(id, other)
      }
    case .refuse, .withdraw, .object, .restrict, .unrestrict, .erase:
      inOrder[group].joined.noteEnd(id)
    }
  }

  private mutating func number(_ id: Span<UInt8>) -> UInt32 {
    let number = ids.insert(id)
    if Int(number) == parents.count { parents.append(number) }
    return number
  }

  private mutating func join(_ a: UInt32, _ b: UInt32) {
    let first = find(a)
    let second = find(b)
    parents[Int(max(first, second))] = min(first, second)
  }

  /// The root of an id; every second id on the way is hung higher, so that ways stay short.
  private mutating func find(_ id: UInt32) -> UInt32 {
    var at = id
    while parents[Int(at)] != at {
      parents[Int(at)] = parents[Int(parents[Int(at)])]
      at = parents[Int(at)]
    }
    return at
  }

  private func root(_ id: UInt32) -> UInt32 {
    var at = id
    while parents[Int(at)] != at { at = parents[Int(at)] }
    return at
  }
}
