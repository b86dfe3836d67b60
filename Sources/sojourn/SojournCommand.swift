import ArgumentParser
import Pipelines

@main
struct SojournCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn",
    abstract: "Turns a web site's logs into outcome models that may lawfully exist.",
    discussion: """
      Every night it decompresses the logs, drops what no consent covers, groups the rest into \
      sessions, trains a model of each declared outcome and exports the weights for an online scorer.

      Exit codes: 0 done, 64 usage, 65 data damaged or beyond the reject limits, 66 input missing, \
      70 a conservation law broke, 73 or 74 cannot write, 75 try again, 78 configuration, \
      99 nothing to do.
      """,
    version: CodeVersion.current,
    subcommands: [
      RunCommand.self, KeyCommand.self, RekeyCommand.self, StatusCommand.self, ReportCommand.self,
      VerifyCommand.self, AuditCommand.self, InspectCommand.self, CompareCommand.self,
    ])
}
