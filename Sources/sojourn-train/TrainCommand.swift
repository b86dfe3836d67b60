import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-train",
    abstract: "Learns a model of one outcome from sessions, or of ready examples.",
    discussion: """
      With --outcome and --config it reads sessions as NDJSON, with their events, and learns how \
      likely the outcome still is after each of a session's first events. With --format svmlight it \
      reads ready examples. One line of figures goes to standard output as JSON.

      Exit codes: 0 done, 64 usage, 65 damaged data, 66 an input is missing, 78 the configuration is \
      wrong, 99 there are too few data to learn from.

      Example: sojourn-train --outcome purchase --config nightly.yaml --output purchase.model sessions.ndjson
      """)

  @Option(help: "The outcome's name in the pipeline file.")
  var outcome: String?

  @Option(help: "The pipeline file.")
  var config: String?

  @Option(help: "What is read: sessions or svmlight.")
  var format = TrainingFormat.sessions

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "The weight of ½‖w‖² against the sum of losses.")
  var l2: Double?

  @Option(help: "The number of weights is two to this power.")
  var bits: Int?

  @Option(help: "Ready examples to test on.")
  var test: String?

  @Option(name: .shortAndLong, help: "Write the model to this folder, which appears whole.")
  var output: String?

  @Option(help: "Write the tallies of sessions as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of sessions or examples; - or none: standard input.")
  var files: [String] = []

  func validate() throws {
    if format == .sessions, outcome == nil || config == nil {
      throw ValidationError("--outcome NAME and --config PIPELINE.yaml are needed for sessions")
    }
    if let bits, !(1...30).contains(bits) { throw ValidationError("--bits takes 1 to 30") }
    if let l2, !(l2 >= 0) { throw ValidationError("--l2 takes a number from 0 on") }
  }

  func run() throws {
    try common.run("sojourn-train") { log in
      var settings = TrainStage.Settings(asOf: asOf ?? Clock.now())
      settings.l2 = l2
      settings.bits = bits
      settings.test = test
      settings.output = output
      settings.report = report
      let stage = TrainStage(settings: settings, log: log)
      guard format == .sessions, let outcome, let config else {
        return try stage.runReadyExamples(files: files)
      }
      return try stage.run(outcome: outcome, configuration: config, files: files)
    }
  }
}
