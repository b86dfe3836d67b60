import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-score",
    abstract: "Gives the probability that a bundle's outcome is still to come.",
    discussion: """
      Reads sessions or events as NDJSON from standard input and writes one line for each prefix of \
      each session: its session, visitor, number of events and probability. With --check it \
      recomputes the bundle's golden prefixes instead and reads no input.

      Exit codes: 0 done, 64 usage, 65 the bundle or the input is damaged or a golden prefix differs, \
      66 an input is missing, 78 the bundle has expired.

      Example: sojourn-score --bundle models/purchase < sessions.ndjson
      """)

  @Option(help: "The bundle's folder.")
  var bundle: String

  @Flag(help: "Recompute the golden prefixes.")
  var check = false

  @Option(
    help: "The moment of scoring, which must lie before the bundle expires; now, unless given.",
    transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "Write the tallies as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of sessions or events; - or none: standard input.")
  var files: [String] = []

  func run() throws {
    try common.run("sojourn-score") { log in
      let stage = ScoreStage(bundle: bundle, log: log)
      return try check
        ? stage.check()
        : stage.run(
          files: files, asOf: asOf ?? Clock.now(), report: report)
    }
  }
}
