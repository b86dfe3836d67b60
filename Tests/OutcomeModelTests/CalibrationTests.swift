import Bytes
import Events
import Features
import Foundation
import Testing

import OutcomeModel

private let line = Calibration.platt(a: 0.5, b: -0.25)

private func bundle(
  _ calibration: Calibration, weights: [FeatureWeight] = [],
  _ change: (inout BundleManifest) -> Void = { _ in }
) throws -> OutcomeModel.Bundle {
  var manifest = BundleManifest(
    outcome: BundleManifest.Outcome(name: "purchase", direction: "maximise", purpose: "sales"),
    run: RunContext(controller: "acme", asOf: try #require(Timestamp("2026-11-23T03:00:00Z"))),
    features: FeatureSpec(bits: 10, outcomes: ["purchase"]),
    metrics: BundleManifest.Metrics(test: nil, fit: FitReport(examples: 10, features: 3)),
    validDays: 3)
  change(&manifest)
  let model = LogisticModel(
    weights: (0..<1024).map { Float($0 % 7) / 8 - 0.375 }, bias: -1, calibration: calibration)
  return try OutcomeModel.Bundle(manifest, model, weights: weights)
}

private func files(_ bundle: OutcomeModel.Bundle) throws -> [String: [UInt8]] {
  Dictionary(uniqueKeysWithValues: try bundle.encode().map { ($0.name, $0.bytes) })
}

@Suite("Calibration in a bundle")
struct CalibrationTests {
  @Test("the line is applied to the log odds, by the model as by whoever reads the bundle")
  func applied() throws {
    #expect(line.apply(2) == 0.75 && Calibration.identity.apply(2) == 2)
    let made = try bundle(line)
    let read = try OutcomeModel.Bundle(files: try files(made))
    #expect(read.manifest.calibration == line && read.model == made.model)
    let features = SparseVector(slots: [3, 9], values: [1, 2])
    let odds = made.model.logOdds(features)
    #expect(read.model.probability(features) == logistic(0.5 * odds - 0.25))
  }

  @Test("golden prefixes hold the calibrated probability, and tell a scorer that leaves it out")
  func golden() throws {
    let made = try bundle(line)
    #expect(try made.checkGolden().isPassed)
    var changed = try files(made)
    var manifest = made.manifest
    manifest.calibration = .identity
    changed["manifest.json"] = try manifest.json()
    #expect(try !OutcomeModel.Bundle(files: changed).checkGolden().isPassed)
  }

  @Test("manifests of every version: 1 and 2 know no line, card or new figure, 3 has them")
  func versions() throws {
    for version in 1...2 {
      var evaluation = Evaluation(examples: 4, achieved: 1, weight: 4)
      evaluation.calibration = [
        .init(examples: 2, weight: 3, meanProbability: 0.2, observedRate: 0.1),
        .init(examples: 2, weight: 1, meanProbability: 0.5, observedRate: 0.9),
      ]
      let made = try bundle(.identity) { $0.metrics.test = evaluation }
      var all = try files(made)
      let bytes = try #require(all["manifest.json"])
      let object = try JSONSerialization.jsonObject(with: Data(bytes))
      var tree = try #require(object as? [String: Any])
      tree["schemaVersion"] = version
      var metrics = try #require(tree["metrics"] as? [String: Any])
      var test = try #require(metrics["test"] as? [String: Any])
      for key in ["ece", "prAuc", "meanProbability", "lift", "intervals"] { test[key] = nil }
      metrics["test"] = test
      tree["metrics"] = metrics
      var digests = try #require(tree["files"] as? [String: String])
      for name in ["model-card.json", "model-card.md"] {
        all[name] = nil
        digests[name] = nil
      }
      tree["files"] = digests
      all["manifest.json"] = Array(try JSONSerialization.data(withJSONObject: tree))
      let read = try OutcomeModel.Bundle(files: all)
      #expect(read.manifest.schemaVersion == version)
      #expect(read.manifest.calibration == .identity && read.card.isEmpty)
      #expect(try read.checkGolden().isPassed)
      let old = try #require(read.manifest.metrics.test)
      #expect(old.prAuc == nil && old.lift.isEmpty && old.intervals == nil)
      #expect(abs(old.ece - (3 * 0.1 + 0.4) / 4) < 1e-15)
      #expect(abs(old.meanProbability - 1.1 / 4) < 1e-15)
    }
  }

  @Test("the manifest says the method, and the line where there is one")
  func text() throws {
    let plain = String(decoding: try bundle(.identity).manifest.json(), as: UTF8.self)
    #expect(plain.contains("\"method\" : \"identity\"\n"))
    let text = String(decoding: try bundle(line).manifest.json(), as: UTF8.self)
    #expect(text.contains("\"a\" : 0.5,\n    \"b\" : -0.25,\n    \"method\" : \"platt\""))
  }
}

@Suite("Model card")
struct ModelCardTests {
  @Test("the card is read back, says what the manifest says, and its words say it too")
  func roundTrip() throws {
    var evaluation = Evaluation(examples: 40, achieved: 10, weight: 20)
    evaluation.logLoss = 0.4321
    evaluation.baseLogLoss = 0.5
    let made = try bundle(line) { manifest in
      manifest.metrics.test = evaluation
      manifest.metrics.byPrefix = [
        PrefixReliability(from: 1, to: 1, evaluation),
        PrefixReliability(from: 14, to: nil, Evaluation(examples: 9, achieved: 1, weight: 1)),
      ]
      manifest.tallies = [
        "trainingSessions": 500, "testSessions": 80, "sessionsOpen": 3, "sessionsOfBots": 12,
        "sessionsOutsideSplit": 400,
      ]
    }
    let bytes = try #require(made.card["model-card.json"])
    let card = try JSONDecoder().decode(ModelCard.self, from: Data(bytes))
    #expect(try card.json() == bytes)
    #expect(card.metrics.test == evaluation && card.calibration == line)
    #expect(card.metrics.byPrefix?.map(\.from) == [1])
    #expect(card.data.used == ["trainingSessions": 500, "testSessions": 80])
    #expect(card.data.leftOut == ["other": 15, "sessionsOutsideSplit": 400])
    let words = String(decoding: try #require(made.card["model-card.md"]), as: UTF8.self)
    #expect(words.contains("| log loss | 0.4321 |"))
    #expect(words.contains("Platt"))
    #expect(words.hasSuffix("\n") && !words.contains("Optional"))
  }

  @Test("the strongest weights come first, at most 20, whatever their order; names are escaped")
  func weights() throws {
    let weights = (0..<30).map {
      FeatureWeight(
        name: "feature \($0)|x", weight: Float($0 % 2 == 0 ? $0 : -$0) / 10, visitors: 20 + $0)
    }
    let card = try bundle(.identity, weights: weights).card
    #expect(card == (try bundle(.identity, weights: weights.reversed()).card))
    let bytes = try #require(card["model-card.json"])
    let read = try JSONDecoder().decode(ModelCard.self, from: Data(bytes))
    #expect(read.strongestWeights.map(\.visitors) == (30..<50).reversed())
    let words = String(decoding: try #require(card["model-card.md"]), as: UTF8.self)
    #expect(words.contains("| feature 29\\|x | -2.9000 | 49 |"))
  }
}
