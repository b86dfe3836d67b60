import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// Holds models against the truth.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds a pipeline's models against the true model that made its logs.",
    discussion: """
      Learns as `sojourn run` does, publishes nothing, and prints how the models and the true model do \
      on the same prefixes and weights. The logs must be of sojourn-simulate.

      Example: sojourn compare pipelines/nightly.yaml --as-of 2026-11-23T03:00:00Z
      """)

  @Argument(help: "The pipeline file.")
  var pipeline: String

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "Write what both foretell of each test example to this file, as CSV.")
  var predictions: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.runAsync("sojourn") { log in
      let options = RunOptions(asOf: asOf ?? Clock.now())
      let configuration = try PipelineConfiguration.read(pipeline)
      let comparison = TruthComparison(
        configuration: configuration, options: options, predictions: predictions, log: log)
      try await printText(comparison.run())
      return .done
    }
  }
}
