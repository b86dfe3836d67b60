import OutcomeModel
import Workspace

/// A trained model before it is exported: a folder with its manifest and weights, without golden
/// prefixes.
enum ModelFolder {
  /// The manifest's file.
  static let manifestName = "model.json"

  /// Writes a model to a folder that appears whole or not at all.
  static func publish(
    _ manifest: BundleManifest, _ model: LogisticModel, as path: String
  ) throws {
    try BundleFolder.publish(
      [
        Bundle.File(name: Bundle.FileName.weights, bytes: WeightsFile.encode(model)),
        Bundle.File(name: manifestName, bytes: try manifest.json()),
      ], as: path)
  }

  /// Reads a model.
  ///
  /// - Throws: ``StageFailure`` 65 where it is damaged, 66 where it is missing.
  static func read(_ path: String) throws -> (BundleManifest, LogisticModel) {
    let files = try BundleFolder.files(in: path)
    guard let manifest = files[manifestName], let weights = files[Bundle.FileName.weights] else {
      throw StageFailure(
        .noInput,
        "\(path): \(manifestName) and \(Bundle.FileName.weights) were expected, as sojourn-train writes them"
      )
    }
    do {
      let manifest = try BundleManifest(json: manifest)
      var model = try WeightsFile.decode(weights.span)
      model.calibration = manifest.calibration
      return (manifest, model)
    } catch {
      throw StageFailure(.badData, "\(path): the model is damaged: \(error)")
    }
  }
}
