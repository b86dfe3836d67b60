import Bytes
import Features
import OutcomeModel

/// A bundle in words.
public struct BundleInspection {
  /// Outcome, purpose, window, figures and expiry, a line each, then the calibration table.
  public let text: String

  /// Reads and checks the bundle in a folder.
  ///
  /// - Throws: ``StageFailure`` 65 where it is damaged, 66 where it is missing.
  public init(path: String) throws {
    let bundle = try BundleFolder.read(path)
    let manifest = bundle.manifest
    var lines = [
      "outcome      \(manifest.outcome.name), to \(manifest.outcome.direction)",
      "controller   \(manifest.controller)",
      "purpose      \(manifest.outcome.purpose)",
      "trained on   \(manifest.trainingWindow.from) to \(manifest.trainingWindow.until)",
      "as of        \(manifest.asOf)",
      "expires      \(manifest.expires)",
    ]
    if let basis = manifest.basis {
      lines.append("made of      \(basis.records) records in \(basis.sessions) sessions")
    }
    lines.append(
      "weights      2^\(manifest.features.bits) slots, \(bundle.model.weights.count { $0 != 0 }) in use"
    )
    if case .platt(let a, let b) = manifest.calibration {
      lines.append(
        "corrected    log odds times \(RunSummary.fixed(a)), plus \(RunSummary.fixed(b))")
    }
    if let test = manifest.metrics.test {
      lines.append(
        "log loss     \(RunSummary.fixed(test.logLoss)), base rate's \(RunSummary.fixed(test.baseLogLoss))"
      )
      if let auc = test.auc { lines.append("AUC          \(RunSummary.fixed(auc))") }
      if let prAuc = test.prAuc { lines.append("PR-AUC       \(RunSummary.fixed(prAuc))") }
      lines.append("Brier        \(RunSummary.fixed(test.brier))")
      lines.append("ECE          \(RunSummary.fixed(test.ece))")
      lines.append("calibration  foretold  observed  examples")
      for bin in test.calibration {
        lines.append(
          "             \(RunSummary.fixed(bin.meanProbability))    \(RunSummary.fixed(bin.observedRate))    \(bin.examples)"
        )
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}
