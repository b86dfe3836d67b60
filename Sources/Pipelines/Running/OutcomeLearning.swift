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
  /// The leaves of the records that the model was made of; nil where they are not asked for.
  var leaves: RecordLeaves?
  /// Whether the model takes over from the one in the workspace; nil where that was not asked.
  var promotion: Promotion?
}

extension LearnedOutcome {
  /// Whether the model is to be published; false where there is none.
  var takesOver: Bool { bundle != nil && promotion?.takesOver ?? true }

  /// How the fit ended; nil where there is no model.
  var fit: FitReport? {
    guard case .trained(let trained) = result else { return nil }
    return trained.fit
  }
}

extension BundleManifest.Sessions {
  /// The rules of a pipeline as a manifest carries them.
  init(_ rules: SessionRules) {
    self.init()
    timeoutSeconds = Double(rules.timeoutNanoseconds) / 1e9
    maximumLengthSeconds = rules.maximumLengthNanoseconds.map { Double($0) / 1e9 }
    maximumEvents = rules.maximumEvents
  }

  /// The rules that a manifest carries.
  var rules: SessionRules {
    var rules = SessionRules()
    rules.timeoutNanoseconds = Int64(timeoutSeconds * 1e9)
    rules.maximumLengthNanoseconds = maximumLengthSeconds.map { Int64($0 * 1e9) }
    rules.maximumEvents = maximumEvents
    return rules
  }
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
  /// - Parameter tallies: counts that the bundle carries besides those of the training, in the form
  ///   that may leave the workspace.
  func learn(
    _ definition: OutcomeDefinition, from sessions: SessionTable, tallies: [String: Int]
  ) throws -> LearnedOutcome {
    try bundle(train(definition, from: sessions), definition, tallies: tallies)
  }

  /// Trains the model of one outcome.
  ///
  /// The sessions are matched anew with this outcome alone, so that a scorer, who has the bundle and
  /// nothing else, can tell a visitor's history as the trainer told it.
  func train(
    _ definition: OutcomeDefinition, from sessions: SessionTable
  ) throws -> TrainingOutcome {
    var table = sessions
    try OutcomeSet([definition]).match(&table)
    let trainer = try OutcomeTrainer(settings, spec: try featureSpec(definition))
    return try trainer.train(table, OutcomeChoice(0, of: [definition]))
  }

  /// Makes the bundle of what was trained.
  ///
  /// - Parameters:
  ///   - tallies: counts that the bundle carries besides those of the training, in the form that may
  ///     leave the workspace.
  ///   - basis: the records that the model was made of; nil where the bundle is not to tell them.
  func bundle(
    _ result: TrainingOutcome, _ definition: OutcomeDefinition, tallies: [String: Int],
    basis: RecordBasis? = nil
  ) throws -> LearnedOutcome {
    guard case .trained(let trained) = result else {
      return LearnedOutcome(definition: definition, result: result)
    }
    var manifest = trained.manifest(
      outcome: definition, run: context, validDays: configuration.training.expiresAfterDays,
      codeVersion: CodeVersion.current)
    manifest.tallies.merge(tallies) { $1 }
    manifest.sessions = BundleManifest.Sessions(configuration.sessions)
    manifest.basis = basis?.basis(of: manifest)
    return LearnedOutcome(
      definition: definition, result: result,
      bundle: try files(
        of: Bundle(manifest, trained.model, weights: trained.namedWeights, names: trained.names)),
      leaves: basis?.leaves)
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
      outcomes: [definition.name],
      recipes: FeatureSpec.standardRecipes
        + configuration.training.crosses.map { FeatureRecipe(crossOf: $0[0], $0[1]) })
  }

  private var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.fit.l2 = configuration.training.l2
    settings.minimumAchieved = configuration.training.minimumSessions
    settings.minimumNotAchieved = configuration.training.minimumSessions
    settings.minimumVisitors = configuration.training.minimumSupport
    settings.maximumGapDays = configuration.training.maximumGapDays
    settings.keepNotAchieved = configuration.training.keepNotAchieved
    settings.measuresLearningCurve = configuration.training.learningCurve
    return settings
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
    case .gap(let moment, let days, let allowed):
      "no training session for \(days) days from \(moment), while a gap of \(allowed) is too long"
    }
  }
}
