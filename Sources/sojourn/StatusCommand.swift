import ArgumentParser
import CommandSupport
import Pipelines

/// What ran.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Lists the runs of a workspace and what they made.")

  @Option(help: "The workspace's folder.")
  var workspace = "workspace"

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn") { _ in
      print(try WorkspaceStatus(workspace: workspace).text, terminator: "")
      return .done
    }
  }
}

/// Whether what is there is what a run made.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks a bundle's or the last run's files against their digests.",
    discussion: """
      A bundle's folder is checked against its manifest, and its golden prefixes are recomputed. In a \
      workspace every table file and bundle of the last run is read and compared.

      Exit codes: 0 all is as it was made, 65 something differs, 66 nothing is there to check.
      """)

  @Argument(help: "A bundle's folder or a workspace.")
  var path = "workspace"

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn") { _ in
      print(try Verification(path: path).run(), terminator: "")
      return .done
    }
  }
}
