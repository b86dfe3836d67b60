import Bytes
import Compression
public import Logging
import OutcomeModel
public import Training

/// Ready examples or tables to models: the work of `sojourn-train --format svmlight` and `csv`.
public struct ReadyTraining {
  /// What the work is told.
  public struct Settings: Sendable {
    /// How weights are fitted.
    public var fit: FitSettings
    /// What is read: `svmlight` or `csv`.
    public var format = TrainingFormat.svmlight
    /// The column of a table that holds the labels.
    public var label: String?
    /// Which of a table's columns are crossed.
    public var crosses = TableSettings.Crosses.auto
    /// Settings that are tried one after the other.
    public var sweep = Sweep()
    /// How it is shown how far the work has come.
    public var progress = ProgressStyle.silent
    /// Slots are 0 to two to this power.
    public var bits = 18
    /// A slot of fewer examples gets no weight; 0 for none.
    public var minimumSupport = 0
    /// Labels of outcomes side by side.
    public var labels: String?
    /// Examples to test on.
    public var test: String?
    /// Labels of the examples to test on.
    public var testLabels: String?
    /// Where examples are kept as they were read.
    public var cache: String?
    /// Where the model is written.
    public var output: String?
    /// Where the test examples' probabilities are written.
    public var predictions: String?

    /// Settings of a fit.
    public init(fit: FitSettings) {
      self.fit = fit
    }
  }

  private let settings: Settings
  private let log: Logger

  /// Work with its settings and where it tells what it meets.
  public init(settings: Settings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Examples that are ready to be learned from.
  private struct Ready {
    var blocks: ExampleBlocks
    var outcomes = 1
    var test: ExampleBlocks?
    var slotCount: Int
    /// What was learned of a table besides weights.
    var features: TableFeatures?
    /// The strength that went best with the crosses.
    var l2: Double?
  }

  /// Fits the examples of `files`, and prints the figures.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func run(files: [String]) throws -> ExitCode {
    let files = files.isEmpty ? ["-"] : files
    guard settings.sweep.axes.isEmpty else { return try runSweep(files) }
    let source = try Source(settings, files, log)
    _ = try fit(settings, try ready(source, settings), [:])
    return .done
  }

  /// Fits with each setting of the sweep, and shows what they came to.
  private func runSweep(_ files: [String]) throws -> ExitCode {
    try requireSweepable(files)
    let source = try Source(settings, files, log)
    var table = SweepTable()
    for point in settings.sweep.points {
      let varied = settings.varied(by: point)
      let started = Clock.seconds()
      let figures = try fit(varied, try ready(source, varied), point)
      table.add(point, figures, seconds: Clock.seconds() - started)
    }
    log.notice("\(settings.sweep.points.count) settings:\n\(table.text)")
    return .done
  }

  private func requireSweepable(_ files: [String]) throws {
    let names = settings.sweep.axes.map(\.name)
    guard Set(names).count == names.count else {
      throw StageFailure(.usage, "--sweep names a setting twice")
    }
    guard settings.test != nil, settings.output == nil, settings.predictions == nil else {
      throw StageFailure(
        .usage,
        "--sweep compares on the examples of --test, and writes neither --output nor --predictions")
    }
    if settings.format == .svmlight, names.contains(where: { $0 == .bits || $0 == .crosses }) {
      throw StageFailure(
        .usage, "ready examples have their slots as they stand: sweep over l2 or passes")
    }
  }

  /// Fits, writes what is asked for, and prints the line of figures, of which the first are returned.
  private func fit(
    _ settings: Settings, _ ready: Ready, _ point: [Sweep.Name: String]
  ) throws -> FitFigures {
    var fit = settings.fit
    fit.l2 = fit.l2 ?? ready.l2
    let started = Clock.seconds()
    let meter = FitMeter(ProgressMeter(settings.progress, log: log))
    var regression = LogisticRegression(fit)
    regression.progress = meter.tell
    let fitted = regression.fit(
      ready.blocks, outcomeCount: ready.outcomes, slotCount: ready.slotCount,
      isSupported: ready.blocks.supportedSlots(
        slotCount: ready.slotCount, minimumRows: settings.minimumSupport))
    let seconds = Clock.seconds() - started
    meter.meter.end()
    let measured = fitted.enumerated().map { outcome, fit in
      ready.test.flatMap { Scored($0, fit.model, outcome: outcome) }
    }
    if let path = settings.predictions { try write(measured, to: path) }
    if let path = settings.output {
      try write(fitted.map { ($0.model, $0.report) }, ready.features, to: path)
    }
    let figures = zip(fitted, measured).map {
      FitFigures($0.report, $1?.evaluation, isExact: settings.fit.method == .batch)
    }
    try FiguresLine(figures, seconds: seconds, point: point).print()
    return figures[0]
  }

  /// What was read, before anything is learned of it.
  private enum Source {
    case examples(ExampleInput.Examples, test: ExampleBlocks?)
    case table(Table, path: String, test: Table?)

    init(_ settings: Settings, _ files: [String], _ log: Logger) throws {
      guard settings.format == .csv else {
        func input(_ files: [String], _ labels: String?) -> ExampleInput {
          ExampleInput(
            files: files, labels: labels, bits: settings.bits, jobs: settings.fit.jobs, log: log)
        }
        let own = input(files, settings.labels)
        self = .examples(
          try settings.cache.map { try own.read(cachedAt: $0) } ?? own.read(),
          test: try settings.test.map { try input([$0], settings.testLabels).read().blocks })
        return
      }
      guard let label = settings.label else {
        throw StageFailure(.usage, "--label NAME is needed for csv: the column of the labels")
      }
      guard files.count == 1 else {
        throw StageFailure(.usage, "csv is one table: \(files.count) files were given")
      }
      let input = TableInput(label: label)
      let table = try input.read(files[0])
      guard table.count > 0 else {
        throw StageFailure(.badData, "\(InputFile(path: files[0]).name): no example was found")
      }
      self = .table(
        table, path: settings.test ?? files[0], test: try settings.test.map { try input.read($0) })
    }
  }

  private func ready(_ source: Source, _ settings: Settings) throws -> Ready {
    switch source {
    case .examples(let examples, let test):
      Ready(
        blocks: examples.blocks, outcomes: examples.outcomes, test: test,
        slotCount: (1 << settings.bits) + 1)
    case .table(let table, let path, let test):
      try ready(table, path, test, settings)
    }
  }

  private func ready(
    _ table: Table, _ path: String, _ test: Table?, _ settings: Settings
  ) throws -> Ready {
    var tables = TableSettings()
    (tables.bits, tables.crosses) = (settings.bits, settings.crosses)
    (tables.seed, tables.l2) = (settings.fit.seed, settings.fit.l2)
    let (features, report) = try TableFeatures.learn(table, tables)
    do {
      return Ready(
        blocks: ExampleBlocks(try features.examples(table)),
        test: try test.map { ExampleBlocks(try features.examples($0)) },
        slotCount: features.slotCount, features: features, l2: report.chosen?.l2)
    } catch let error as TableError {
      throw StageFailure(.badData, "\(path)\(error.text)")
    }
  }

  /// A line a test example: its probability of each outcome, in the columns' order.
  private func write(_ measured: [Scored?], to path: String) throws {
    let scored = measured.compactMap { $0 }
    guard let first = scored.first else {
      throw StageFailure(.usage, "--predictions are of the examples of --test, which is missing")
    }
    let output = try RecordOutput(path: path)
    for row in first.logOdds.indices {
      try output.writeLine { line in
        for (place, column) in scored.enumerated() {
          if place > 0 { line.append(0x20) }
          line.append(contentsOf: "\(logistic(column.logOdds[row]))".utf8)
        }
      }
    }
    try output.finish()
  }

  /// A folder with weights and how the fit ended; several outcomes have a folder each, from 1.
  private func write(
    _ models: [(LogisticModel, FitReport)], _ features: TableFeatures?, to path: String
  ) throws {
    var files: [Bundle.File] = []
    if let features {
      files.append(
        Bundle.File(
          name: "features.json", bytes: try JSONDocument.encode(features, pretty: true)))
    }
    for (place, (model, report)) in models.enumerated() {
      let suffix = models.count == 1 ? "" : ".\(place + 1)"
      files.append(
        Bundle.File(
          name: "weights\(suffix).safetensors", bytes: WeightsFile.encode(model)))
      files.append(
        Bundle.File(
          name: "fit\(suffix).json",
          bytes: try JSONDocument.encode(
            ReadyModel(report, settings), pretty: true)))
    }
    try BundleFolder.publish(files, as: path)
  }
}

extension ReadyTraining.Settings {
  /// The settings with those of a sweep's point.
  fileprivate func varied(by point: [Sweep.Name: String]) -> ReadyTraining.Settings {
    var settings = self
    if let l2 = point[.l2].flatMap(Double.init) { settings.fit.l2 = l2 }
    if let passes = point[.passes].flatMap({ Int($0) }) { settings.fit.passes = passes }
    if let bits = point[.bits].flatMap({ Int($0) }) { settings.bits = bits }
    if let crosses = point[.crosses].flatMap(TableSettings.Crosses.init) {
      settings.crosses = crosses
    }
    return settings
  }
}

/// How a model of ready examples was made: what `fit.json` holds beside its weights.
private struct ReadyModel: Encodable {
  var format: String
  var bits: Int
  var intercept: String
  var method: String
  var passes: Int
  var seed: UInt64
  var fit: FitFigures

  init(_ report: FitReport, _ settings: ReadyTraining.Settings) {
    format = settings.format.rawValue
    bits = settings.bits
    intercept = settings.fit.intercept.rawValue
    method = settings.fit.method.rawValue
    passes = settings.fit.passes
    seed = settings.fit.seed
    fit = FitFigures(report, nil, isExact: settings.fit.method == .batch)
  }
}

/// A model's log odds of test examples, and what they are worth.
struct Scored {
  var logOdds: [Double]
  var evaluation: Evaluation?

  init(_ blocks: ExampleBlocks, _ model: LogisticModel, outcome: Int) {
    logOdds = blocks.logOdds(model)
    let labels = blocks.labels(of: outcome)
    evaluation = Metrics.evaluate(
      logOdds: logOdds, labels: labels, weights: [Double](repeating: 1, count: labels.count))
  }
}
