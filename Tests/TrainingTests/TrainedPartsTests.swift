import Bytes
import Events
import Features
import Journeys
import OutcomeModel
import TestKit
import Testing
import Training

private let spec = FeatureSpec(bits: 12, outcomes: madeUpOutcomes.map(\.name))
private let purchase = OutcomeChoice(0, of: madeUpOutcomes)

private func outcome(
  _ table: SessionTable, _ change: (inout TrainingSettings) -> Void = { _ in }
) throws -> TrainingOutcome {
  var settings = TrainingSettings(
    minimumAchieved: 20, minimumNotAchieved: 20, minimumVisitors: 5)
  change(&settings)
  return try OutcomeTrainer(settings, spec: spec).train(table, purchase)
}

private func trained(
  _ table: SessionTable, _ change: (inout TrainingSettings) -> Void = { _ in }
) throws -> TrainedModel {
  guard case .trained(let model) = try outcome(table, change) else { throw NothingTrained() }
  return model
}

private struct NothingTrained: Error {}

@Suite("What a training says of its model")
struct TrainedPartsTests {
  @Test("all three parts have sessions, and what is quoted is of the exported model")
  func parts() throws {
    let table = try madeUpTable(visitors: 1_000, seed: 1)
    let model = try trained(table)
    let tallies = model.tallies
    #expect(tallies.isBalanced && tallies.thinned == 0)
    #expect(tallies.training > 4 * tallies.test && tallies.test > 2 * tallies.calibration)
    #expect(tallies.calibration > 10 && tallies.calibrationExamples >= tallies.calibration)
    #expect(model.calibrationGain != nil)
    let test = try #require(model.evaluation)
    #expect(test == model.test.evaluation())
    let intervals = try #require(test.intervals)
    #expect(intervals.visitors == Set(model.testExamples.map(\.visitor)).count)
    #expect(intervals.logLoss.contains(test.logLoss))
    #expect(model.learningCurve == nil)
    let bound = try #require(model.fit.distanceBound)
    let l2 = try #require(model.fit.l2)
    #expect(bound == model.fit.gradientNorm / l2 && bound > 0)
  }

  @Test("by prefix length: the bands' sums are those of all")
  func byPrefix() throws {
    let model = try trained(try madeUpTable(visitors: 1_000, seed: 2))
    let test = try #require(model.evaluation)
    #expect(model.byPrefix.map(\.from) == [1, 2, 3, 6])
    #expect(model.byPrefix.map(\.to) == [1, 2, 5, 13])
    #expect(model.byPrefix.reduce(0) { $0 + $1.examples } == test.examples)
    let loss = model.byPrefix.reduce(0) { $0 + $1.weight * $1.logLoss }
    #expect(abs(loss / test.weight - test.logLoss) < 1e-12)
    #expect(model.byPrefix[0].examples == model.tallies.test)
  }

  @Test("a correction is applied to every figure, and to what the bundle says")
  func corrected() throws {
    // Hardly any penalty and few visitors a slot: the model is far too sure of itself.
    let table = try madeUpTable(visitors: 10_000, seed: 3)
    let model = try trained(table) {
      $0.fit.l2 = 1e-3
      $0.minimumVisitors = 1
    }
    guard case .platt(let a, _) = model.model.calibration else {
      Issue.record("nothing was corrected: \(String(describing: model.calibrationGain))")
      return
    }
    #expect(a > 0 && a < 0.8)
    let gain = try #require(model.calibrationGain)
    #expect(gain.interval.high < 0)
    let extractor = try FeatureExtractor(spec)
    let example = try #require(model.testExamples.first { $0.prefix == 1 })
    let scorer = try Scorer(try bundle(model), at: nil)
    var found: Double?
    scorer.forEachPrefix(of: table) { session, prefix, probability in
      if session == example.session, prefix == 1 { found = probability }
    }
    let row = try #require(model.testExamples.firstIndex(of: example))
    #expect(found == logistic(model.testLogOdds[row]))
    #expect(extractor.slotCount == 4096)
  }

  @Test(
    "thinned sessions without the outcome: fewer train, the prior stays right, other parts whole")
  func thinned() throws {
    let table = try madeUpTable(visitors: 2_000, seed: 4)
    let whole = try trained(table)
    let thin = try trained(table) { $0.keepNotAchieved = 0.25 }
    let missed = whole.tallies.training - whole.tallies.trainingAchieved
    let kept = thin.tallies.training - thin.tallies.trainingAchieved
    #expect(thin.tallies.isBalanced)
    #expect(thin.tallies.thinned == missed - kept)
    #expect(abs(Double(kept) / Double(missed) - 0.25) < 0.05)
    #expect(thin.tallies.trainingAchieved == whole.tallies.trainingAchieved)
    #expect(thin.tallies.calibration == whole.tallies.calibration)
    #expect(thin.testExamples == whole.testExamples)
    let test = try #require(thin.evaluation)
    #expect(abs(try #require(test.meanOverBaseRate) - 1) < 0.25)
    let odds = try #require(whole.evaluation)
    #expect(test.logLoss < odds.baseLogLoss)
  }

  @Test("thinning is by each session's id: other sessions have no part in it")
  func thinnedAlone() throws {
    let gone: Set<Int> = [1, 40, 77]
    let never = try madeUpTable(visitors: 400, seed: 5, without: gone)
    var removed = try madeUpTable(visitors: 400, seed: 5)
    let names = Set(gone.map { "visitor-\($0)" })
    removed.sessions.removeAll { session in
      names.contains(
        removed.events.string(removed.events.rows[session.rows.lowerBound].visitor))
    }
    let settings: (inout TrainingSettings) -> Void = {
      $0.keepNotAchieved = 0.5
      $0.measuresLearningCurve = true
    }
    let one = try trained(never, settings)
    let two = try trained(removed, settings)
    #expect(one.model == two.model && one.evaluation == two.evaluation)
    #expect(one.learningCurve == two.learningCurve && one.byPrefix == two.byPrefix)
    #expect(one.calibrationGain == two.calibrationGain)
  }

  @Test("a gap of too many days in the training window, and the same data where gaps may be")
  func gaps() throws {
    var table = try madeUpTable(visitors: 1_000, seed: 6)
    let window = try trained(table)
    let from = window.from.advanced(byNanoseconds: 2 * 86_400_000_000_000)
    let until = from.advanced(byNanoseconds: 4 * 86_400_000_000_000)
    table.sessions.removeAll { session in
      let start = table.events.rows[session.rows.lowerBound].time.start
      return start >= from && start < until
    }
    guard
      case .notTrained(.gap(let moment, let days, let allowed), let tallies) = try outcome(
        table, { $0.maximumGapDays = 4 })
    else {
      Issue.record("a gap of four days was passed over")
      return
    }
    #expect(days == 4 && allowed == 4 && tallies.isBalanced)
    #expect(moment < from && moment.nanoseconds(since: window.from) >= 0)
    for allowed in [5, nil] {
      _ = try trained(table) { $0.maximumGapDays = allowed }
    }
  }

  @Test("the learning curve: more visitors, more examples, and the last point is the whole model")
  func learningCurve() throws {
    let table = try madeUpTable(visitors: 1_500, seed: 7)
    let plain = try trained(table)
    let model = try trained(table) { $0.measuresLearningCurve = true }
    #expect(model.model == plain.model)
    let curve = try #require(model.learningCurve)
    #expect(curve.map(\.share) == [0.25, 0.5, 1])
    #expect(curve[0].examples < curve[1].examples && curve[1].examples < curve[2].examples)
    #expect(curve[2].examples == model.tallies.trainingExamples)
    if model.model.calibration == .identity {
      let test = try #require(model.evaluation)
      #expect(abs(curve[2].logLoss - test.logLoss) < 1e-12)
    }
    #expect(curve[2].logLoss < curve[0].logLoss)
  }

  @Test(
    "another model is scored on the same prefixes with its own features, history and calibration")
  func rival() throws {
    var table = try madeUpTable(visitors: 300, seed: 8)
    for place in table.sessions.indices where place % 11 == 0 {
      table.sessions[place].isOpen = true
    }
    var model = try trained(table)
    let same = try RivalScoring(try bundle(model))
    #expect(same.logOdds(of: model.testExamples, in: table) == model.testLogOdds)
    let order = Array(model.testExamples.indices.reversed())
    #expect(
      same.logOdds(of: order.map { model.testExamples[$0] }, in: table)
        == order.map { model.testLogOdds[$0] })
    let before = model.testLogOdds.map(model.model.calibration.apply)
    guard model.model.calibration == .identity else { return }
    model.model.calibration = .platt(a: 0.5, b: 1)
    let other = try RivalScoring(try bundle(model))
    #expect(other.logOdds(of: model.testExamples, in: table) == before.map { 0.5 * $0 + 1 })
  }
}

private func bundle(_ model: TrainedModel) throws -> Bundle {
  try Bundle(
    model.manifest(
      outcome: madeUpOutcomes[0], run: RunContext(controller: "acme", asOf: model.split.testFrom),
      validDays: 3, codeVersion: "0.1.0"), model.model)
}
