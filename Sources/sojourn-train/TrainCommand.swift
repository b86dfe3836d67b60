import ArgumentParser
import Bytes
import CommandSupport
import Foundation
import Pipelines
import Training

@main
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-train",
    abstract: "Learns a model of one outcome from sessions, or of ready examples.",
    discussion: """
      With --outcome and --config it reads sessions as NDJSON, with their events, and learns how \
      likely the outcome still is after each of a session's first events. With --format svmlight it \
      reads ready examples, with --format csv a table. One line of figures goes to standard output \
      as JSON.

      Exit codes: 0 done, 64 usage, 65 damaged data, 66 an input is missing, 78 the configuration is \
      wrong, 99 there are too few data to learn from.

      Examples:
        sojourn-train --outcome purchase --config nightly.yaml --output purchase.model sessions.ndjson
        sojourn-train --format svmlight --method adaptive --test test.svm train.svm
        sojourn-train --format svmlight --labels labels.txt --cache train.cache train.svm.gz
      """)

  @Option(help: "The outcome's name in the pipeline file.")
  var outcome: String?

  @Option(help: "The pipeline file.")
  var config: String?

  @Option(help: "What is read: sessions, svmlight or csv.")
  var format = TrainingFormat.sessions

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @OptionGroup(title: "How it is fitted") var fit: FitOptions
  @OptionGroup(title: "Ready examples") var ready: ReadyOptions

  @Option(
    help:
      "Try values of a setting and show what they come to, such as l2=1,10,100; of bits, l2, passes or crosses. May be given for several.",
    transform: parseAxis)
  var sweep: [Sweep.Axis] = []

  @Option(name: .shortAndLong, help: "Write the model to this folder, which appears whole.")
  var output: String?

  @Option(help: "Write the tallies of sessions as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of sessions or examples; - or none: standard input.")
  var files: [String] = []

  func validate() throws {
    if format == .csv, ready.cache != nil || ready.labels != nil || ready.testLabels != nil {
      throw ValidationError("--cache, --labels and --test-labels go with --format svmlight")
    }
    if format == .csv, ready.label == nil {
      throw ValidationError("--label NAME is needed for csv: the column of the labels")
    }
    if format == .sessions, outcome == nil || config == nil {
      throw ValidationError("--outcome NAME and --config PIPELINE.yaml are needed for sessions")
    }
  }

  func run() throws {
    try common.run("sojourn-train") { log in
      switch format {
      case .svmlight, .csv:
        let training = ReadyTraining(settings: readySettings(), log: log)
        return try training.run(files: files)
      case .sessions:
        var settings = TrainStage.Settings(asOf: asOf ?? Clock.now())
        settings.l2 = fit.l2
        settings.bits = fit.bits
        settings.output = output
        settings.report = report
        settings.sweep = Sweep(sweep)
        return try TrainStage(settings: settings, log: log).run(
          outcome: outcome ?? "", configuration: config ?? "", files: files)
      }
    }
  }

  private func readySettings() -> ReadyTraining.Settings {
    var settings = ReadyTraining.Settings(fit: fit.settings)
    settings.format = format
    settings.sweep = Sweep(sweep)
    settings.progress = Terminal.isStandardError ? .bar : .lines
    settings.label = ready.label
    settings.crosses = ready.crosses
    settings.bits = fit.bits ?? settings.bits
    settings.minimumSupport = ready.minimumSupport
    settings.labels = ready.labels
    settings.test = ready.test
    settings.testLabels = ready.testLabels
    settings.cache = ready.cache
    settings.predictions = ready.predictions
    settings.output = output
    return settings
  }
}

/// Reads a setting of a sweep and its values.
private func parseAxis(_ text: String) throws -> Sweep.Axis {
  guard let axis = Sweep.Axis(text) else {
    throw ValidationError(
      "`\(text)` is no setting to sweep over; write bits=16,18, l2=1,10,100, passes=1,2 or crosses=none,auto"
    )
  }
  return axis
}

/// How weights are fitted.
struct FitOptions: ParsableArguments {
  @Option(help: "adaptive: in passes over shuffled rows; batch: from there on to the optimum.")
  var method = FitMethod.batch

  @Option(help: "How many passes adaptive makes.")
  var passes = 1

  @Option(
    help:
      "The weight of ½‖w‖² against the sum of losses, as 1/C elsewhere. Unless given, batch chooses it on held-out rows, and adaptive takes 0."
  )
  var l2: Double?

  @Option(help: "free: the bias is held by nothing; regularised: by l2 too; none: it is 0.")
  var intercept = Intercept.free

  @Option(help: "The number of weights is two to this power; 18, unless given.")
  var bits: Int?

  @Option(help: "batch ends when the gradient's norm over that at zero weights is so small.")
  var tolerance = 1e-4

  @Option(help: "How many threads work at once; all cores, unless given. No result hangs on it.")
  var jobs: Int?

  @Option(help: "What the order of rows, and the rows held out, are drawn from.")
  var seed: UInt64 = 1

  func validate() throws {
    if let bits, !(1...28).contains(bits) { throw ValidationError("--bits takes 1 to 28") }
    if let l2, !(l2 >= 0 && l2.isFinite) {
      throw ValidationError("--l2 takes a number from 0 on")
    }
    guard passes > 0 else { throw ValidationError("--passes takes a number from 1 on") }
    guard tolerance > 0, tolerance < 1 else {
      throw ValidationError("--tolerance takes a number between 0 and 1")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
  }

  var settings: FitSettings {
    var settings = FitSettings(
      method: method, l2: l2, passes: passes, tolerance: tolerance, intercept: intercept,
      seed: seed)
    settings.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    return settings
  }
}

/// What goes with ready examples.
struct ReadyOptions: ParsableArguments {
  @Option(help: "The column of a table that holds the labels: 1, 0, true, false, yes, no.")
  var label: String?

  @Option(
    help:
      "Which columns of few values are crossed: auto, where held-out rows bear it out; none; all.")
  var crosses = TableSettings.Crosses.auto

  @Option(help: "Ready examples to test on.")
  var test: String?

  @Option(
    help: "A file with a line an example of 0s and 1s, one an outcome: up to 8, side by side.")
  var labels: String?

  @Option(help: "The same for the examples to test on.")
  var testLabels: String?

  @Option(
    help:
      "Keep the examples in this file, and read them from it as long as their files are unchanged.")
  var cache: String?

  @Option(help: "Write the probability of each test example to this file.")
  var predictions: String?

  @Option(help: "A slot of fewer examples than this gets no weight.")
  var minimumSupport = 0
}
