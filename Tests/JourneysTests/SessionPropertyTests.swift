import Bytes
import Events
import Journeys
import TestKit
import Testing

@Suite("sessions 3: order and cuts of the input do not matter")
struct SessionPropertyTests {
  /// Made-up traffic: few visitors, many ties, repeated ids, placeholders, bots.
  private func traffic(_ random: inout SeededGenerator, count: Int) -> [String] {
    (0..<count).map { _ in
      let visitor = ["a", "b", "ab", "", "a-long-visitor-1", "a-long-visitor-2"].randomElement(
        using: &random)
      let url = ["/", "/a", "/b?q=1"].randomElement(using: &random) ?? ""
      var more: [String] = []
      if Bool.random(using: &random) {
        more.append("\"id\":\"\(Int.random(in: 0..<40, using: &random))\"")
      }
      if Int.random(in: 0..<10, using: &random) == 0 { more.append(#""agent":"curl/8""#) }
      return page(
        visitor ?? "", Int.random(in: 0..<20, using: &random) * 700, url,
        more.joined(separator: ","))
    }
  }

  @Test("A shuffled input gives the same lines and tally", arguments: 1...20 as ClosedRange<UInt64>)
  func shuffle(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let input = traffic(&random, count: 120)
    var rules = rules()
    rules.maximumEvents = 5
    rules.bots = seed % 2 == 0 ? .flag : .drop
    let expected = try sessions(input, rules)
    let shuffled = try sessions(input.shuffled(using: &random), rules)
    #expect(lines(shuffled.table) == lines(expected.table))
    #expect(shuffled.tally == expected.tally)
    #expect(expected.tally.isBalanced)
  }

  @Test(
    "sessions 25: events of two nights give the sessions of one run",
    arguments: 1...10 as ClosedRange<UInt64>)
  func split(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let input = traffic(&random, count: 100)
    let cut = Int.random(in: 0...100, using: &random)
    let whole = try sessions(input)
    let first = try sessions(Array(input[..<cut]))
    var later = first.table.events
    later.join(try batch(Array(input[cut...])))
    let second = Sessionizer().sessions(of: later)
    #expect(lines(second.table) == lines(whole.table))
  }

  @Test(
    "The presorted path gives the same table, and a false promise does no harm",
    arguments: 1...5 as ClosedRange<UInt64>)
  func presorted(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let input = traffic(&random, count: 100)
    let sorted = try sessions(input)
    let again = Sessionizer().sessions(of: sorted.table.events, presorted: true)
    let lie = try sessions(input, presorted: true)
    #expect(lines(again.table) == lines(sorted.table))
    #expect(lines(lie.table) == lines(sorted.table))
  }

  @Test("The fast order is the order of a plain sort", arguments: 1...10 as ClosedRange<UInt64>)
  func plain(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let input = traffic(&random, count: 80).filter { !$0.contains("\"id\"") }
    var rules = rules()
    rules.bots = .keep
    let fast = try sessions(input, rules).table.events
    let events = try batch(input)
    let slow = events.rows.filter { !$0.visitor.isEmpty }.sorted { a, b in
      let left = Array(events.text[a.visitor.indices])
      let right = Array(events.text[b.visitor.indices])
      return left == right ? events.isOrdered(a, before: b) : left.lexicographicallyPrecedes(right)
    }
    #expect(fast.rows.map(fast.recordBytes) == slow.map(events.recordBytes))
  }
}
