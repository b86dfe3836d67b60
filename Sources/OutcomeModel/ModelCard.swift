public import Bytes
import FoundationEssentials

/// What people should know of a model before they use it.
///
/// It is `model-card.json`, and in words `model-card.md` (after Mitchell et al. 2019, "Model cards for
/// model reporting"). It says nothing that the manifest does not say, but for the weights' names; and counts of few
/// sessions are merged, so that it may be handed on.
public struct ModelCard: Codable, Equatable, Sendable {
  /// What the model was trained on.
  public struct TrainingData: Codable, Equatable, Sendable {
    /// When the training sessions start.
    public var window: BundleManifest.Window
    /// Sessions and examples by what they were used for.
    public var used: [String: Int]
    /// Sessions that were left out, by reason; counts under 10 are merged into `other`.
    public var leftOut: [String: Int]
    /// How many records of how many sessions the training read; absent where it is not known.
    public var records: Int?
    /// How many sessions these form.
    public var sessions: Int?
  }

  /// By what right the records were used.
  public struct ConsentBasis: Codable, Equatable, Sendable {
    /// The purpose that every record was permitted for.
    public var purpose: String
    /// P: the moment at which they were used.
    public var asOf: Timestamp
    /// K: the part of the consent statements that was known.
    public var knownAt: BundleManifest.KnownAt
    /// The events that this purpose might not use, by reason; counts under 10 are merged.
    public var dropped: [String: Int]
  }

  /// The form of this document.
  public var schemaVersion = 1
  /// The organisation whose site it is.
  public var controller: String
  /// The outcome that is foretold, and its purpose.
  public var outcome: BundleManifest.Outcome
  /// From when on the model must not be used any more.
  public var expires: Timestamp
  /// What it was trained on.
  public var data: TrainingData
  /// By what right.
  public var consent: ConsentBasis
  /// How log odds become the probability.
  public var calibration: Calibration
  /// How well it does; prefix lengths of fewer than 10 examples are left out.
  public var metrics: BundleManifest.Metrics
  /// The weights that move the log odds most, the strongest first.
  public var strongestWeights: [FeatureWeight]
  /// What the model is not, a sentence each.
  public var limits: [String]

  /// How many weights a card lists.
  public static let weightCount = 20

  /// The card of a model.
  ///
  /// - Parameters:
  ///   - manifest: says all but the names.
  ///   - weights: the features that have a weight, in any order.
  public init(_ manifest: BundleManifest, weights: [FeatureWeight]) {
    controller = manifest.controller
    outcome = manifest.outcome
    expires = manifest.expires
    data = TrainingData(manifest)
    consent = ConsentBasis(
      purpose: manifest.outcome.purpose, asOf: manifest.asOf, knownAt: manifest.knownAt,
      dropped: manifest.basis?.dropped ?? [:])
    calibration = manifest.calibration
    metrics = manifest.metrics
    metrics.byPrefix = manifest.metrics.byPrefix?.filter { $0.examples >= smallCount }
    strongestWeights = Array(
      weights.sorted {
        ($1.weight.magnitude, $0.name) < ($0.weight.magnitude, $1.name)
      }.prefix(ModelCard.weightCount))
    limits = ModelCard.limits(manifest)
  }

  /// `model-card.json`: sorted keys, two spaces a level, one line feed at the end.
  ///
  /// - Throws: ``BundleError`` where a number is not finite.
  public func json() throws(BundleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .badJSON(file: Bundle.FileName.card, key: "metrics")
    }
    return [UInt8](data) + [0x0A]
  }
}

/// Counts under this are merged before they are handed on (consent rule 28).
private let smallCount = 10

extension ModelCard.TrainingData {
  private static let leftOutKeys = [
    "sessionsOpen", "sessionsOfBots", "sessionsOutsideSplit", "sessionsAchievedAtOnce",
    "sessionsThinned",
  ]
  private static let usedKeys = [
    "trainingSessions", "trainingExamples", "calibrationSessions", "calibrationExamples",
    "testSessions", "testExamples",
  ]

  fileprivate init(_ manifest: BundleManifest) {
    window = manifest.trainingWindow
    used = manifest.tallies.filter { Self.usedKeys.contains($0.key) && $0.value >= smallCount }
    leftOut = Self.merged(manifest.tallies.filter { Self.leftOutKeys.contains($0.key) })
    records = manifest.basis?.records
    sessions = manifest.basis?.sessions
  }

  /// Small counts merged, with as many of the next larger ones as it takes for two to be merged and
  /// their sum not to be small.
  private static func merged(_ counts: [String: Int]) -> [String: Int] {
    var others = counts.filter { $0.value > 0 }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    var sum = 0
    var taken = 0
    while let next = others.first,
      next.value < smallCount || (taken > 0 && (taken < 2 || sum < smallCount))
    {
      sum += next.value
      taken += 1
      others.removeFirst()
    }
    var result = Dictionary(uniqueKeysWithValues: others.map { ($0.key, $0.value) })
    if taken > 0 { result["other"] = sum }
    return result
  }
}

extension ModelCard {
  private static func limits(_ manifest: BundleManifest) -> [String] {
    var limits = [
      "It foretells sessions of \(manifest.controller)'s site for the purpose `\(manifest.outcome.purpose)` alone, and may serve no other.",
      "It knows only visitors who permitted this purpose; others may behave otherwise.",
      "A probability holds for a session so far, by the events seen; it says nothing of causes.",
      "It is linear in its features: what they do together counts only where a cross of them is one.",
      "No differential privacy is claimed; no feature of fewer training visitors than the set minimum has a weight.",
    ]
    if manifest.metrics.test == nil {
      limits.append("No session was left to test it on, so nothing is known of how well it does.")
    } else if let over = manifest.metrics.test?.intervals?.logLossOverBase, over.high >= 0 {
      limits.append(
        "On its test part it is not surely better than always saying the base rate.")
    }
    if !manifest.metrics.fit.converged {
      limits.append("The fit ended short of its tolerance.")
    }
    return limits
  }
}
