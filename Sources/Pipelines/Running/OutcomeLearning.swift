import Bytes
import Events
import Features
import Journeys
import OutcomeModel
import Training

/// What came of learning one outcome.
struct LearnedOutcome: Sendable {
  /// The outcome as it is declared.
  var definition: OutcomeDefinition
  /// The model, or why there is none.
  var result: TrainingOutcome
  /// The model's bundle and its files; nil where there is no model.
  var bundle: (manifest: BundleManifest, files: [Bundle.File])?
}

/// Learns outcomes from the sessions of their purpose.
struct OutcomeLearning: Sendable {
  let configuration: PipelineConfiguration
  let context: RunContext

  /// The definitions of one purpose, ready to be matched.
  ///
  /// An outcome is looked for in its own purpose's sessions alone.
  func outcomes(of purpose: String) throws -> OutcomeSet {
    try OutcomeSet(configuration.outcomes.filter { $0.purpose == purpose })
  }

  /// Learns one outcome from the sessions of its purpose.
  ///
  /// The sessions are matched anew with this outcome alone, so that a scorer, who has the bundle and
  /// nothing else, can tell a visitor's history as the trainer told it.
  ///
  /// - Parameter tallies: counts that the bundle carries besides those of the training, in the form
  ///   that may leave the workspace.
  func learn(
    _ definition: OutcomeDefinition, from sessions: SessionTable, tallies: [String: Int]
  ) throws -> LearnedOutcome {
    var table = sessions
    try OutcomeSet([definition]).match(&table)
    let spec = try featureSpec(definition)
    let trainer = try OutcomeTrainer(settings, spec: spec)
    let choice = OutcomeChoice(
      index: 0, outcomeCount: 1, isMatchedByAbsence: definition.matched == .never)
    let result = trainer.train(table, choice)
    guard case .trained(let trained) = result else {
      return LearnedOutcome(definition: definition, result: result)
    }
    var manifest = BundleManifest(
      outcome: BundleManifest.Outcome(
        name: definition.name, direction: definition.direction.rawValue,
        purpose: definition.purpose, definition: JSONTree(definition)),
      run: context, features: spec,
      metrics: BundleManifest.Metrics(test: trained.evaluation, fit: trained.fit),
      validDays: configuration.training.expiresAfterDays)
    manifest.trainingWindow = BundleManifest.Window(from: trained.from, until: trained.split.cut)
    manifest.tallies = tallies.merging(trained.tallies.byName) { $1 }
    manifest.codeVersion = CodeVersion.current
    return LearnedOutcome(
      definition: definition, result: result, bundle: try files(of: Bundle(manifest, trained.model))
    )
  }

  private func files(
    of bundle: Bundle
  ) throws -> (manifest: BundleManifest, files: [Bundle.File]) {
    (bundle.manifest, try bundle.encode())
  }

  private func featureSpec(_ definition: OutcomeDefinition) throws -> FeatureSpec {
    guard let zone = SiteZone(named: configuration.site.timeZone) else {
      throw StageFailure(.configuration, "\(configuration.site.timeZone): no such time zone")
    }
    return FeatureSpec(
      bits: configuration.training.bits, zone: zone,
      outcomes: [definition.name])
  }

  private var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.fit.l2 = configuration.training.l2
    settings.minimumAchieved = configuration.training.minimumSessions
    settings.minimumNotAchieved = configuration.training.minimumSessions
    settings.minimumVisitors = configuration.training.minimumSupport
    return settings
  }
}

extension JSONTree {
  /// An outcome's definition as a manifest carries it.
  init(_ definition: OutcomeDefinition) {
    var members: [String: JSONTree] = [
      "matched": .string(definition.matched.rawValue),
      "patterns": .array(definition.patterns.map(JSONTree.init)),
    ]
    if let value = definition.value { members["value"] = .string(value) }
    self = .object(members)
  }

  private init(_ pattern: OutcomePattern) {
    var members: [String: JSONTree] = [
      "count": .number(Double(pattern.count)),
      "criteria": .array(pattern.criteria.map(JSONTree.init)),
    ]
    if let event = pattern.event { members["event"] = .string(event) }
    self = .object(members)
  }

  private init(_ criterion: OutcomeCriterion) {
    self = .object([
      "key": .string(criterion.key), "operator": .string(criterion.comparison.rawValue),
      "values": .array(criterion.values.map(JSONTree.string)),
      "shouldIgnoreCase": .bool(criterion.shouldIgnoreCase),
    ])
  }
}

extension NotTrainedReason {
  /// The reason in one line, with the figures that decided it.
  var text: String {
    switch self {
    case .noSessions: "no closed session of a person"
    case .tooFewAchieved(let found, let needed):
      "\(found) training sessions achieve it, \(needed) are needed"
    case .tooFewNotAchieved(let found, let needed):
      "\(found) training sessions do not achieve it, \(needed) are needed"
    }
  }
}
