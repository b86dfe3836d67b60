public import Bytes
import Events
import Journeys
public import Logging
import OutcomeModel

/// Prefixes to probabilities: the work of `sojourn-score`.
public struct ScoreStage {
  private let bundle: String
  private let log: Logger

  /// A stage for the bundle in a folder.
  public init(bundle: String, log: Logger) {
    self.bundle = bundle
    self.log = log
  }

  /// Recomputes the golden prefixes and writes what came of it as one line of JSON.
  ///
  /// - Returns: 65 where a prefix differs.
  /// - Throws: ``StageFailure`` where the bundle is damaged or missing.
  public func check() throws -> ExitCode {
    let report = try BundleFolder.checkGolden(bundle)
    let records = try RecordOutput(path: nil)
    try records.writeLine { line in
      let text =
        "{\"prefixes\":\(report.prefixes),\"otherFeatures\":\(report.otherFeatures),"
        + "\"worstDifference\":\(report.worstDifference),\"passed\":\(report.isPassed)}"
      line.append(contentsOf: text.utf8)
    }
    try records.finish()
    guard report.isPassed else {
      throw StageFailure(
        .badData,
        "\(bundle): golden.ndjson: line \(report.worstLine) differs by \(report.worstDifference); \(report.otherFeatures) lines have other features; the bundle is not to be used"
      )
    }
    return .done
  }

  /// Reads sessions or events and writes the probability after each event.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func run(files: [String], asOf: Timestamp, report: String? = nil) throws -> ExitCode {
    let bundle = try BundleFolder.read(bundle)
    let scorer: Scorer
    do {
      scorer = try Scorer(bundle, at: asOf)
    } catch BundleError.expired(_, let moment) {
      throw StageFailure(
        .configuration, "\(self.bundle): expired on \(moment); train again before scoring")
    } catch {
      throw StageFailure(.badData, "\(self.bundle): \(error)")
    }
    let input = SessionInput(
      limits: InputLimits(), rejectLimits: RejectLimits(), rules: bundle.manifest.sessions.rules,
      log: log)
    var tally = StageReport(stage: "score")
    var table = try input.read(files, &tally)
    try tally.write(to: report)
    if let definition = OutcomeDefinition(bundle.manifest.outcome) {
      try OutcomeSet([definition]).match(&table)
    }
    let records = try RecordOutput(path: nil)
    try scorer.forEachPrefix(of: table) { place, events, probability in
      let session = table.sessions[place]
      try records.writeLine { line in
        line.append(headOf: session, of: table)
        line.append(",\"outcome\":")
        line.append(json: bundle.manifest.outcome.name)
        line.append(",\"events\":")
        line.append(decimal: events)
        line.append(",\"probability\":")
        line.append(contentsOf: "\(probability)}".utf8)
      }
    }
    try records.finish()
    return .done
  }
}
