import Bytes
import Events
import Features
import Journeys
import TestKit
import Testing
import Training

private let outcome = OutcomeChoice(0, of: madeUpOutcomes)

private func isTraining(_ visitor: Span<UInt8>, _ start: Timestamp) -> Bool {
  murmurHash3(visitor) % 4 > 0
}

private func featureNames(
  _ table: SessionTable, bits: Int, minimum: Int = 10, hasWeight: [Bool]? = nil
) throws -> FeatureNames {
  let extractor = try FeatureExtractor(
    FeatureSpec(bits: bits, outcomes: madeUpOutcomes.map(\.name)))
  return FeatureNames(
    table, outcome, extractor,
    hasWeight: hasWeight ?? [Bool](repeating: true, count: extractor.slotCount),
    minimumVisitors: minimum, isTraining: isTraining)
}

/// How many training visitors had each name in a prefix of theirs that trains, counted the slow way.
private func support(_ table: SessionTable, bits: Int) throws -> [FeatureName: Int] {
  let extractor = try FeatureExtractor(
    FeatureSpec(bits: bits, outcomes: madeUpOutcomes.map(\.name)))
  var visitors: [FeatureName: Set<String>] = [:]
  var history = HistoryWalk(outcomeCount: madeUpOutcomes.count)
  for session in table.sessions {
    let earlier = history.next(session, in: table)
    let rows = session.rows
    let visitor = table.events.string(table.events.rows[rows.lowerBound].visitor)
    guard isTraining(Array(visitor.utf8).span, table.events.rows[rows.lowerBound].time.start) else {
      continue
    }
    let end = outcome.achievedRow(session).map { $0 - rows.lowerBound } ?? rows.count
    for length in PrefixLengths(upTo: end) {
      var state = extractor.start(history: earlier, keepsNames: true)
      for row in rows.prefix(length) {
        state.add(table.events.rows[row], text: table.events.text.span)
      }
      var vector = SparseVector()
      state.emit(into: &vector)
      for name in state.names() { visitors[name, default: []].insert(visitor) }
    }
  }
  return visitors.mapValues(\.count)
}

@Suite("Names of slots")
struct FeatureNameTests {
  @Test(
    "each name that enough visitors had stands under its slot, and no other", arguments: [6, 18])
  func complete(bits: Int) throws {
    let table = try madeUpTable(visitors: 120, seed: 3)
    let names = try featureNames(table, bits: bits)
    var expected: [UInt32: [String: Int]] = [:]
    var rare = 0
    for (name, visitors) in try support(table, bits: bits) {
      guard visitors >= 10 else {
        rare += 1
        continue
      }
      expected[name.slot, default: [:]][String(decoding: name.text, as: UTF8.self)] = visitors
    }
    var found: [UInt32: [String: Int]] = [:]
    for slot in names.slots {
      found[slot.slot] = Dictionary(uniqueKeysWithValues: slot.names.map { ($0.text, $0.visitors) })
    }
    #expect(rare > 50 && expected.count > 20)
    #expect(found == expected)
    let shared = expected.values.filter { $0.count > 1 }
    #expect(
      names.sharedSlots == shared.count && names.collidingNames == shared.map(\.count).reduce(0, +))
    #expect((names.sharedSlots > 0) == (bits == 6))
    #expect(names.slots.map(\.slot) == names.slots.map(\.slot).sorted())
  }

  @Test("a rare name does not come out by a frequent slot that it shares")
  func rareName() throws {
    let names = try featureNames(try madeUpTable(visitors: 120, seed: 3), bits: 4)
    #expect(names.slots.count == 16)
    #expect(names.slots.allSatisfy { $0.names.allSatisfy { $0.visitors >= 10 } })
    // Each visitor has a page of its own, /s…/p17, and none of them is named.
    #expect(!names.slots.contains { $0.names.contains { $0.text.contains("/p") } })
  }

  @Test("slots without a weight have no names")
  func weightless() throws {
    let table = try madeUpTable(visitors: 120, seed: 3)
    let all = try featureNames(table, bits: 8)
    let hasWeight = (0..<256).map { $0 % 3 == 0 }
    let some = try featureNames(table, bits: 8, hasWeight: hasWeight)
    #expect(some.slots == all.slots.filter { $0.slot % 3 == 0 })
    #expect(some[all.slots[0].slot] == (all.slots[0].slot % 3 == 0 ? all.slots[0].names : []))
    #expect(all.slots.allSatisfy { all[$0.slot] == $0.names } && all[9999] == [])
  }

  @Test("consent 45: without a person as if never there, in any order of the sessions")
  func removed() throws {
    let gone: Set<Int> = [3, 17, 80]
    var table = try madeUpTable(visitors: 120, seed: 4)
    let names = Set(gone.map { "visitor-\($0)" })
    table.sessions.removeAll { session in
      names.contains(table.events.string(table.events.rows[session.rows.lowerBound].visitor))
    }
    var numbers = SeededGenerator(seed: 1)
    table.sessions.shuffle(using: &numbers)
    let never = try madeUpTable(visitors: 120, seed: 4, without: gone)
    #expect(try featureNames(table, bits: 12) == featureNames(never, bits: 12))
  }
}
