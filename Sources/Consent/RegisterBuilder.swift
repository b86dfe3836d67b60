import Bytes
import Events

/// An entry of one purpose's slot.
struct PurposeEntry {
  var purpose: Int
  var entry: CoverageEntry
}

/// Turns known statements and links into the tables of a register, group by group of linked ids.
struct RegisterBuilder {
  private(set) var coverage: CoverageTable
  private(set) var denials = [ConsentRegister.Denial()]
  private(set) var links: [LinkForest.Node] = []

  private let known: KnownStatements
  private let rules: StatementRules
  private let asOf: Timestamp
  private let purposeCount: Int
  private let legitimate: PurposeSet

  private var tombstones: [UInt32: Timestamp] = [:]
  private var ends: [EndMoment] = []
  private var grants: [GrantMoment] = []
  private var denial = ConsentRegister.Denial()
  private var restriction: [RestrictionState]

  /// The latest restriction and its latest lifting, of one id and purpose, up to the run.
  private struct RestrictionState {
    var since = Timestamp.distantPast
    var lifted = Timestamp.distantPast
    var isSet = false
  }

  init(
    _ known: KnownStatements, _ context: RunContext, _ rules: StatementRules,
    purposeCount: Int, legitimate: PurposeSet
  ) {
    self.known = known
    self.rules = rules
    asOf = context.asOf
    self.purposeCount = purposeCount
    self.legitimate = legitimate
    coverage = CoverageTable(count: known.starts.count - 1, entries: known.order.count)
    restriction = Array(repeating: RestrictionState(), count: purposeCount)
  }

  mutating func build(_ statements: borrowing ConsentStatements) {
    let rows = statements.rows
    tombstones = statements.tombstones
    let edges = LinkForest.edges(statements, known, rules, asOf: asOf)
    var linked = LinkedCoverage(edges, count: statements.subjectCount, purposeCount)
    var entries: [PurposeEntry] = []
    for group in linked.groups {
      takeDenials(of: group, rows)
      for member in group {
        intervals(of: member, rows, &entries)
        linked.add(entries, of: member)
      }
      limits(&entries)
      linked.addLimits(entries, of: group)
    }
    linked.sweep()
    for subject in 0..<statements.subjectCount {
      if linked.contains(subject) {
        linked.takeEntries(of: subject, &entries)
      } else {
        entries.removeAll(keepingCapacity: true)
        let places = known.places(of: subject)
        if places.count > 1 || tombstones[UInt32(subject)] != nil {
          settle(UInt32(subject), rows, &entries)
        } else if let place = places.first {
          settle(UInt32(subject), by: rows[Int(known.order[place])], rows, &entries)
        }
      }
      coverage.close(entries)
    }
    links = linked.nodes
  }

  /// Takes all entries of an id that is linked to no other.
  private mutating func settle(
    _ subject: UInt32, _ rows: [ConsentStatements.Row], _ entries: inout [PurposeEntry]
  ) {
    takeDenials(of: CollectionOfOne(subject), rows)
    limits(&entries)
    let limited = entries
    intervals(of: subject, rows, &entries)
    guard !limited.isEmpty else { return }
    entries.append(contentsOf: limited)
    entries.sort { $0.purpose < $1.purpose }
  }

  /// Takes the one statement of an id that is linked to no other: most often a grant, which then
  /// makes an interval that only time may end.
  private mutating func settle(
    _ subject: UInt32, by row: ConsentStatements.Row, _ rows: [ConsentStatements.Row],
    _ entries: inout [PurposeEntry]
  ) {
    guard rules.wording(row).action == .grant else { return settle(subject, rows, &entries) }
    guard let grant = rules.grantMoment(row, asOf: asOf),
      !legitimate.contains(index: grant.purpose)
    else { return }
    let interval = GrantedInterval.close(grant, at: nil)
    entries.append(
      PurposeEntry(purpose: grant.purpose, entry: CoverageEntry(interval, asOf: asOf)))
  }

  private mutating func takeDenials(
    of group: some Collection<UInt32>, _ rows: [ConsentStatements.Row]
  ) {
    ends.removeAll(keepingCapacity: true)
    denial = ConsentRegister.Denial()
    for member in group { takeDenials(of: member, rows) }
    if ends.count > 1 { ends.sort { ($0.purpose, $0.moment) < ($1.purpose, $1.moment) } }
    guard denial.erasedUntil > .distantPast || !denial.restricted.union(denial.objected).isEmpty
    else { return }
    for member in group { coverage.deny(member, by: UInt32(denials.count)) }
    denials.append(denial)
  }

  private mutating func takeDenials(of member: UInt32, _ rows: [ConsentStatements.Row]) {
    var hasRestriction = false
    if let moment = tombstones.isEmpty ? nil : tombstones[member] {
      end(StatementEffect(kind: .erasure, moment: moment, purposes: rules.every))
      denial.erasedUntil = Swift.max(denial.erasedUntil, moment)
    }
    for place in known.places(of: Int(member)) {
      let row = rows[Int(known.order[place])]
      guard rules.wording(row).action != .grant else { continue }
      let effect = rules.effect(of: row)
      switch effect.kind {
      case .nothing: continue
      case .end: end(effect)
      case .withdrawal, .objection:
        end(effect)
        if effect.moment <= asOf {
          denial.objected.formUnion(effect.purposes.intersection(legitimate))
        }
      case .erasure:
        end(effect)
        denial.erasedUntil = Swift.max(denial.erasedUntil, effect.moment)
      case .restriction, .lifting:
        guard effect.moment <= asOf else { continue }
        hasRestriction = true
        restrict(effect)
      }
    }
    if hasRestriction { finishRestriction() }
  }

  private mutating func end(_ effect: StatementEffect) {
    for purpose in 0..<purposeCount where effect.purposes.contains(index: purpose) {
      ends.append(
        EndMoment(
          purpose: purpose, moment: effect.moment, isErasure: effect.kind == .erasure))
    }
  }

  private mutating func restrict(_ effect: StatementEffect) {
    for purpose in 0..<purposeCount where effect.purposes.contains(index: purpose) {
      if effect.kind == .restriction {
        restriction[purpose].isSet = true
        restriction[purpose].since = Swift.max(restriction[purpose].since, effect.moment)
      } else {
        restriction[purpose].lifted = Swift.max(restriction[purpose].lifted, effect.moment)
      }
    }
  }

  /// A restriction is lifted by the same id alone: whoever shares a device can't lift another's.
  private mutating func finishRestriction() {
    for purpose in 0..<purposeCount {
      let state = restriction[purpose]
      if state.isSet, state.since >= state.lifted {
        denial.restricted.insert(PurposeSet(index: purpose))
      }
      restriction[purpose] = RestrictionState()
    }
  }

  /// The intervals that one id's own grants make between the ends of its group.
  private mutating func intervals(
    of member: UInt32, _ rows: [ConsentStatements.Row], _ entries: inout [PurposeEntry]
  ) {
    entries.removeAll(keepingCapacity: true)
    grants.removeAll(keepingCapacity: true)
    for place in known.places(of: Int(member)) {
      let row = rows[Int(known.order[place])]
      guard let grant = rules.grantMoment(row, asOf: asOf),
        !legitimate.contains(index: grant.purpose)
      else { continue }
      grants.append(grant)
    }
    if grants.count > 1 { grants.sort { ($0.purpose, $0.start) < ($1.purpose, $1.start) } }
    var begin = 0
    var endsBegin = 0
    while begin < grants.count {
      let purpose = grants[begin].purpose
      let next = grants[begin...].firstIndex { $0.purpose != purpose } ?? grants.count
      while endsBegin < ends.count, ends[endsBegin].purpose < purpose { endsBegin += 1 }
      let endsNext = ends[endsBegin...].firstIndex { $0.purpose != purpose } ?? ends.count
      GrantedInterval.forEach(
        grants: grants[begin..<next], ends: ends[endsBegin..<endsNext]
      ) { interval in
        entries.append(
          PurposeEntry(purpose: purpose, entry: CoverageEntry(interval, asOf: asOf)))
      }
      begin = next
      endsBegin = endsNext
    }
  }

  /// For each purpose with ends the last up to the run and the first after it.
  private func limits(_ entries: inout [PurposeEntry]) {
    entries.removeAll(keepingCapacity: true)
    for end in ends {
      if entries.last?.purpose != end.purpose {
        entries.append(
          PurposeEntry(
            purpose: end.purpose, entry: CoverageEntry(.limits, .distantPast, .distantFuture)))
      }
      let last = entries.count - 1
      if end.moment <= asOf {
        entries[last].entry.start = end.moment
      } else {
        entries[last].entry.end = Swift.min(entries[last].entry.end, end.moment)
      }
    }
  }
}
