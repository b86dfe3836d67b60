import Bytes
import Events

/// The statements that a run knows: up to K, each once, together by subject.
struct KnownStatements {
  /// Places in ``ConsentStatements/rows``, in order of their subjects.
  private(set) var order: [UInt32] = []
  /// Where each subject's places begin in ``order``; one more at the end.
  private(set) var starts: [UInt32] = []
  /// Links that stand in no statement are known when they lie before this moment.
  private(set) var linksBefore = Timestamp.distantFuture

  /// - Parameter knows: whether the statement at a place of the table is known at all; K is then a
  ///   position among those that are.
  init(
    _ statements: borrowing ConsentStatements, at position: LedgerPosition,
    where knows: (Int) -> Bool = { _ in true }
  ) {
    switch position {
    case .time(let moment):
      let rows = statements.rows
      let datesLinks = statements.isLedger
      let wordings = statements.wordings.all
      // A ledger's links count up to their date, whenever they were learned (consent rule 5).
      group(statements) { place in
        let row = rows[place]
        guard row.appendedAt > moment else { return knows(place) }
        return datesLinks && row.at <= moment
          && wordings[Int(row.wording)].action == .link && knows(place)
      }
      linksBefore = moment.advanced(byNanoseconds: 1)
    case .size(let size):
      group(statements, where: knows)
      if statements.isLedger {
        cutLedger(statements, to: Swift.max(size, 0))
      } else {
        cut(statements, to: Swift.max(size, 0))
      }
    }
  }

  func places(of subject: Int) -> Range<Int> {
    Int(starts[subject])..<Int(starts[subject + 1])
  }

  /// Counts two places further on, so that filling moves each start to where it belongs.
  private mutating func group(
    _ statements: borrowing ConsentStatements, where isKnown: (Int) -> Bool
  ) {
    let rows = statements.rows
    var next = [UInt32](repeating: 0, count: statements.subjectCount + 2)
    for place in rows.indices where isKnown(place) { next[Int(rows[place].subject) + 2] += 1 }
    for subject in 1..<next.count { next[subject] += next[subject - 1] }
    order = Array(repeating: 0, count: Int(next[next.count - 1]))
    for place in rows.indices where isKnown(place) {
      let subject = Int(rows[place].subject) + 1
      order[Int(next[subject])] = UInt32(place)
      next[subject] += 1
    }
    next.removeLast()
    starts = next
    dropDuplicates(rows)
  }

  /// Sorts each subject's statements and closes the gaps that duplicates leave.
  private mutating func dropDuplicates(_ rows: [ConsentStatements.Row]) {
    var kept = 0
    var begin = 0
    for subject in 0..<(starts.count - 1) {
      let end = Int(starts[subject + 1])
      sort(begin..<end, rows)
      starts[subject] = UInt32(kept)
      for place in begin..<end {
        if place > begin, rows[Int(order[place])].isSame(as: rows[Int(order[kept - 1])]) {
          continue
        }
        order[kept] = order[place]
        kept += 1
      }
      begin = end
    }
    starts[starts.count - 1] = UInt32(kept)
    order.removeLast(order.count - kept)
  }

  private mutating func sort(_ range: Range<Int>, _ rows: [ConsentStatements.Row]) {
    guard range.count > 1 else { return }
    guard range.count <= 24 else {
      order[range].sort { rows[Int($0)].isOrdered(before: rows[Int($1)]) }
      return
    }
    for place in (range.lowerBound + 1)..<range.upperBound {
      let moving = order[place]
      var at = place
      while at > range.lowerBound,
        rows[Int(moving)].isOrdered(before: rows[Int(order[at - 1])])
      {
        order[at] = order[at - 1]
        at -= 1
      }
      order[at] = moving
    }
  }

  /// Keeps the first `size` statements of a ledger.
  private mutating func cutLedger(_ statements: borrowing ConsentStatements, to size: Int) {
    guard size < statements.count else { return }
    linksBefore = statements.rows[size].appendedAt
    keep { Int($0) < size }
  }

  /// Keeps the first `size` statements in order of append, those of one moment in order of their
  /// canonical bytes.
  private mutating func cut(_ statements: borrowing ConsentStatements, to size: Int) {
    guard size < order.count else { return }
    let rows = statements.rows
    let byAppend = order.sorted { rows[Int($0)].appendedAt < rows[Int($1)].appendedAt }
    let moment = rows[Int(byAppend[size])].appendedAt
    linksBefore = moment
    let tied = byAppend.filter { rows[Int($0)].appendedAt == moment }
    var ranked: [(bytes: [UInt8], place: UInt32)] = []
    for place in tied { ranked.append((statements.statement(Int(place)).canonicalBytes, place)) }
    ranked.sort { $0.bytes.span.compare(to: $1.bytes.span) < 0 }
    let before = order.count { rows[Int($0)].appendedAt < moment }
    let keptTies = Set(ranked.prefix(size - before).map(\.place))
    keep { rows[Int($0)].appendedAt < moment || keptTies.contains($0) }
  }

  private mutating func keep(_ isKept: (UInt32) -> Bool) {
    var kept = 0
    var begin = 0
    for subject in 0..<(starts.count - 1) {
      let end = Int(starts[subject + 1])
      starts[subject] = UInt32(kept)
      for place in begin..<end where isKept(order[place]) {
        order[kept] = order[place]
        kept += 1
      }
      begin = end
    }
    starts[starts.count - 1] = UInt32(kept)
    order.removeLast(order.count - kept)
  }
}
