import ArgumentParser
import CommandSupport
import Pipelines

/// A look into files.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a log, a table or a bundle holds.",
    subcommands: [Log.self, Table.self, BundleFolder.self])

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

  /// A look into tables.
  struct Table: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "table",
      abstract: "Prints the rows of a workspace's tables as NDJSON.",
      discussion: """
        Takes files and folders; the files of a folder come in order of their paths. Events are printed \
        in the form that they have between stages, rows of other tables with their columns' names.

        Example: sojourn inspect table workspace/tables/events | head -n 2
        """)

    @Argument(help: "A table's file, or a folder of such files.")
    var paths: [String]

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { _ in
        try TableInspection(paths: paths).run()
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
