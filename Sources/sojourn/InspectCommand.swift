import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// A look into files.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a log, a table, a bundle or a TC string holds.",
    subcommands: [TC.self, Log.self, Table.self, BundleFolder.self])

  /// A look into TC strings.
  struct TC: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tc",
      abstract: "Decodes TC strings of IAB's TCF 2 and prints each as a JSON object.",
      discussion: """
        Everything that a string says is printed in one order of keys, and under `assessment` whether it \
        may be relied on, and why not. A string that can't be decoded is named by its number, segment \
        and bit, never shown; the others are printed, and the command ends with 65.

        Example: sojourn inspect tc --vendor 755 CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA
        """)

    @Argument(help: "The strings.")
    var strings: [String]

    @Option(
      help: "When the strings are to be relied on; now, unless given.", transform: parseTimestamp)
    var asOf: Timestamp?

    @Option(help: "A vendor of the Global Vendor List, for whom is printed what a string permits.")
    var vendor: UInt16?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard vendor != 0 else { throw ValidationError("--vendor takes a number from 1 to 65535") }
    }

    func run() throws {
      try common.run("sojourn") { log in
        try TCInspection(strings: strings, at: asOf ?? Clock.now(), vendor: vendor, log: log).run()
      }
    }
  }

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
