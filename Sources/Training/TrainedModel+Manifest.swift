public import Events
public import Features
public import Journeys
public import OutcomeModel

extension TrainedModel {
  /// The manifest of a bundle of this model, which the caller may add tallies to.
  ///
  /// - Parameters:
  ///   - outcome: the outcome that was trained.
  ///   - run: the run that trained it.
  ///   - features: the specification that it was trained with.
  ///   - validDays: for how many days after the run's P a scorer may use it.
  ///   - codeVersion: the version of the code.
  public func manifest(
    outcome: OutcomeDefinition, run: RunContext, features: FeatureSpec, validDays: Int,
    codeVersion: String
  ) -> BundleManifest {
    var manifest = BundleManifest(
      outcome: BundleManifest.Outcome(outcome), run: run, features: features,
      metrics: BundleManifest.Metrics(test: evaluation, fit: fit), validDays: validDays)
    manifest.trainingWindow = BundleManifest.Window(from: from, until: split.cut)
    manifest.tallies = tallies.byName
    manifest.codeVersion = codeVersion
    return manifest
  }
}
