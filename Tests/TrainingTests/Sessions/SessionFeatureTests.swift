import Bytes
import Events
import Features
import Journeys
import OutcomeModel
import TestKit
import Testing
import Training

private let settings = TrainingSettings(
  minimumAchieved: 20, minimumNotAchieved: 20, minimumVisitors: 5)
private let spec = FeatureSpec(bits: 12, outcomes: madeUpOutcomes.map(\.name))

private func trained(_ table: SessionTable) throws -> TrainedModel {
  guard
    case .trained(let model) = try OutcomeTrainer(settings, spec: spec).train(
      table, OutcomeChoice(0, of: madeUpOutcomes))
  else { throw NothingTrained() }
  return model
}

private struct NothingTrained: Error {}

/// The made-up table with a price in each event, drawn by visitor and place.
private func pricedTable(visitors: Int, without: Set<Int> = []) throws -> SessionTable {
  var table = try madeUpTable(visitors: visitors, seed: 12, without: without)
  for row in table.events.rows.indices {
    let text = Array(table.events.string(table.events.rows[row].visitor).utf8)
    let price = text.reduce(Int(table.events.rows[row].time.start.seconds % 97)) {
      ($0 * 31 + Int($1)) % 997
    }
    table.events.rows[row].attributes = table.events.text.store(
      Array("{\"price\":\(price)}".utf8).span)
  }
  return table
}

@Suite("What training learns besides weights")
struct SessionFeatureTests {
  @Test("bins of attributes are those of the training part, and the manifest carries them")
  func bins() throws {
    let table = try pricedTable(visitors: 400)
    let model = try trained(table)
    let split = model.split
    let recipe = try #require(model.features.recipes.first { $0.kind == .attributeNumber })
    let bins = AttributeBins.learn(table, minimumVisitors: 10, limit: 64) {
      split.part(visitor: $0, start: $1) == .training
    }
    #expect(recipe.binsByName == bins && (bins["price"]?.count ?? 0) > 3)
    let manifest = model.manifest(
      outcome: madeUpOutcomes[0], run: RunContext(controller: "acme", asOf: split.testFrom),
      validDays: 3, codeVersion: "0.1.0")
    #expect(manifest.features == model.features)
    var plain = model.features
    for place in plain.recipes.indices { plain.recipes[place].binsByName = nil }
    #expect(plain == spec)
  }

  @Test("weights are named where ten visitors had the name, even where fewer are asked for")
  func names() throws {
    let model = try trained(try pricedTable(visitors: 400))
    let named = model.namedWeights
    #expect(named.count > 20 && named.count == model.names.slots.count)
    #expect(named.allSatisfy { $0.weight != 0 && $0.visitors >= 10 })
    #expect(named.contains { $0.name.contains("event=cart_updated") })
    #expect(named.contains { $0.name.contains("number=price=") })
    #expect(!named.contains { $0.name.contains("\u{1F}") })
  }

  @Test("consent 45: bins and names without a person are as if that person had never been there")
  func removed() throws {
    let gone: Set<Int> = [2, 44, 71]
    var table = try pricedTable(visitors: 300)
    let names = Set(gone.map { "visitor-\($0)" })
    table.sessions.removeAll { session in
      names.contains(table.events.string(table.events.rows[session.rows.lowerBound].visitor))
    }
    var numbers = SeededGenerator(seed: 2)
    table.sessions.shuffle(using: &numbers)
    let model = try trained(table)
    let never = try trained(try pricedTable(visitors: 300, without: gone))
    #expect(model.features == never.features && model.names == never.names)
    #expect(WeightsFile.encode(model.model) == WeightsFile.encode(never.model))
  }
}
