import Bytes
import Testing

@testable import Simulation

@Suite("truth.json")
struct TruthTests {
  @Test(
    "the truth beats the base rate, and rates and AUC are those of a real shop",
    arguments: TrueOutcome.allCases)
  func scores(outcome: TrueOutcome) throws {
    let settings = try SimulationSettings(seed: 1, visitors: 1500, days: 5)
    var truth = TruthReport(settings, .shop)
    for number in 0..<settings.visitors {
      let visitor = Visitor(number, of: settings)
      let consent = ConsentPlan(of: visitor, settings)
      for day in 0..<settings.days {
        for visit in Visit.planned(for: visitor, day: day, of: settings) {
          let moments = visit.moments(of: visitor, .shop, seed: settings.seed)
          truth.score(visit, moments, of: visitor, consent)
        }
      }
    }
    let (scores, probabilities) = truth.scores(outcome)
    #expect(scores.logLoss(probabilities) < 0.96 * scores.baseLogLoss)
    #expect((0.65...0.88).contains(scores.auc(probabilities)))
    let rates = [0.05...0.15, 0.03...0.08, 0.03...0.1]
    #expect(rates[outcome.rawValue].contains(scores.baseRate))
    if outcome == .purchase { #expect(scores.achievingVisits >= 150) }
    #expect(scores.positivePrefixes >= 300)
  }

  @Test("log loss and AUC agree with figures worked out by hand")
  func figures() {
    var scores = OutcomeScores()
    scores.add(states: [0, 1], isAchieved: true, isWeighted: true)
    scores.add(states: [0], isAchieved: false, isWeighted: true)
    scores.add(states: [2], isAchieved: false, isWeighted: true)
    var probabilities = [Double](repeating: 0.5, count: VisitState.count)
    probabilities[1] = 0.8
    probabilities[2] = 0.2
    // Weights: state 0 half positive and one negative, state 1 half positive, state 2 one negative.
    #expect(abs(scores.baseRate - 1.0 / 3) < 1e-12)
    #expect(
      abs(scores.logLoss(probabilities) - (1.5 * 0.693_147_18 + 1.5 * 0.223_143_55) / 3) < 1e-8)
    // Pairs: 0.5·1·½ (tie) + 0.5·1 + 0.5·2 of 1·2.
    #expect(abs(scores.auc(probabilities) - 0.875) < 1e-12)
  }

  @Test("prefixes are scored after 1, 2, 3, 5, 8, 13 and 21 events")
  func schedule() {
    #expect((1...30).filter(OutcomeScores.isScored(events:)) == [1, 2, 3, 5, 8, 13, 21])
  }

  @Test("the report is JSON, and its shares and probabilities let anyone check the law")
  func report() throws {
    let file = try #require(FileTests.files.last)
    #expect(file.path == "truth.json")
    var keys: [String] = []
    try forEachMember(of: file.bytes.span) { key, _ in
      keys.append(String(file.bytes.span.extracting(key.range.indices)))
    }
    #expect(keys == ["counts", "format", "model", "outcomes", "seed", "settings"])
    let text = String(decoding: file.bytes, as: UTF8.self)
    let states = text.split(separator: "\n").count { $0.contains("\"shares\"") }
    #expect(states == (0..<VisitState.count).count { VisitState(index: $0).isReachable })
  }

  @Test("numbers print with nine decimals, keys in order of their bytes")
  func numbers() {
    var text: [UInt8] = []
    JSONTree.object(["b": .number(-0.5), "a": .list([.whole(3), .flag(true)]), "A": .number(2)])
      .append(to: &text, depth: 0)
    #expect(
      String(decoding: text, as: UTF8.self) == #"{"A":2.000000000,"a":[3,true],"b":-0.500000000}"#)
  }
}
