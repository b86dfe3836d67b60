public import Bytes
import Compression
import Events
import Journeys
public import Logging
import OutcomeModel
import Training
import Workspace

/// What `sojourn-train` reads.
public enum TrainingFormat: String, Sendable, CaseIterable {
  /// Sessions as NDJSON, with their events.
  case sessions
  /// Ready examples.
  case svmlight
}

extension SvmlightError {
  /// `:line: what was expected`.
  fileprivate var text: String {
    switch self {
    case .badLabel(let line): ":\(line): a label 1, +1, -1 or 0 was expected"
    case .badEntry(let line): ":\(line): index:value with a finite value was expected"
    case .badIndex(let line, let allowed):
      ":\(line): an index from \(allowed.lowerBound) to \(allowed.upperBound) was expected; raise --bits if it is meant"
    case .repeatedIndex(let line): ":\(line): an index stands twice"
    case .lineTooLong(let line, let limit): ":\(line): a line of more than \(limit) bytes"
    }
  }
}

/// Sessions, or ready examples, to a model: the work of `sojourn-train`.
public struct TrainStage {
  /// What the stage is told.
  public struct Settings: Sendable {
    /// P: when the data are used.
    public var asOf: Timestamp
    /// The weight of ½‖w‖², in place of the pipeline file's.
    public var l2: Double?
    /// The weights' number is two to this power, in place of the pipeline file's.
    public var bits: Int?
    /// Ready examples to test on.
    public var test: String?
    /// Where the tallies are written.
    public var report: String?
    /// Where the model is written.
    public var output: String?

    /// Settings of a training at `asOf`.
    public init(asOf: Timestamp) {
      self.asOf = asOf
    }
  }

  /// The line of figures that goes to standard output.
  private struct Figures: Encodable {
    var examples: Int
    var features: Int
    var seconds: Double
    var objective: Double
    var gradientNorm: Double
    var logLoss: Double?
    var baseLogLoss: Double?
    var auc: Double?
    var brier: Double?
  }

  private let settings: Settings
  private let log: Logger

  /// A stage with its settings and where it tells what it meets.
  public init(settings: Settings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Learns one outcome of a pipeline file from sessions.
  ///
  /// - Returns: how the command ends: 99 where there are too few data, which is a valid result.
  /// - Throws: ``StageFailure``.
  public func run(outcome: String, configuration path: String, files: [String]) throws -> ExitCode {
    var configuration = try PipelineConfiguration.read(path)
    configuration.training.l2 = settings.l2 ?? configuration.training.l2
    configuration.training.bits = settings.bits ?? configuration.training.bits
    guard let definition = configuration.outcomes.first(where: { $0.name == outcome }) else {
      throw StageFailure(.configuration, "\(path): outcomes: none is named `\(outcome)`")
    }
    var rules = configuration.sessions
    rules.asOf = settings.asOf
    let input = SessionInput(
      limits: configuration.limits, rejectLimits: configuration.rejectLimits, rules: rules,
      log: log)
    var tally = StageReport(stage: "train")
    let table = try input.read(files, &tally)
    try tally.write(to: settings.report)
    let context = RunContext(
      controller: configuration.controller, purposes: configuration.purposes,
      asOf: settings.asOf)
    let started = Clock.seconds()
    let learned = try OutcomeLearning(configuration: configuration, context: context)
      .learn(definition, from: table, tallies: [:])
    guard case .trained(let trained) = learned.result, let bundle = learned.bundle else {
      if case .notTrained(let reason, _) = learned.result {
        log.notice("\(outcome): not trained: \(reason.text)")
      }
      return .nothingToDo
    }
    try printFigures(trained.fit, trained.evaluation, since: started)
    if let output = settings.output {
      try ModelFolder.publish(bundle.manifest, trained.model, as: output)
    }
    return .done
  }

  /// Fits ready examples, whose slots stand as they are.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func runReadyExamples(files: [String]) throws -> ExitCode {
    guard settings.output == nil else {
      throw StageFailure(
        .usage,
        "ready examples make no bundle, since nothing says what their features are; leave --output out"
      )
    }
    let slotCount = (1 << (settings.bits ?? 18)) + 1
    let examples = try readExamples(files.isEmpty ? ["-"] : files, slotCount)
    let test = try settings.test.map { try readExamples([$0], slotCount) }
    let started = Clock.seconds()
    let (model, report) = LogisticRegression(FitSettings(l2: settings.l2 ?? 1))
      .fit(examples, slotCount: slotCount)
    let evaluation = test.flatMap {
      Metrics.evaluate(logOdds: model.logOdds($0), labels: $0.labels, weights: $0.weights)
    }
    try printFigures(report, evaluation, since: started)
    return .done
  }

  private func readExamples(_ files: [String], _ slotCount: Int) throws -> ExampleSet {
    var reader = SvmlightReader(maximumIndex: UInt32(slotCount - 1))
    for path in files {
      do {
        _ = try InputFile(path: path).forEachBlock { try reader.read($0) }
        try reader.finish()
      } catch let error as SvmlightError {
        if path == "-" { LineInput.drainStandardInput() }
        throw StageFailure(.badData, "\(InputFile(path: path).name)\(error.text)")
      } catch let error as ReadError {
        if path == "-" { LineInput.drainStandardInput() }
        throw error
      }
    }
    return reader.examples
  }

  private func printFigures(
    _ fit: FitReport, _ evaluation: Evaluation?, since start: Double
  ) throws {
    let figures = Figures(
      examples: fit.examples, features: fit.features, seconds: Clock.seconds() - start,
      objective: fit.objective, gradientNorm: fit.gradientNorm, logLoss: evaluation?.logLoss,
      baseLogLoss: evaluation?.baseLogLoss, auc: evaluation?.auc, brier: evaluation?.brier)
    let records = try RecordOutput(path: nil)
    let text = try JSONDocument.encode(figures, pretty: false)
    try records.writeLine { $0.append(contentsOf: text.dropLast()) }
    try records.finish()
  }
}
