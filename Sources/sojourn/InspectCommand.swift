import ArgumentParser
import CommandSupport
import Pipelines

/// A look into files.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a log or a bundle holds.",
    subcommands: [Log.self, BundleFolder.self])

  /// A look into a log.
  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log",
      abstract: "Names a log's format and shows what would be read.",
      discussion: "Prints counts and the format alone, never a line: consent is not known here.")

    @Argument(help: "The log file.")
    var file: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { log in
        try printText(LogInspection(path: file, log: log).run())
        return .done
      }
    }
  }

  /// A look into a bundle.
  struct BundleFolder: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bundle", abstract: "Shows a bundle's outcome, figures and expiry.")

    @Argument(help: "The bundle's folder.")
    var folder: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { _ in
        try printText(BundleInspection(path: folder).text)
        return .done
      }
    }
  }
}
