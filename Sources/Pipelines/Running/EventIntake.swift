import Bytes
import Consent
import Events
import Identity
import Journeys
import Workspace

/// What a run's new events are judged by, right after parsing.
struct IntakeRules: Sendable {
  /// The consent that the run knows, save for links that tonight's events make.
  var register: ConsentRegister
  /// The consent that the run before knew, where files are read again: what it permitted lies at rest
  /// already.
  var earlier: ConsentRegister?
  /// Events before this moment come too late; nil for no limit.
  var lateBefore: Timestamp?
  /// The days that were asked for by name, whose events are never late.
  var askedDays: Set<Int> = []

  /// Whether an event comes too late after the mark.
  func isLate(_ time: Timestamp) -> Bool {
    guard let lateBefore, time < lateBefore else { return false }
    return !askedDays.contains(time.dayNumber)
  }
}

/// Judges events and keeps those that are permitted, reduced and parted by visitor.
///
/// Nothing of a dropped event is kept but counts. One value serves one thread, file after file.
struct EventIntake {
  private let rules: IntakeRules
  private var minimizer: EventMinimizer
  private var cells: CellReader
  private var visitors: VisitorDirectory
  private var customers: VisitorDirectory

  /// Enough for waits for memory to overlap, few enough for what was looked at to be at hand still.
  private static let rowsAtOnce = 256

  /// - Parameter directoryBytes: about how much memory what is known of ids may take.
  init(
    _ rules: IntakeRules, subkey: Subkey, minimizer: EventMinimizer, cells: CellReader,
    directoryBytes: Int
  ) {
    self.rules = rules
    self.minimizer = minimizer
    self.cells = cells
    visitors = VisitorDirectory(
      subkey: subkey, register: rules.register, earlier: rules.earlier,
      maximumBytes: directoryBytes * 3 / 4)
    customers = VisitorDirectory(
      subkey: subkey, register: rules.register, earlier: rules.earlier,
      maximumBytes: directoryBytes / 4)
  }

  /// Takes all events of a batch.
  mutating func take(_ batch: borrowing EventBatch, into records: inout FileRecords) {
    let rows = batch.rows.span
    let text = batch.text.span
    var ids: [ByteRange] = []
    ids.reserveCapacity(EventIntake.rowsAtOnce)
    var begin = 0
    while begin < rows.count {
      let end = min(begin + EventIntake.rowsAtOnce, rows.count)
      ids.removeAll(keepingCapacity: true)
      for place in begin..<end { ids.append(rows[place].visitor) }
      visitors.lookAhead(ids.span, in: text)
      for place in begin..<end { take(rows[place], place - begin, text, into: &records) }
      begin = end
    }
  }

  private mutating func take(
    _ row: EventRow, _ place: Int, _ source: Span<UInt8>, into records: inout FileRecords
  ) {
    records.judged += 1
    records.latest = max(records.latest, row.time.start)
    let visitor = visitors.subject(source.extracting(row.visitor.indices), at: place)
    let customer =
      row.customer.isEmpty
      ? IntakeSubject() : customers.subject(source.extracting(row.customer.indices))
    let isStandard = EventName.isStandard(source.extracting(row.event.indices))
    let facts = rules.register.facts(
      of: row, in: source, visitor: visitor.now, customer: customer.now)
    let isLate = rules.isLate(row.time.start)
    var reasonBefore: DropReason?
    if let earlier = rules.earlier {
      var facts = facts
      facts.visitor = visitor.earlier
      facts.customer = customer.earlier
      let before = earlier.judgeAndHold(facts, isStandard: isStandard)
      // What the earlier run permitted or held lies at rest, and is judged and may link there.
      guard let reason = before.judgement.reason, before.held == nil, !isLate else { return }
      reasonBefore = reason
    }
    var reduced: EventRow?
    if !isLate, mayLink(visitor, customer) {
      let candidate = reduce(row, source, visitor, customer, &records.pool)
      records.note(candidate: candidate)
      reduced = candidate
    }
    let (judgement, held) = rules.register.judgeAndHold(facts, isStandard: isStandard)
    if let reasonBefore {
      guard judgement.reason == nil || held != nil else { return }
      let cell = cells.cell(of: row, in: source, source: records.source)
      records.lifted.count(row.time.start, reasonBefore, in: cell)
    }
    if let reason = judgement.reason {
      let cell = cells.cell(of: row, in: source, source: records.source)
      records.dropped.count(row.time.start, reason, in: cell)
      if let number = visitor.number { records.droppedIDs.insert(visitors[number].filterPlace) }
      if let number = customer.number { records.droppedIDs.insert(customers[number].filterPlace) }
      guard held != nil, !isLate else { return }
    } else {
      guard !isLate else {
        records.late += 1
        return
      }
      records.permitted += 1
      records.latestPermitted = max(records.latestPermitted, row.time.start)
    }
    let kept = reduced ?? reduce(row, source, visitor, customer, &records.pool)
    records.shards.append(kept, to: visitor.number.map { Int(visitors[$0].shard) } ?? 0)
  }

  /// Whether ids may be linked: both are there, and they are not the same.
  private func mayLink(_ visitor: IntakeSubject, _ customer: IntakeSubject) -> Bool {
    guard let visitor = visitor.number, let customer = customer.number else { return false }
    return !visitors.hasSamePseudonym(visitor, as: customers, customer)
  }

  private mutating func reduce(
    _ row: EventRow, _ source: Span<UInt8>, _ visitor: IntakeSubject, _ customer: IntakeSubject,
    _ pool: inout TextPool
  ) -> EventRow {
    var reduced = minimizer.minimize(row, source, into: &pool)
    if let number = visitor.number { reduced.visitor = visitors.place(of: number, in: &pool) }
    if let number = customer.number { reduced.customer = customers.place(of: number, in: &pool) }
    return reduced
  }
}

/// An id of the record in hand: its numbers in the directory, none for a placeholder, and in registers.
struct IntakeSubject {
  var number: Int?
  var now = SubjectIndex.nobody
  var earlier = SubjectIndex.nobody
}

extension VisitorDirectory {
  /// What is known of an id.
  ///
  /// - Parameter place: where it stood among those that were looked at ahead; nil where it did not.
  fileprivate mutating func subject(_ id: Span<UInt8>, at place: Int? = nil) -> IntakeSubject {
    let number = place.map { self.number(of: id, at: $0) } ?? self.number(of: id)
    let entry = self[number]
    return IntakeSubject(
      number: entry.isPlaceholder ? nil : number, now: entry.subject, earlier: entry.earlier)
  }
}
