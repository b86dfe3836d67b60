import Bytes
import Events
import Identity

/// The events of a batch as an order of places: by visitor's bytes, then canonical.
///
/// Visitors are interned and counted into place, so that only one visitor's events are ever
/// compared, and those only by time unless times are equal. Nothing is allocated per event.
struct VisitorOrder {
  /// The places of the events that have a visitor and are no duplicates, in order.
  private(set) var places: [UInt32] = []
  /// The places of all others.
  private(set) var dropped: [UInt32] = []
  /// Whether events that are alike in all else are ordered by where they came from.
  private var tellsSources = false
  /// How many of them have no visitor.
  private(set) var withoutVisitor = 0
  /// How many of them have the id of another event.
  var duplicates: Int { dropped.count - withoutVisitor }

  /// The order of all of a batch's events, the same id or not, each of which must have a visitor.
  ///
  /// Those that are alike in all else come in order of the names of their sources, since at rest these
  /// are stored too.
  init(all batch: borrowing EventBatch) {
    tellsSources = true
    takePlaces([Bool](repeating: true, count: batch.rows.count))
    if !isOrdered(batch) { sort(batch) }
  }

  /// The order of a batch's events.
  ///
  /// - Parameter presorted: whether the events are said to be in order; where that is not so they
  ///   are sorted after all.
  init(_ batch: borrowing EventBatch, presorted: Bool) {
    precondition(batch.rows.count < Int(UInt32.max), "\(batch.rows.count) events in one batch")
    let text = batch.text.span
    var isKept = [Bool](repeating: true, count: batch.rows.count)
    for place in batch.rows.indices {
      let visitor = text.extracting(batch.rows[place].visitor.indices)
      guard Placeholder.matches(visitor) else { continue }
      isKept[place] = false
      withoutVisitor += 1
    }
    VisitorOrder.dropDuplicates(batch, &isKept)
    takePlaces(isKept)
    if presorted, isOrdered(batch) { return }
    sort(batch)
  }

  private mutating func sort(_ batch: borrowing EventBatch) {
    let text = batch.text.span
    var visitors = PlaceInterner()
    var numbers = [UInt32](repeating: 0, count: batch.rows.count)
    for place in places {
      let visitor = batch.rows[Int(place)].visitor
      numbers[Int(place)] = UInt32(visitors.number(of: visitor, in: text).0)
    }
    let starts = gather(numbers, visitors, text)
    sortEach(starts, batch)
  }

  /// Takes out all but the first, in canonical order, of the events with one id.
  private static func dropDuplicates(_ batch: borrowing EventBatch, _ isKept: inout [Bool]) {
    let text = batch.text.span
    var ids = ByteInterner()
    var firsts: [UInt32] = []
    for place in batch.rows.indices where isKept[place] {
      let id = batch.rows[place].id
      guard !Placeholder.matches(text.extracting(id.indices)) else { continue }
      let (number, isNew) = ids.number(of: id, in: text)
      if isNew {
        firsts.append(UInt32(place))
        continue
      }
      let first = Int(firsts[number])
      if batch.isOrdered(batch.rows[place], before: batch.rows[first]) {
        isKept[first] = false
        firsts[number] = UInt32(place)
      } else {
        isKept[place] = false
      }
    }
  }

  private mutating func takePlaces(_ isKept: [Bool]) {
    places.reserveCapacity(isKept.count)
    for place in isKept.indices {
      if isKept[place] {
        places.append(UInt32(place))
      } else {
        dropped.append(UInt32(place))
      }
    }
  }

  private func isOrdered(_ batch: borrowing EventBatch) -> Bool {
    let text = batch.text.span
    for index in places.indices.dropFirst() {
      let earlier = batch.rows[Int(places[index - 1])]
      let later = batch.rows[Int(places[index])]
      let order = text.extracting(earlier.visitor.indices)
        .compare(to: text.extracting(later.visitor.indices))
      if order > 0 || order == 0 && batch.isOrdered(later, before: earlier) { return false }
      guard order == 0, tellsSources, earlier.time.start == later.time.start else { continue }
      let isAlike = !batch.isOrdered(earlier, before: later)
      if isAlike, batch.isSourceOrdered(later, before: earlier) { return false }
    }
    return true
  }

  /// Puts each visitor's events together, visitors by their bytes, and returns where each begins.
  private mutating func gather(
    _ numbers: [UInt32], _ visitors: PlaceInterner, _ text: Span<UInt8>
  ) -> [Int] {
    let count = visitors.ranges.count
    let order = sortedNumbers(visitors, text)
    var sizes = [Int](repeating: 0, count: count)
    for place in places { sizes[Int(numbers[Int(place)])] += 1 }
    var starts = [Int](repeating: 0, count: count)
    var bounds: [Int] = [0]
    bounds.reserveCapacity(count + 1)
    var total = 0
    for number in order {
      starts[Int(number)] = total
      total += sizes[Int(number)]
      bounds.append(total)
    }
    var gathered = [UInt32](repeating: 0, count: places.count)
    for place in places {
      let number = Int(numbers[Int(place)])
      gathered[starts[number]] = place
      starts[number] += 1
    }
    places = gathered
    return bounds
  }

  private func sortedNumbers(_ visitors: PlaceInterner, _ text: Span<UInt8>) -> [UInt32] {
    var keyed: [(prefix: UInt64, number: UInt32)] = []
    keyed.reserveCapacity(visitors.ranges.count)
    for (number, range) in visitors.ranges.enumerated() {
      keyed.append((prefix(text, range), UInt32(number)))
    }
    sort(&keyed, visitors, text)
    return keyed.map { $0.number }
  }

  private func sort(
    _ keyed: inout [(prefix: UInt64, number: UInt32)], _ visitors: PlaceInterner,
    _ text: Span<UInt8>
  ) {
    keyed.sort { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let left = text.extracting(visitors.ranges[Int(a.number)].indices)
      return left.compare(to: text.extracting(visitors.ranges[Int(b.number)].indices)) < 0
    }
  }

  /// The first eight bytes as a number that is ordered as they are.
  private func prefix(_ text: Span<UInt8>, _ range: ByteRange) -> UInt64 {
    var value: UInt64 = 0
    for offset in 0..<8 {
      value <<= 8
      if offset < Int(range.count) { value |= UInt64(text[range.start + offset]) }
    }
    return value
  }

  /// Sorts the events of each visitor, most of which come in order already.
  private mutating func sortEach(_ bounds: [Int], _ batch: borrowing EventBatch) {
    var scratch: [(time: Int64, place: UInt32)] = []
    var ties = TieBreaker(tellsSources: tellsSources)
    for index in 1..<Swift.max(bounds.count, 1) {
      let run = bounds[index - 1]..<bounds[index]
      guard run.count > 1 else { continue }
      scratch.removeAll(keepingCapacity: true)
      var isOrdered = true
      for place in places[run] {
        let time = batch.rows[Int(place)].time.start.nanoseconds
        isOrdered = isOrdered && scratch.last.map { $0.time < time } ?? true
        scratch.append((time, place))
      }
      guard !isOrdered else { continue }
      ties.sort(&scratch, batch)
      for (offset, key) in scratch.enumerated() { places[run.lowerBound + offset] = key.place }
    }
  }
}

/// Orders one visitor's events: by time, and those of one time by id and record.
private struct TieBreaker {
  let tellsSources: Bool
  private var left: [UInt8] = []
  private var right: [UInt8] = []

  init(tellsSources: Bool) { self.tellsSources = tellsSources }

  mutating func sort(
    _ keys: inout [(time: Int64, place: UInt32)], _ batch: borrowing EventBatch
  ) {
    keys.sort { a, b in
      a.time != b.time ? a.time < b.time : isBefore(a.place, b.place, batch)
    }
  }

  private mutating func isBefore(
    _ a: UInt32, _ b: UInt32, _ batch: borrowing EventBatch
  ) -> Bool {
    let first = batch.rows[Int(a)]
    let second = batch.rows[Int(b)]
    let ids = batch.text.span.extracting(first.id.indices)
      .compare(to: batch.text.span.extracting(second.id.indices))
    if ids != 0 { return ids < 0 }
    left.removeAll(keepingCapacity: true)
    right.removeAll(keepingCapacity: true)
    left.append(event: first, of: batch, [])
    right.append(event: second, of: batch, [])
    let records = left.span.compare(to: right.span)
    if records != 0 { return records < 0 }
    let subjects = batch.text.span.extracting(first.consentSubject.indices)
      .compare(to: batch.text.span.extracting(second.consentSubject.indices))
    if subjects != 0 { return subjects < 0 }
    return tellsSources && batch.isSourceOrdered(first, before: second)
  }
}

extension EventBatch {
  /// Whether the name of an event's source comes before that of another's; none comes first.
  fileprivate func isSourceOrdered(_ a: EventRow, before b: EventRow) -> Bool {
    guard a.source != b.source, b.source >= 0 else { return false }
    return a.source < 0 || sources[Int(a.source)] < sources[Int(b.source)]
  }
}
