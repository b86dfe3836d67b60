package import Bytes
import Events
package import Features
package import Journeys

extension FeatureNames {
  /// The names of a model's slots, from the examples of the training part.
  ///
  /// - Parameters:
  ///   - table: the sessions that the model was trained on, in any order.
  ///   - outcome: what the model foretells.
  ///   - extractor: makes the features.
  ///   - hasWeight: for each slot whether it has a weight; only the texts of those are held.
  ///   - minimumVisitors: how many training visitors must have had a name for it to be kept.
  ///   - isTraining: whether a visitor's session that starts at a moment is for training.
  package init(
    _ table: SessionTable, _ outcome: OutcomeChoice, _ extractor: FeatureExtractor,
    hasWeight: [Bool], minimumVisitors: Int, isTraining: (Span<UInt8>, Timestamp) -> Bool
  ) {
    var names = NameSupport(hasWeight)
    var history = HistoryWalk(outcomeCount: outcome.outcomeCount)
    var state = extractor.start(history: .none, keepsNames: true)
    var vector = SparseVector()
    TrainingWalk(table).forEachVisitor(table) { visitor, places in
      names.beginVisitor()
      for place in places {
        let session = table.sessions[place]
        let earlier = history.next(session, in: table)
        let start = session.rows.lowerBound
        guard isTraining(visitor, table.events.rows[start].time.start) else { continue }
        let open = outcome.achievedRow(session).map { max($0 - start, 0) } ?? .max
        state.restart(history: earlier)
        var added = 0
        for length in PrefixLengths(upTo: min(session.rows.count, open)) {
          while added < length {
            state.add(table.events.rows[start + added], text: table.events.text.span)
            added += 1
          }
          state.emit(into: &vector)
          state.takeNames { names.take($0, $1) }
        }
      }
    }
    self.init(
      minimumVisitors: minimumVisitors, slots: names.slots(minimumVisitors: minimumVisitors))
  }
}

/// How many visitors had each name.
private struct NameSupport {
  private let hasWeight: [Bool]
  private var text: [UInt8] = []
  private var interner = ByteInterner(capacity: 4096)
  private var slotOfName: [UInt32] = []
  private var lastVisitor: [Int32] = []
  private var visitors: [Int32] = []
  private var visitor: Int32 = 0

  init(_ hasWeight: [Bool]) {
    self.hasWeight = hasWeight
  }

  mutating func beginVisitor() {
    visitor += 1
  }

  mutating func take(_ slot: UInt32, _ name: Span<UInt8>) {
    guard hasWeight[Int(slot)] else { return }
    let length = text.count
    let range = text.store(name)
    let (number, isNew) = interner.number(of: range, in: text)
    if isNew {
      slotOfName.append(slot)
      lastVisitor.append(0)
      visitors.append(0)
    } else {
      text.removeLast(text.count - length)
    }
    if lastVisitor[number] != visitor {
      lastVisitor[number] = visitor
      visitors[number] += 1
    }
  }

  func slots(minimumVisitors: Int) -> [FeatureNames.Slot] {
    let kept = slotOfName.indices.filter { visitors[$0] >= minimumVisitors }
    return Dictionary(grouping: kept) { slotOfName[$0] }.sorted { $0.key < $1.key }.map {
      (slot, numbers) in
      let sorted = numbers.sorted {
        visitors[$0] != visitors[$1] ? visitors[$0] > visitors[$1] : isBefore($0, $1)
      }
      return FeatureNames.Slot(
        slot: slot,
        names: sorted.map {
          FeatureNames.Name(
            text: String(text.span.extracting(interner.ranges[$0].indices)),
            visitors: Int(visitors[$0]))
        })
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    let first = text.span.extracting(interner.ranges[a].indices)
    return first.compare(to: text.span.extracting(interner.ranges[b].indices)) < 0
  }
}
