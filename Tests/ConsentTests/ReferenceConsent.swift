import Bytes
import Consent
import Events

/// The consent rules read one by one over all statements, for each decision anew: slow and obvious.
struct ReferenceConsent {
  struct Link {
    var a: [UInt8]
    var b: [UInt8]
    var at: Timestamp
  }
  struct Record {
    var ids: [[UInt8]]
    var time: RecordTime
    var purpose: String
    var gpc: Bool
  }
  struct Interval {
    var start: Timestamp
    var end: Timestamp
    var reason: DropReason?
    var isConfirmed: Bool
  }

  private let known: [Statement]
  private let links: [Link]
  private let asOf: Timestamp
  private let policy: ConsentPolicy

  init(_ statements: [Statement], _ links: [Link], _ context: RunContext, _ policy: ConsentPolicy) {
    var once: [[UInt8]: Statement] = [:]
    for statement in statements {
      let bytes = statement.canonicalBytes
      guard let first = once[bytes], first.appendedAt <= statement.appendedAt else {
        once[bytes] = statement
        continue
      }
    }
    let ordered = once.sorted {
      $0.value.appendedAt != $1.value.appendedAt
        ? $0.value.appendedAt < $1.value.appendedAt : $0.key.lexicographicallyPrecedes($1.key)
    }.map(\.value)
    var loose = links.filter { $0.at <= context.asOf }
    let position = context.knownAt
    let upToK: [Statement]
    switch position {
    case .time(let moment):
      upToK = ordered.filter { $0.appendedAt <= moment }
      loose.removeAll { $0.at > moment }
    case .size(let size):
      upToK = Array(ordered.prefix(size))
      if size < ordered.count { loose.removeAll { $0.at >= ordered[size].appendedAt } }
    }
    let ours = upToK.filter { $0.controller == context.controller || $0.controller.isEmpty }
    asOf = context.asOf
    self.policy = policy
    known = ours
    let tolerance = Int64(policy.clockToleranceMinutes) * 60_000_000_000
    for link in ours where link.action == .link {
      let learned =
        link.at.nanoseconds(since: link.appendedAt) > tolerance
        ? link.appendedAt : link.at
      if learned <= asOf { loose.append(Link(a: link.subject, b: link.other, at: link.at)) }
    }
    self.links = loose
  }

  func decide(_ record: Record) -> DropReason? {
    guard let visitor = record.ids.first else { return .noSubject }
    if record.time.start > asOf { return .futureRecord }
    let people = record.ids.map { reach($0, .distantFuture) }
    let everybody = people.reduce(into: Set<[UInt8]>()) { $0.formUnion($1) }
    let said = known.filter { everybody.contains($0.subject) }
    if said.contains(where: { $0.action == .erase && record.time.start <= moment($0) }) {
      return .erased
    }
    if everybody.contains(where: { isRestricted($0, record.purpose) }) { return .restricted }
    let found: (reason: DropReason?, isConfirmed: Bool)
    if policy.basis[record.purpose] == .legitimateInterests {
      let hasObjected = said.contains {
        ($0.action == .object || $0.action == .withdraw) && reaches($0, record.purpose)
          && moment($0) <= asOf
      }
      if hasObjected { return .objected }
      found = (nil, false)
    } else {
      found = record.ids.count > 1 ? both(record) : alone(visitor, record)
    }
    if let reason = found.reason { return reason }
    let isDenied = record.gpc && policy.gpcDenies.contains(record.purpose)
    return isDenied && !found.isConfirmed ? .gpc : nil
  }

  private func alone(_ id: [UInt8], _ record: Record) -> (reason: DropReason?, isConfirmed: Bool) {
    let all = reach(id, record.time.start).flatMap { intervals($0, record.purpose) }
    let holding = all.filter { $0.start <= record.time.start && record.time.end <= $0.end }
    let good = holding.filter { $0.end > asOf }
    if !good.isEmpty { return (nil, good.contains(where: \.isConfirmed)) }
    if let reason = holding.compactMap(\.reason).min() { return (reason, false) }
    return (all.isEmpty ? .noConsent : .outsideInterval, false)
  }

  /// A grant of either id covers the record, unless an end said by the other came after the start of
  /// each interval of its own that would.
  private func both(_ record: Record) -> (reason: DropReason?, isConfirmed: Bool) {
    let (a, b) = (record.ids[0], record.ids[1])
    let first = alone(a, record)
    let second = alone(b, record)
    if reach(a, record.time.start).contains(b) { return first }
    if first.reason == nil, second.reason == nil {
      return (nil, first.isConfirmed || second.isConfirmed)
    }
    if first.reason == nil { return narrow(first, a, b, record) }
    if second.reason == nil { return narrow(second, b, a, record) }
    return (min(first.reason ?? .gpc, second.reason ?? .gpc), false)
  }

  private func narrow(
    _ found: (reason: DropReason?, isConfirmed: Bool), _ id: [UInt8], _ other: [UInt8],
    _ record: Record
  ) -> (reason: DropReason?, isConfirmed: Bool) {
    if reach(id, .distantFuture).contains(other) { return found }
    let ends = ends(other, record.purpose)
    if ends.contains(where: { $0 > asOf && $0 < record.time.end }) {
      return (.outsideInterval, false)
    }
    guard let last = ends.filter({ $0 <= asOf }).max() else { return found }
    let survives = intervals(id, record.purpose).contains {
      $0.start > last && $0.start <= record.time.start && $0.end >= record.time.end
        && $0.end > asOf
    }
    if survives { return found }
    return (record.time.end <= last ? .withdrawnBeforeRun : .outsideInterval, false)
  }

  func reach(_ id: [UInt8], _ moment: Timestamp) -> Set<[UInt8]> {
    var found: Set = [id]
    var grew = true
    while grew {
      grew = false
      for link in links where link.at <= moment && found.contains(link.a) != found.contains(link.b)
      {
        found.formUnion([link.a, link.b])
        grew = true
      }
    }
    return found
  }

  private func moment(_ statement: Statement) -> Timestamp {
    isAhead(statement) ? statement.appendedAt : statement.at
  }

  private func isAhead(_ statement: Statement) -> Bool {
    statement.at.nanoseconds(since: statement.appendedAt)
      > Int64(policy.clockToleranceMinutes) * 60_000_000_000
  }

  private func reaches(_ statement: Statement, _ purpose: String) -> Bool {
    statement.purpose == "*" || statement.purpose == purpose
  }

  private func isRestricted(_ id: [UInt8], _ purpose: String) -> Bool {
    let said = known.filter { $0.subject == id && reaches($0, purpose) }
    let since = said.filter { $0.action == .restrict }.map(moment).filter { $0 <= asOf }.max()
    let lifted = said.filter { $0.action == .unrestrict && !isAhead($0) }.map(\.at)
      .filter { $0 <= asOf }.max()
    guard let since else { return false }
    return lifted.map { since >= $0 } ?? true
  }

  private func ends(_ id: [UInt8], _ purpose: String) -> [Timestamp] {
    let people = reach(id, .distantFuture)
    return known.filter { statement in
      guard people.contains(statement.subject) else { return false }
      switch statement.action {
      case .withdraw, .refuse, .object: return reaches(statement, purpose)
      case .erase: return true
      default: return false
      }
    }.map(moment)
  }

  private func grantStart(_ statement: Statement, _ purpose: String) -> Timestamp? {
    guard statement.action == .grant, statement.purpose == purpose,
      policy.purposes.contains(purpose), statement.notice != nil, !statement.controller.isEmpty,
      ConsentPolicy.standardMethods.contains(statement.method ?? ""),
      statement.marks.isDisjoint(with: [.bundled, .conditional, .preTicked, .implied]),
      !statement.marks.contains(.child) || statement.marks.contains(.authorised),
      !isAhead(statement)
    else { return nil }
    let lag = statement.appendedAt.nanoseconds(since: statement.at)
    return lag > Int64(policy.grantLagDays) * 86_400_000_000_000
      ? statement.appendedAt : statement.at
  }

  private func noticeEnd(_ statement: Statement) -> Timestamp {
    let own = statement.notice.flatMap { policy.noticeRequiredFrom[$0] } ?? .distantPast
    return policy.noticeRequiredFrom.values.filter { $0 > own }.min() ?? .distantFuture
  }

  /// Walks through all moments at which something was said, holding at most one open interval.
  private func intervals(_ id: [UInt8], _ purpose: String) -> [Interval] {
    let ends = Set(ends(id, purpose))
    var grants: [(at: Timestamp, statement: Statement)] = []
    for statement in known where statement.subject == id {
      if let at = grantStart(statement, purpose), at < noticeEnd(statement) {
        grants.append((at, statement))
      }
    }
    var done: [Interval] = []
    var open: (start: Timestamp, expiry: Timestamp, notice: Timestamp, isConfirmed: Bool)?
    func close(_ limit: Timestamp, _ reason: DropReason?) {
      guard let interval = open else { return }
      let (end, why): (Timestamp, DropReason?) =
        reason != nil && limit <= min(interval.expiry, interval.notice)
        ? (limit, reason)
        : interval.expiry <= interval.notice
          ? (interval.expiry, .expired) : (interval.notice, .noticeOutdated)
      done.append(
        Interval(start: interval.start, end: end, reason: why, isConfirmed: interval.isConfirmed))
      open = nil
    }
    for now in Set(grants.map(\.at)).union(ends).sorted() {
      if let interval = open, !ends.contains(now), min(interval.expiry, interval.notice) <= now {
        close(now, nil)
      }
      guard !ends.contains(now) else {
        close(now, .withdrawnBeforeRun)
        continue
      }
      for grant in grants where grant.at == now {
        let age = policy.maxAgeDays.map {
          now.advanced(byNanoseconds: Int64($0) * 86_400_000_000_000)
        }
        let confirmed = now <= asOf && grant.statement.marks.contains(.confirmedGPC)
        let before = open ?? (now, .distantPast, .distantPast, false)
        open = (
          before.start, max(before.expiry, age ?? .distantFuture),
          max(before.notice, noticeEnd(grant.statement)), before.isConfirmed || confirmed
        )
      }
    }
    close(.distantFuture, nil)
    return done
  }
}
