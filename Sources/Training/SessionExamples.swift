import Bytes
import Events
package import Features
package import Journeys

/// The examples of one outcome: prefixes of closed sessions of people.
package struct SessionExamples {
  package var training = ExampleSet()
  /// For each training example a number of its visitor; equal numbers stand together.
  package var trainingVisitors: [Int32] = []
  /// For each training example its visitor, as ``visitorHash(_:)`` gives it.
  package var trainingHashes: [UInt64] = []
  var calibration = MeasuredPart()
  var test = MeasuredPart()
  var tallies = SessionTallies()
  var split: DataSplit?
  /// When the training sessions start, in the order of the examples.
  private(set) var trainingStarts: [Timestamp] = []

  private let outcome: OutcomeChoice
  private let keepNotAchieved: Double
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
    keepNotAchieved = settings.keepNotAchieved
    let places = usablePlaces(table)
    guard let split = DataSplit(table, places, settings) else { return }
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
    return table.ordered(places)
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
      guard achievedRow != nil || isKept(session.id) else {
        tallies.thinned += 1
        return
      }
      countVisitor(first.visitor, table)
      trainingStarts.append(first.time.start)
    }
    tallies.count(part, examples: lengths.count, achieved: achievedRow != nil)
    let source = Source(
      session: place, part: part, label: achievedRow != nil, visitor: visitorHash(visitor))
    addPrefixes(lengths, of: source, table, &state)
  }

  /// A session that gives examples.
  private struct Source {
    var session: Int
    var part: DataSplit.Part
    var label: Bool
    var visitor: UInt64
  }

  /// Whether a training session that did not achieve the outcome trains, where not all do.
  private func isKept(_ session: SessionID) -> Bool {
    let hash = SplitMix.mix(session.high ^ SplitMix.mix(session.low ^ 0x7468_696E))
    return Double(hash >> 11) < keepNotAchieved * 0x1p53
  }

  private mutating func addPrefixes(
    _ lengths: [Int], of source: Source, _ table: SessionTable, _ state: inout PrefixState
  ) {
    let start = table.sessions[source.session].rows.lowerBound
    // Halved with each prefix, a session counts less than 1 however long it becomes, and no weight tells
    // what comes after: a share of what the session comes to would, and bend the probabilities by it.
    var weight = 1.0
    var vector = SparseVector()
    var added = 0
    for length in lengths {
      weight /= 2
      while added < length {
        state.add(table.events.rows[start + added], text: table.events.text.span)
        added += 1
      }
      state.emit(into: &vector)
      let place = TestExample(
        session: source.session, prefix: length, label: source.label, weight: weight,
        visitor: source.visitor)
      switch source.part {
      case .training:
        training.append(vector, label: source.label, weight: weight)
        trainingVisitors.append(visitorCount)
        trainingHashes.append(source.visitor)
      case .calibration: calibration.append(vector, place)
      case .test: test.append(vector, place)
      case .unused: break
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
  init?(_ table: SessionTable, _ places: [Int], _ settings: TrainingSettings) {
    let starts = places.map { table.events.rows[table.sessions[$0].rows.lowerBound].time.start }
    guard let first = starts.min(), let last = starts.max() else { return nil }
    self.init(
      first: first, last: last, calibrationTimeShare: settings.calibrationTimeShare,
      testTimeShare: settings.testTimeShare)
  }
}

extension SessionTable {
  /// Places of sessions by visitor's bytes, start and id, whatever the order of the table.
  func ordered(_ places: [Int]) -> [Int] {
    places.sorted { isOrdered(sessions[$0], before: sessions[$1]) }
  }

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
