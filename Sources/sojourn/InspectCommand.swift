import ArgumentParser
import CommandSupport
import Pipelines

/// A look into files.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a log or a bundle holds.",
    subcommands: [BundleFolder.self])

  /// A look into a bundle.
  struct BundleFolder: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bundle", abstract: "Shows a bundle's outcome, figures and expiry.")

    @Argument(help: "The bundle's folder.")
    var folder: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { _ in
        print(try BundleInspection(path: folder).text, terminator: "")
        return .done
      }
    }
  }
}
