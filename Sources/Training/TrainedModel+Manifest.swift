public import Events
public import Journeys
public import OutcomeModel

extension TrainedModel {
  /// The manifest of a bundle of this model, which the caller may add tallies to.
  ///
  /// - Parameters:
  ///   - outcome: the outcome that was trained.
  ///   - run: the run that trained it.
  ///   - validDays: for how many days after the run's P a scorer may use it.
  ///   - codeVersion: the version of the code.
  public func manifest(
    outcome: OutcomeDefinition, run: RunContext, validDays: Int, codeVersion: String
  ) -> BundleManifest {
    var manifest = BundleManifest(
      outcome: BundleManifest.Outcome(outcome), run: run, features: features,
      metrics: BundleManifest.Metrics(test: evaluation, fit: fit), validDays: validDays)
    manifest.metrics.byPrefix = byPrefix
    manifest.metrics.calibrationGain = calibrationGain
    manifest.metrics.learningCurve = learningCurve
    manifest.calibration = model.calibration
    manifest.trainingWindow = BundleManifest.Window(from: from, until: split.calibrationFrom)
    manifest.tallies = tallies.byName
    manifest.codeVersion = codeVersion
    return manifest
  }
}
