import Bytes
import Events
import Features
import Foundation
import Journeys
import Testing

import OutcomeModel

/// A model that gives every slot a weight, so that golden prefixes tell wrong features.
private func model(bits: Int) -> LogisticModel {
  LogisticModel(
    weights: (0..<(1 << bits)).map { Float(($0 &* 2_654_435_761) % 1000) / 2000 - 0.25 },
    bias: -1.25)
}

private func manifest(bits: Int) throws -> BundleManifest {
  var manifest = BundleManifest(
    outcome: BundleManifest.Outcome(
      OutcomeDefinition(
        name: "purchase", purpose: "sales",
        patterns: [
          OutcomePattern(
            event: "page_viewed",
            criteria: [
              OutcomeCriterion(key: "page.url", comparison: .containsAny, values: ["/done"])
            ])
        ])),
    run: RunContext(controller: "acme", asOf: try #require(Timestamp("2026-11-23T03:00:00Z"))),
    features: FeatureSpec(bits: bits, outcomes: ["purchase", "signup"]),
    metrics: BundleManifest.Metrics(
      test: Evaluation(examples: 2, achieved: 1, weight: 1.5),
      fit: FitReport(examples: 10, features: 3)), validDays: 3)
  manifest.tallies = ["sessions": 12, "sessionsOpen": 1]
  manifest.codeVersion = "0.1.0"
  return manifest
}

private func error(_ files: [String: [UInt8]]) -> BundleError? {
  do throws(BundleError) {
    _ = try Bundle(files: files)
    return nil
  } catch {
    return error
  }
}

@Suite("Bundle")
struct BundleTests {
  private func files() throws -> [String: [UInt8]] {
    let bundle = try Bundle(try manifest(bits: 10), model(bits: 10))
    return Dictionary(uniqueKeysWithValues: try bundle.encode().map { ($0.name, $0.bytes) })
  }

  @Test("what is written is read, and written again is the same bytes")
  func roundTrip() throws {
    let bundle = try Bundle(try manifest(bits: 10), model(bits: 10))
    let read = try Bundle(files: try files())
    #expect(read == bundle)
    #expect(try read.encode() == bundle.encode())
    #expect(read.manifest.expires == Timestamp("2026-11-26T03:00:00Z"))
    #expect(read.manifest.differentialPrivacy == "none claimed")
    #expect(
      Set(read.manifest.files.keys) == [
        "weights.safetensors", "golden.ndjson", "model-card.json", "model-card.md",
      ])
  }

  @Test("the names of slots are a file of their own where they are told, held to its digest")
  func names() throws {
    let names = FeatureNames(
      minimumVisitors: 20,
      slots: [
        FeatureNames.Slot(
          slot: 3, names: [FeatureNames.Name(text: "event\u{1F}cart", visitors: 40)])
      ])
    let bundle = try Bundle(try manifest(bits: 10), model(bits: 10), names: names)
    var files = Dictionary(uniqueKeysWithValues: try bundle.encode().map { ($0.name, $0.bytes) })
    let bytes = try #require(files["names.json"])
    #expect(try JSONDecoder().decode(FeatureNames.self, from: Data(bytes)) == names)
    #expect(try Bundle(files: files) == bundle && bundle.names == bytes)
    files["names.json"]?[4] ^= 1
    guard case .wrongDigest("names.json", _, _) = error(files) else {
      Issue.record("another names.json is taken")
      return
    }
    files["names.json"] = nil
    #expect(error(files) == .missingFile("names.json"))
    #expect(try Bundle(try manifest(bits: 10), model(bits: 10)).names == nil)
  }

  @Test("the golden prefixes are 100, come out again, and use most recipes")
  func golden() throws {
    let bundle = try Bundle(try manifest(bits: 18), model(bits: 18))
    let report = try bundle.checkGolden()
    #expect(report.isPassed)
    #expect(report.prefixes == 100)
    #expect(report.worstDifference == 0)
    let lines = bundle.golden.split(separator: 0x0A)
    #expect(lines.count == 100)
    let probabilities = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      #expect(
        Set(object?.keys.map { $0 } ?? []) == [
          "events", "history", "indices", "values", "probability",
        ])
      return try #require(object?["probability"] as? Double)
    }
    #expect(Set(probabilities).count > 95)
  }

  @Test("a golden check tells a scorer that is wrong")
  func goldenFails() throws {
    let bundle = try Bundle(try manifest(bits: 10), model(bits: 10))
    var files = try files()
    var other = model(bits: 10)
    other.bias += 1e-4
    files["weights.safetensors"] = WeightsFile.encode(other)
    var changed = bundle.manifest
    changed.files["weights.safetensors"] = digest(WeightsFile.encode(other))
    files["manifest.json"] = try changed.json()
    let report = try Bundle(files: files).checkGolden()
    #expect(!report.isPassed)
    #expect(report.worstDifference > 1e-6)
    changed.features.recipes.removeLast()
    files["manifest.json"] = try changed.json()
    #expect(try Bundle(files: files).checkGolden().otherFeatures > 0)
  }

  @Test(
    "any byte changed in any file is noticed",
    arguments: ["weights.safetensors", "golden.ndjson", "model-card.json", "model-card.md"])
  func tampered(_ name: String) throws {
    var files = try files()
    for place in stride(from: 0, to: try #require(files[name]).count, by: 997) {
      files[name]?[place] ^= 1
      guard case .wrongDigest(name, _, _) = error(files) else {
        Issue.record("byte \(place) of \(name)")
        return
      }
      files[name]?[place] ^= 1
    }
    #expect(error(files) == nil)
  }

  @Test("missing files, versions and keys are named")
  func named() throws {
    let whole = try files()
    for name in whole.keys {
      var files = whole
      files[name] = nil
      #expect(error(files) == .missingFile(name))
    }
    func withManifest(_ change: (String) -> String) throws -> BundleError? {
      var files = whole
      let text = String(decoding: try #require(whole["manifest.json"]), as: UTF8.self)
      files["manifest.json"] = Array(change(text).utf8)
      return error(files)
    }
    #expect(try withManifest { _ in "{" } == .badJSON(file: "manifest.json", key: ""))
    #expect(
      try withManifest { $0.replacing("\"controller\"", with: "\"kontroller\"") }
        == .badJSON(file: "manifest.json", key: "controller"))
    #expect(
      try withManifest { $0.replacing("\"asOf\" : \"2026", with: "\"asOf\" : \"x026") }
        == .badJSON(file: "manifest.json", key: "asOf"))
    #expect(
      try withManifest {
        $0.replacing("\n  \"schemaVersion\" : 3", with: "\n  \"schemaVersion\" : 9")
      }
        == .unknownVersion(file: "manifest.json", found: 9, known: 3))
    #expect(
      try withManifest { $0.replacing("\"bits\" : 10", with: "\"bits\" : 11") }
        == .wrongWeightCount(file: "weights.safetensors", found: 1024, expected: 2048))
    #expect(
      try withManifest { $0.replacing("\"identity\"", with: "\"isotonic\"") }
        == .unknownCalibration(file: "manifest.json", method: "isotonic"))
    #expect(
      try withManifest { $0.replacing("\"identity\"", with: "\"platt\"") }
        == .badJSON(file: "manifest.json", key: "calibration.a"))
    #expect(
      try withManifest { $0.replacing("murmur3_x86_32", with: "md5") }
        == .badFeatures(file: "manifest.json", .unknownHash(name: "md5", seed: 0)))
  }

  @Test("consent 32: from its end on a scorer refuses the bundle")
  func expires() throws {
    let bundle = try Bundle(try manifest(bits: 10), model(bits: 10))
    let end = bundle.manifest.expires
    _ = try Scorer(bundle, at: end.advanced(byNanoseconds: -1))
    _ = try Scorer(bundle, at: nil)
    #expect(throws: BundleError.expired(file: "manifest.json", at: end)) {
      try Scorer(bundle, at: end)
    }
  }

  @Test("scores of whole sessions are those of their prefixes")
  func scores() throws {
    var batch = EventBatch()
    for second in 0..<9 {
      let line =
        "{\"time\":\"2026-01-01T10:0\(second):00Z\",\"visitor\":\"v\(second / 6)\",\"event\":\"page_viewed\",\"url\":\"/p/\(second)\"}"
      try batch.append(ndjson: Array(line.utf8).span)
    }
    let sessions = [0..<3, 3..<6, 6..<9].enumerated().map {
      Session(id: SessionID(high: 0, low: UInt64($0)), rows: $1)
    }
    let table = SessionTable(events: batch, sessions: sessions)
    let scorer = try Scorer(try Bundle(try manifest(bits: 10), model(bits: 10)), at: nil)
    var walk = HistoryWalk(outcomeCount: 2)
    let histories = sessions.map { walk.next($0, in: table) }
    #expect(histories.map(\.sessions) == [0, 1, 0])
    #expect(histories[1].secondsSinceLast == 60)
    var count = 0
    scorer.forEachPrefix(of: table) { session, prefix, probability in
      count += 1
      #expect(
        probability
          == scorer.probability(
            table, session: session, prefix: prefix, history: histories[session]))
      #expect(probability > 0 && probability < 1)
    }
    #expect(count == 9)
  }
}
