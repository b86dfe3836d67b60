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
  /// A table with a header.
  case csv
}

/// Sessions to a model: the work of `sojourn-train --format sessions`.
public struct TrainStage {
  /// What the stage is told.
  public struct Settings: Sendable {
    /// P: when the data are used.
    public var asOf: Timestamp
    /// The weight of ½‖w‖², in place of the pipeline file's.
    public var l2: Double?
    /// The weights' number is two to this power, in place of the pipeline file's.
    public var bits: Int?
    /// Settings that are tried one after the other: `l2` and `bits`.
    public var sweep = Sweep()
    /// Where the tallies are written.
    public var report: String?
    /// Where the model is written.
    public var output: String?

    /// Settings of a training at `asOf`.
    public init(asOf: Timestamp) {
      self.asOf = asOf
    }
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
    guard settings.sweep.axes.isEmpty else {
      return try runSweep(configuration, context, definition, table)
    }
    let started = Clock.seconds()
    guard let (figures, bundle, model) = try learn(configuration, context, definition, table) else {
      return .nothingToDo
    }
    try FiguresLine([figures], seconds: Clock.seconds() - started).print()
    if let output = settings.output { try ModelFolder.publish(bundle, model, as: output) }
    return .done
  }

  /// Learns with each setting of the sweep, and shows what they came to.
  private func runSweep(
    _ configuration: PipelineConfiguration, _ context: RunContext,
    _ definition: OutcomeDefinition, _ table: SessionTable
  ) throws -> ExitCode {
    guard settings.output == nil,
      settings.sweep.axes.allSatisfy({ $0.name == .l2 || $0.name == .bits })
    else {
      throw StageFailure(
        .usage, "a sweep over sessions takes l2 and bits, and writes no --output")
    }
    var results = SweepTable()
    for point in settings.sweep.points {
      var varied = configuration
      varied.training.l2 = point[.l2].flatMap(Double.init) ?? varied.training.l2
      varied.training.bits = point[.bits].flatMap { Int($0) } ?? varied.training.bits
      let started = Clock.seconds()
      guard let (figures, _, _) = try learn(varied, context, definition, table) else {
        return .nothingToDo
      }
      let seconds = Clock.seconds() - started
      try FiguresLine([figures], seconds: seconds, point: point).print()
      results.add(point, figures, seconds: seconds)
    }
    log.notice("\(settings.sweep.points.count) settings:\n\(results.text)")
    return .done
  }

  /// Learns the outcome; nil, and a word why, where there are too few data.
  private func learn(
    _ configuration: PipelineConfiguration, _ context: RunContext,
    _ definition: OutcomeDefinition, _ table: SessionTable
  ) throws -> (FitFigures, BundleManifest, LogisticModel)? {
    let learned = try OutcomeLearning(configuration: configuration, context: context)
      .learn(definition, from: table, tallies: [:])
    guard case .trained(let trained) = learned.result, let bundle = learned.bundle else {
      if case .notTrained(let reason, _) = learned.result {
        log.notice("\(definition.name): not trained: \(reason.text)")
      }
      return nil
    }
    let figures = FitFigures(trained.fit, trained.evaluation, isExact: true)
    return (figures, bundle.manifest, trained.model)
  }
}
