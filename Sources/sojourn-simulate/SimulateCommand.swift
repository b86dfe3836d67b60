import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-simulate",
    abstract: "Makes up lawful web traffic whose true model is known.",
    discussion: """
      Writes access logs, a collector's events, consent statements and truth.json, which holds the \
      true probability of each outcome and so the best log loss that any model can reach. The same \
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
    guard (1...366).contains(days) else {
      throw ValidationError("--days takes a number from 1 to 366")
    }
  }

  func run() throws {
    try common.run("sojourn-simulate") { log in
      try SimulateStage(seed: seed, visitors: visitors, days: days, start: start)
        .run(output: output, log: log)
    }
  }
}
