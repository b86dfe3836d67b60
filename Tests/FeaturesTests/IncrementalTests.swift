import Bytes
import Events
import Features
import Testing

/// A made-up session of many kinds of events.
private func session(events count: Int, seed: UInt32) throws -> EventBatch {
  var state = seed
  func draw(_ limit: UInt32) -> Int {
    state = state &* 1_664_525 &+ 1_013_904_223
    return Int(state >> 8) % Int(limit)
  }
  var seconds = 0
  var lines: [String] = []
  for _ in 0..<count {
    seconds += draw(90)
    let time = Timestamp(nanoseconds: (1_770_000_000 + Int64(seconds)) * 1_000_000_000)
    lines.append(
      event(
        time.description, ["page_viewed", "cart", "search_performed"][draw(3)],
        "\"url\":\"/s\(draw(9))/p\(draw(40))\",\"title\":\"t\(draw(20))\",\"search\":\"w\(draw(30)) x\","
          + "\"attributes\":{\"n\":\(draw(500))}"))
  }
  return try events(lines)
}

/// All kinds of recipes, with crosses of each field that may be crossed and bins by name.
private func everything(bits: Int = 18) -> FeatureSpec {
  var spec = FeatureSpec(bits: bits, outcomes: ["purchase"])
  spec.recipes[7].binsByName = ["n": [10, 100, 250, 400]]
  let fields = spec.crossableFields
  spec.recipes += zip(fields, fields.dropFirst()).map { FeatureRecipe(crossOf: $0, $1) }
  return spec
}

@Suite("Event by event equals all at once")
struct IncrementalTests {
  @Test("bit for bit, for every prefix", arguments: [1, 2, 3, 4] as [UInt32])
  func onlineEqualsBatch(_ seed: UInt32) throws {
    let batch = try session(events: 60, seed: seed)
    let extractor = try FeatureExtractor(everything(bits: 12))
    let history = VisitorHistory(sessions: 1, events: 4, achievements: [], secondsSinceLast: 9e4)
    var state = extractor.start(history: history)
    var online = SparseVector()
    for count in 1...batch.rows.count {
      state.add(batch.rows[count - 1], text: batch.text.span)
      state.emit(into: &online)
      let whole = extractor.features(
        batch, rows: batch.rows.indices, count: count, history: history)
      #expect(online == whole, "seed \(seed), prefix \(count)")
      #expect(online.slots == Set(online.slots).sorted())
    }
  }

  @Test("a state that is used again gives what a new one gives")
  func restarted() throws {
    let first = try session(events: 30, seed: 8)
    let second = try session(events: 25, seed: 9)
    let extractor = try FeatureExtractor(everything())
    let earlier = VisitorHistory(sessions: 2, events: 9, achievements: [1], secondsSinceLast: 50)
    var state = extractor.start(history: earlier)
    for row in first.rows { state.add(row, text: first.text.span) }
    state.restart(history: .none)
    for row in second.rows { state.add(row, text: second.text.span) }
    var vector = SparseVector()
    state.emit(into: &vector)
    #expect(
      vector
        == extractor.features(
          second, rows: second.rows.indices, count: second.rows.count, history: .none))
  }

  @Test("nothing after the prefix is looked at: other events there change no feature")
  func noLeak() throws {
    let extractor = try FeatureExtractor(everything())
    let batch = try session(events: 40, seed: 21)
    let other = try session(events: 40, seed: 22)
    for count in [1, 2, 3, 5, 8, 13, 21, 34] {
      var changed = EventBatch()
      for row in batch.rows[..<count] { changed.append(row, of: batch) }
      for row in other.rows[count...] { changed.append(row, of: other) }
      #expect(
        extractor.features(changed, rows: changed.rows.indices, count: count, history: .none)
          == extractor.features(batch, rows: batch.rows.indices, count: count, history: .none))
    }
  }

  @Test("10,000 events with a prefix after each Fibonacci number take about as long as with one")
  func nearLinear() throws {
    let batch = try session(events: 10_000, seed: 5)
    let extractor = try FeatureExtractor(FeatureSpec())
    func time(_ lengths: Set<Int>) -> Duration {
      ContinuousClock().measure {
        var state = extractor.start(history: .none)
        var vector = SparseVector()
        for (place, row) in batch.rows.enumerated() {
          state.add(row, text: batch.text.span)
          if lengths.contains(place + 1) { state.emit(into: &vector) }
        }
      }
    }
    var fibonacci = [1, 2]
    while fibonacci[fibonacci.count - 1] < 10_000 {
      fibonacci.append(fibonacci.suffix(2).reduce(0, +))
    }
    let once = min(time([10_000]), time([10_000]))
    let often = min(time(Set(fibonacci)), time(Set(fibonacci)))
    #expect(often < once * 3, "\(often) against \(once)")
  }
}

@Suite("Slots hashed ahead")
struct ReadySlotTests {
  @Test("kept names or not, crossed or not: the same slots", arguments: [3, 4] as [UInt32])
  func sameSlots(_ seed: UInt32) throws {
    let batch = try session(events: 40, seed: seed)
    let history = VisitorHistory(sessions: 3, events: 9, achievements: [1], secondsSinceLast: 9e4)
    let plain = FeatureSpec(outcomes: ["purchase"])
    let extractor = try FeatureExtractor(plain)
    let crossed = try FeatureExtractor(everything())
    var named = extractor.start(history: history, keepsNames: true)
    var vector = SparseVector()
    for count in 1...batch.rows.count {
      named.add(batch.rows[count - 1], text: batch.text.span)
      named.emit(into: &vector)
      let whole = extractor.features(
        batch, rows: batch.rows.indices, count: count, history: history)
      #expect(vector == whole, "seed \(seed), prefix \(count)")
      let wider = crossed.features(batch, rows: batch.rows.indices, count: count, history: history)
      // Bins by name change the numbers of attributes alone.
      let others = named.names().filter { !$0.text.span.hasPrefix("number\u{1F}") }.map(\.slot)
      #expect(Set(wider.slots).isSuperset(of: others), "seed \(seed), prefix \(count)")
    }
  }
}
