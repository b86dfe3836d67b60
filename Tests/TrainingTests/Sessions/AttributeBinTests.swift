import Bytes
import Events
import Features
import Journeys
import TestKit
import Testing
import Training

/// Sessions of one event each: a visitor, a day, and a price.
private func prices(_ rows: [(visitor: String, day: Int, price: String)]) throws -> SessionTable {
  var batch = EventBatch()
  for row in rows {
    let line =
      #"{"time":"2026-01-\#(row.day < 10 ? "0" : "")\#(row.day)T10:00:00Z","visitor":"\#(row.visitor)","event":"view","attributes":{"price":\#(row.price)}}"#
    try batch.append(ndjson: Array(line.utf8).span)
  }
  return Sessionizer(rules: SessionRules(asOf: Timestamp("2026-03-01T00:00:00Z"))).sessions(
    of: batch
  ).0
}

private func learned(
  _ table: SessionTable, minimum: Int = 3,
  isTraining: (Span<UInt8>, Timestamp) -> Bool = { _, _ in true }
) -> [Double] {
  AttributeBins.learn(table, minimumVisitors: minimum, limit: 64, isTraining: isTraining)["price"]
    ?? []
}

private func random(visitors: Int, seed: UInt64) -> [(visitor: String, day: Int, price: String)] {
  var numbers = SeededGenerator(seed: seed)
  return (0..<visitors).flatMap { visitor in
    (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
      let price =
        Double.random(in: 0..<1, using: &numbers) < 0.3
        ? 0 : (Double.random(in: 0..<900, using: &numbers) * 100).rounded() / 100
      return ("v\(visitor)", Int.random(in: 1...28, using: &numbers), "\(price)")
    }
  }
}

@Suite("Bins of attributes, learned from the training part")
struct AttributeBinTests {
  @Test(
    "each bin holds enough visitors, zero has its own, bounds have three digits", arguments: 0..<6)
  func support(_ seed: UInt64) throws {
    let rows = random(visitors: 300, seed: seed)
    let bounds = learned(try prices(rows), minimum: 12)
    #expect((4...16).contains(bounds.count), "seed \(seed)")
    #expect(bounds == bounds.map(\.roundedDownToThreeDigits))
    let sides = [-.infinity] + bounds + [.infinity]
    for (low, high) in zip(sides, sides.dropFirst()) {
      let visitors = Set(
        rows.filter { row in
          let price = Double(row.price) ?? -1
          return price >= low && price < high
        }.map(\.visitor))
      #expect(visitors.count >= 12, "seed \(seed): \(low) to \(high)")
    }
    #expect(bounds[0] > 0 && bounds[0] < 60, "seed \(seed): zero shares its bin up to \(bounds[0])")
  }

  @Test("one visitor's many values make no bin; too few visitors make none")
  func oneVisitor() throws {
    let one = (1...28).map { (visitor: "v", day: $0, price: "\($0)") }
    #expect(learned(try prices(one)) == [])
    let few = (1...5).map { (visitor: "v\($0)", day: 1, price: "\($0)") }
    #expect(learned(try prices(few)) == [])
    let six = (1...6).map { (visitor: "v\($0)", day: 1, price: "\($0)") }
    #expect(learned(try prices(six)) == [4])
  }

  @Test("only training sessions are looked at: other ones change no bin", arguments: 0..<3)
  func trainingOnly(_ seed: UInt64) throws {
    let rows = random(visitors: 200, seed: seed)
    let cut = try #require(Timestamp("2026-01-15T00:00:00Z"))
    let isTraining = { (visitor: Span<UInt8>, start: Timestamp) in
      start < cut && murmurHash3(visitor) % 3 > 0
    }
    func isTrainingRow(_ row: (visitor: String, day: Int, price: String)) -> Bool {
      row.day < 15 && murmurHash3(Array(row.visitor.utf8).span) % 3 > 0
    }
    let bounds = learned(try prices(rows), isTraining: isTraining)
    let changed = rows.map { row in
      isTrainingRow(row) ? row : (row.visitor, row.day, "123456")
    }
    #expect(!bounds.isEmpty)
    #expect(learned(try prices(changed), isTraining: isTraining) == bounds)
    #expect(learned(try prices(rows.filter(isTrainingRow))) == bounds)
  }

  @Test(
    "consent 45: without a person as if never there, in any order of the sessions", arguments: 0..<3
  )
  func removed(_ seed: UInt64) throws {
    let rows = random(visitors: 120, seed: seed)
    let gone = ["v7", "v30", "v31"]
    var table = try prices(rows)
    table.sessions.removeAll { session in
      gone.contains(table.events.string(table.events.rows[session.rows.lowerBound].visitor))
    }
    var numbers = SeededGenerator(seed: seed)
    table.sessions.shuffle(using: &numbers)
    #expect(learned(table) == learned(try prices(rows.filter { !gone.contains($0.visitor) })))
  }

  @Test("open sessions and bots' have no part")
  func openAndBots() throws {
    let rows = random(visitors: 100, seed: 9)
    var table = try prices(rows)
    let bounds = learned(table)
    let bot = table.events.text.store(Array("declared".utf8).span)
    let extra = try prices(rows.map { ("x" + $0.visitor, $0.day, "7777") })
    #expect(learned(extra) != bounds)
    for place in table.sessions.indices where place % 2 == 0 {
      table.sessions[place].isOpen = place % 4 == 0
      if place % 4 != 0 {
        table.events.rows[table.sessions[place].rows.lowerBound].bot = bot
      }
    }
    let fewer = learned(table)
    table.sessions.removeAll { session in
      session.isOpen || !table.events.rows[session.rows.lowerBound].bot.isEmpty
    }
    #expect(learned(table) == fewer && fewer != bounds)
  }

  @Test("the specification carries them, and the extractor bins by them")
  func specification() throws {
    let table = try prices((1...6).map { ("v\($0)", 1, "\($0)") })
    let spec = FeatureSpec().learningBins(table, minimumVisitors: 3) { _, _ in true }
    let recipe = try #require(spec.recipes.first { $0.kind == .attributeNumber })
    #expect(recipe.binsByName == ["price": [4]])
    var state = try FeatureExtractor(spec).start(history: .none, keepsNames: true)
    state.add(table.events.rows[0], text: table.events.text.span)
    var vector = SparseVector()
    state.emit(into: &vector)
    #expect(state.names().contains { $0.text == Array("number\u{1F}price\u{1F}0".utf8) })
  }
}
