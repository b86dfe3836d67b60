public import Logging
import OutcomeModel

/// A model to a bundle: the work of `sojourn-export`.
public struct ExportStage {
  private let log: Logger

  /// A stage that tells what it does.
  public init(log: Logger) {
    self.log = log
  }

  /// Reads a model and writes its bundle to a folder that appears whole or not at all.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func run(model path: String, output: String) throws -> ExitCode {
    let (manifest, model) = try ModelFolder.read(path)
    let bundle: Bundle
    do {
      bundle = try Bundle(manifest, model)
    } catch {
      throw StageFailure(.badData, "\(path): \(error)")
    }
    try BundleFolder.publish(try bundle.encode(), as: output)
    log.info("the bundle lies in \(output)")
    return .done
  }
}
