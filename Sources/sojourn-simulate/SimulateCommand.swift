import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-simulate",
    abstract: "Makes up lawful web traffic whose true model is known.",
    subcommands: [MakeCommand.self, CompareCommand.self], defaultSubcommand: MakeCommand.self)
}

/// Makes traffic.
struct MakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Writes made-up traffic; what is done where no subcommand is named.",
    discussion: """
      Writes access logs, a collector's events, consent statements and truth.json, which holds the
      true probability of each outcome and so the best log loss that any model can reach. The same
      seed gives the same bytes.

      Example: sojourn-simulate --seed 7 --visitors 1500 --days 5 --output data/sample
      """)

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64

  @Option(help: "How many visitors there are.")
  var visitors: Int

  @Option(help: "How many days they have.")
  var days: Int

  @Option(help: "The first day.", transform: parseDay)
  var start: CivilDate = SimulateStage.defaultStart

  @Option(name: .shortAndLong, help: "The folder that is written.")
  var output: String

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...100_000_000).contains(visitors) else {
      throw ValidationError("--visitors takes a number from 1 to 100000000")
    }
    guard (1...3650).contains(days) else {
      throw ValidationError("--days takes a number from 1 to 3650")
    }
  }

  func run() throws {
    try common.run("sojourn-simulate") { log in
      try SimulateStage(seed: seed, visitors: visitors, days: days, start: start)
        .run(output: output, log: log)
    }
  }
}

/// Holds models against the truth.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds a pipeline's models against the true model that made its logs.",
    discussion: """
      Learns as `sojourn run` does, publishes nothing, and prints how the models and the true model do
      on the same prefixes and weights. The logs must be of sojourn-simulate.

      Example: sojourn-simulate compare pipelines/nightly.yaml --as-of 2026-11-23T03:00:00Z
      """)

  @Argument(help: "The pipeline file.")
  var pipeline: String

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.runAsync("sojourn-simulate") { log in
      let options = RunOptions(asOf: asOf ?? Clock.now())
      let configuration = try PipelineConfiguration.read(pipeline)
      let comparison = TruthComparison(configuration: configuration, options: options, log: log)
      print(try await comparison.run(), terminator: "")
      return .done
    }
  }
}
