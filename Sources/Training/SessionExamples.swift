import Bytes
import Events
package import Features
package import Journeys

/// Where a test example comes from, so that another model can be measured on the same prefixes.
public struct TestExample: Equatable, Sendable {
  /// The session's place in the table.
  public var session: Int
  /// How many of its events the prefix has.
  public var prefix: Int
  /// Whether the outcome was achieved later.
  public var label: Bool
  /// What the example counts for: a session's examples together count 1.
  public var weight: Double
}

/// The examples of one outcome: prefixes of closed sessions of people.
package struct SessionExamples {
  package var training = ExampleSet()
  /// For each training example a number of its visitor; equal numbers stand together.
  package var trainingVisitors: [Int32] = []
  var test = ExampleSet()
  var testPlaces: [TestExample] = []
  var tallies = SessionTallies()
  var split: DataSplit?
  /// When the first training session starts.
  var firstStart: Timestamp?

  private let outcome: OutcomeChoice
  private var visitorCount: Int32 = 0
  private var lastVisitor: ByteRange?

  /// - Parameters:
  ///   - table: sessions in any order.
  ///   - outcome: what is to be foretold.
  ///   - extractor: makes the features.
  ///   - settings: say how to split.
  package init(
    _ table: SessionTable, _ outcome: OutcomeChoice, _ extractor: FeatureExtractor,
    _ settings: TrainingSettings
  ) {
    self.outcome = outcome
    let places = usablePlaces(table)
    guard let split = DataSplit(table, places, settings.testTimeShare) else { return }
    self.split = split
    var walk = HistoryWalk(outcomeCount: outcome.outcomeCount)
    var state = extractor.start(history: .none)
    for place in places {
      let history = walk.next(table.sessions[place], in: table)
      state.restart(history: history)
      take(place, table, split, &state)
    }
    assert(tallies.isBalanced, "sessions are lost: \(tallies)")
  }

  /// The places of closed sessions of people, by visitor's bytes, start and id.
  private mutating func usablePlaces(_ table: SessionTable) -> [Int] {
    var places: [Int] = []
    for (place, session) in table.sessions.enumerated() {
      tallies.sessions += 1
      if table.isBot(session) {
        tallies.bots += 1
      } else if session.isOpen {
        tallies.open += 1
      } else {
        places.append(place)
      }
    }
    return places.sorted { table.isOrdered(table.sessions[$0], before: table.sessions[$1]) }
  }

  private mutating func take(
    _ place: Int, _ table: SessionTable, _ split: DataSplit, _ state: inout PrefixState
  ) {
    let session = table.sessions[place]
    let first = table.events.rows[session.rows.lowerBound]
    let visitor = table.events.text.span.extracting(first.visitor.indices)
    let part = split.part(visitor: visitor, start: first.time.start)
    guard part != .unused else {
      tallies.unused += 1
      return
    }
    let achievedRow = outcome.achievedRow(session)
    let openEvents = achievedRow.map { max($0 - session.rows.lowerBound, 0) } ?? .max
    let lengths = Array(PrefixLengths(upTo: min(session.rows.count, openEvents)))
    guard !lengths.isEmpty else {
      tallies.achievedAtOnce += 1
      return
    }
    if part == .training {
      countVisitor(first.visitor, table)
      firstStart = min(firstStart ?? first.time.start, first.time.start)
    }
    count(part, examples: lengths.count, achieved: achievedRow != nil)
    let source = Source(session: place, part: part, label: achievedRow != nil)
    addPrefixes(lengths, of: source, table, &state)
  }

  /// A session that gives examples.
  private struct Source {
    var session: Int
    var part: DataSplit.Part
    var label: Bool
  }

  private mutating func addPrefixes(
    _ lengths: [Int], of source: Source, _ table: SessionTable, _ state: inout PrefixState
  ) {
    let start = table.sessions[source.session].rows.lowerBound
    let weight = 1 / Double(lengths.count)
    var vector = SparseVector()
    var added = 0
    for length in lengths {
      while added < length {
        state.add(table.events.rows[start + added], text: table.events.text.span)
        added += 1
      }
      state.emit(into: &vector)
      if source.part == .training {
        training.append(vector, label: source.label, weight: weight)
        trainingVisitors.append(visitorCount)
      } else {
        test.append(vector, label: source.label, weight: weight)
        testPlaces.append(
          TestExample(
            session: source.session, prefix: length, label: source.label, weight: weight))
      }
    }
  }

  private mutating func countVisitor(_ visitor: ByteRange, _ table: SessionTable) {
    let text = table.events.text.span
    let isSame =
      lastVisitor.map {
        text.extracting($0.indices).isEqual(to: text.extracting(visitor.indices))
      } ?? false
    if !isSame { visitorCount += 1 }
    lastVisitor = visitor
  }

  private mutating func count(_ part: DataSplit.Part, examples: Int, achieved: Bool) {
    if part == .training {
      tallies.training += 1
      tallies.trainingAchieved += achieved ? 1 : 0
      tallies.trainingExamples += examples
    } else {
      tallies.test += 1
      tallies.testExamples += examples
    }
  }

  /// For each slot whether at least `minimumVisitors` training visitors have it.
  package func supportedSlots(slotCount: Int, minimumVisitors: Int) -> [Bool] {
    var last = [Int32](repeating: -1, count: slotCount)
    var visitors = [Int32](repeating: 0, count: slotCount)
    for row in 0..<training.count {
      for entry in training.entries(of: row) {
        let slot = Int(training.slots[entry])
        guard last[slot] != trainingVisitors[row] else { continue }
        last[slot] = trainingVisitors[row]
        visitors[slot] += 1
      }
    }
    return visitors.map { $0 >= minimumVisitors }
  }
}

extension DataSplit {
  /// The split of sessions at `places`; nil where there are none.
  fileprivate init?(_ table: SessionTable, _ places: [Int], _ testTimeShare: Double) {
    let starts = places.map { table.events.rows[table.sessions[$0].rows.lowerBound].time.start }
    guard let first = starts.min(), let last = starts.max() else { return nil }
    self.init(first: first, last: last, testTimeShare: testTimeShare)
  }
}

extension SessionTable {
  /// By visitor's bytes, start and id, whatever the order of the table.
  fileprivate func isOrdered(_ a: Session, before b: Session) -> Bool {
    let first = events.rows[a.rows.lowerBound]
    let other = events.rows[b.rows.lowerBound]
    let order = events.text.span.extracting(first.visitor.indices).compare(
      to: events.text.span.extracting(other.visitor.indices))
    if order != 0 { return order < 0 }
    if first.time.start != other.time.start { return first.time.start < other.time.start }
    return (a.id.high, a.id.low) < (b.id.high, b.id.low)
  }
}
