import Bytes
import Events
import Features
import Journeys
import OutcomeModel
import TestKit
import Testing

import Training

private let small = TrainingSettings(
  minimumAchieved: 20, minimumNotAchieved: 20, minimumVisitors: 5)
private let featureSpec = FeatureSpec(bits: 12, outcomes: madeUpOutcomes.map(\.name))
private let purchase = OutcomeChoice(0, of: madeUpOutcomes)
private let noCart = OutcomeChoice(1, of: madeUpOutcomes)

private func trained(
  _ table: SessionTable, _ settings: TrainingSettings = small, _ outcome: OutcomeChoice = purchase
) throws -> TrainedModel {
  guard
    case .trained(let model) = try OutcomeTrainer(settings, spec: featureSpec).train(
      table, outcome)
  else { throw NothingTrained() }
  return model
}

private struct NothingTrained: Error {}

@Suite("Training an outcome from sessions")
struct OutcomeTrainerTests {
  @Test("the model beats the base rate on the test part, and every session is accounted for")
  func learns() throws {
    let model = try trained(try madeUpTable(visitors: 600, seed: 1))
    let evaluation = try #require(model.evaluation)
    #expect(model.fit.converged)
    #expect(evaluation.logLoss < 0.97 * evaluation.baseLogLoss)
    #expect(try #require(evaluation.auc) > 0.6)
    #expect(model.tallies.isBalanced)
    #expect(model.tallies.training > 200)
    #expect(model.tallies.testExamples == evaluation.examples)
    #expect(model.tallies.byName["sessions"] == model.tallies.sessions)
  }

  @Test(
    "trained twice, and from sessions in any order: the same bytes",
    arguments: [1, 2, 3] as [UInt64])
  func shuffled(_ seed: UInt64) throws {
    var table = try madeUpTable(visitors: 150, seed: 2)
    let model = try trained(table)
    var numbers = SeededGenerator(seed: seed)
    table.sessions.shuffle(using: &numbers)
    let other = try trained(table)
    #expect(WeightsFile.encode(model.model) == WeightsFile.encode(other.model), "seed \(seed)")
    #expect(model.evaluation == other.evaluation)
    #expect(WeightsFile.encode(model.model) == WeightsFile.encode(try trained(table).model))
  }

  @Test("consent 45: a person taken out leaves the bytes of one who never was there")
  func removed() throws {
    let gone: Set<Int> = [3, 17, 80]
    let never = try madeUpTable(visitors: 150, seed: 4, without: gone)
    var removed = try madeUpTable(visitors: 150, seed: 4)
    let names = Set(gone.map { "visitor-\($0)" })
    removed.sessions.removeAll { session in
      names.contains(
        removed.events.string(removed.events.rows[session.rows.lowerBound].visitor))
    }
    #expect(removed.sessions.count == never.sessions.count)
    let model = try trained(removed)
    #expect(WeightsFile.encode(model.model) == WeightsFile.encode(try trained(never).model))
    let whole = try trained(try madeUpTable(visitors: 150, seed: 4))
    #expect(WeightsFile.encode(model.model) != WeightsFile.encode(whole.model))
  }

  @Test("sessions 21 and 23: open sessions and bots' train nothing")
  func openAndBots() throws {
    var table = try madeUpTable(visitors: 150, seed: 5)
    let model = try trained(table)
    let extra = table.sessions.indices.filter { $0 % 3 == 0 }
    for place in extra.prefix(20) { table.sessions[place].isOpen = true }
    for place in extra.dropFirst(20) {
      let bot = table.events.text.store(Array("declared".utf8).span)
      table.events.rows[table.sessions[place].rows.lowerBound].bot = bot
    }
    let fewer = try trained(table)
    #expect(fewer.tallies.open == 20)
    #expect(fewer.tallies.bots == extra.count - 20)
    #expect(fewer.tallies.isBalanced)
    #expect(fewer.tallies.training < model.tallies.training)
    table.sessions.removeAll { session in
      session.isOpen || !table.events.rows[session.rows.lowerBound].bot.isEmpty
    }
    #expect(try trained(table).model == fewer.model)
  }

  @Test("examples: prefixes of 1, 2, 3, 5, 8, …, none from the achievement on, weights ½, ¼, ⅛, …")
  func examples() throws {
    let table = try madeUpTable(visitors: 200, seed: 6)
    let model = try trained(table)
    let bySession = Dictionary(grouping: model.testExamples, by: \.session)
    var achieved = 0
    for (place, examples) in bySession {
      let session = table.sessions[place]
      let row = purchase.achievedRow(session)
      let end = row.map { $0 - session.rows.lowerBound } ?? session.rows.count
      #expect(examples.map(\.prefix) == [1, 2, 3, 5, 8, 13, 21].filter { $0 <= end })
      #expect(examples.allSatisfy { $0.label == (row != nil) })
      #expect(
        examples.map(\.weight)
          == [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125]
          .prefix(examples.count).map { $0 })
      achieved += row == nil ? 0 : 1
    }
    #expect(achieved > 0 && achieved < bySession.count)
    #expect(model.testLogOdds.count == model.testExamples.count)
  }

  @Test("the split parts visitors and times: the test part's are on no other side")
  func split() throws {
    let table = try madeUpTable(visitors: 200, seed: 7)
    let model = try trained(table)
    for example in model.testExamples {
      let row = table.events.rows[table.sessions[example.session].rows.lowerBound]
      #expect(row.time.start >= model.split.testFrom)
      let isTestVisitor = DataSplit.isTestVisitor(
        table.events.text.span.extracting(row.visitor.indices))
      #expect(isTestVisitor)
    }
    let testVisitors = (0..<10_000).count {
      DataSplit.isTestVisitor(Array("visitor-\($0)".utf8).span)
    }
    #expect((1_900...2_100).contains(testVisitors))
    #expect(model.from < model.split.testFrom)
  }

  @Test("an outcome by absence is settled after the last event, so every prefix of it counts")
  func absence() throws {
    let table = try madeUpTable(visitors: 300, seed: 8)
    let model = try trained(table, small, noCart)
    for (place, examples) in Dictionary(grouping: model.testExamples, by: \.session) {
      let session = table.sessions[place]
      let hasCart = session.rows.contains {
        table.events.string(table.events.rows[$0].event) == "cart_updated"
      }
      #expect(examples.map(\.prefix) == Array(PrefixLengths(upTo: session.rows.count)))
      #expect(examples.allSatisfy { $0.label == !hasCart })
    }
    #expect(model.tallies.achievedAtOnce == 0)
    let evaluation = try #require(model.evaluation)
    #expect(evaluation.logLoss < evaluation.baseLogLoss)
  }

  @Test("a slot of fewer visitors than the minimum has no weight")
  func support() throws {
    let table = try madeUpTable(visitors: 200, seed: 9)
    let model = try trained(table)
    let extractor = try FeatureExtractor(featureSpec)
    let examples = SessionExamples(table, purchase, extractor, small)
    var visitorsOfSlot: [UInt32: Set<Int32>] = [:]
    for row in 0..<examples.training.count {
      for slot in examples.training.slots[examples.training.entries(of: row)] {
        visitorsOfSlot[slot, default: []].insert(examples.trainingVisitors[row])
      }
    }
    #expect(visitorsOfSlot.values.contains { $0.count < 5 })
    for (slot, weight) in model.model.weights.enumerated() {
      let visitors = visitorsOfSlot[UInt32(slot)]?.count ?? 0
      #expect(visitors >= 5 ? weight != 0 : weight == 0, "slot \(slot) of \(visitors) visitors")
    }
  }

  @Test("too little data is a result with its figures, not an error")
  func notTrained() throws {
    func reason(_ table: SessionTable, _ settings: TrainingSettings) throws -> NotTrainedReason? {
      guard
        case .notTrained(let reason, let tallies) = try OutcomeTrainer(
          settings, spec: featureSpec
        ).train(table, purchase)
      else { return nil }
      #expect(tallies.isBalanced)
      return reason
    }
    let table = try madeUpTable(visitors: 100, seed: 10)
    let tallies = try trained(table).tallies
    #expect(
      try reason(SessionTable(events: EventBatch(), sessions: []), small) == .noSessions)
    #expect(
      try reason(table, TrainingSettings())
        == .tooFewAchieved(found: tallies.trainingAchieved, needed: 500))
    #expect(
      try reason(table, TrainingSettings(minimumAchieved: 1))
        == .tooFewNotAchieved(
          found: tallies.training - tallies.trainingAchieved, needed: 500))
  }

  @Test("the scorer gives the trainer's log odds for the trainer's own prefixes")
  func scorerAgrees() throws {
    let table = try madeUpTable(visitors: 200, seed: 11)
    let model = try trained(table)
    let manifest = model.manifest(
      outcome: madeUpOutcomes[0], run: RunContext(controller: "acme", asOf: model.split.testFrom),
      validDays: 3, codeVersion: "0.1.0")
    #expect(manifest.trainingWindow.from == model.from)
    #expect(manifest.tallies["trainingSessions"] == model.tallies.training)
    let bundle = try Bundle(manifest, model.model)
    let files = Dictionary(
      uniqueKeysWithValues: try bundle.encode().map { ($0.name, $0.bytes) })
    let scorer = try Scorer(try Bundle(files: files), at: nil)
    var expected: [[Int]: Double] = [:]
    for (example, logOdds) in zip(model.testExamples, model.testLogOdds) {
      expected[[example.session, example.prefix]] = logistic(logOdds)
    }
    var compared = 0
    scorer.forEachPrefix(of: table) { session, prefix, probability in
      guard let other = expected[[session, prefix]] else { return }
      #expect(probability == other)
      compared += 1
    }
    #expect(compared == model.testExamples.count && compared > 50)
  }
}
