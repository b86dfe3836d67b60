import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// What late statements reach.
struct ImpactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Says which runs, tables and models used what statements learned since take away.",
    discussion: """
      Judges every event at rest twice, with what the last run knew and with what the ledger knows now, \
      and counts what only the first permits: by day and table, by model, and, for runs that had used what \
      had already been withdrawn before them, by run. Writes nothing; sojourn run --rebuild-affected does \
      what has to be done.

      Example: sojourn-ledger impact --config pipelines/nightly.yaml
      """)

  @Option(help: "The pipeline file, which says where ledger and workspace are.")
  var config: String

  @Option(help: "The workspace, in place of the pipeline file's.")
  var workspace: String?

  @Option(
    help: "The position to compare with: a count or a time; that of the last run, unless given.")
  var since: String?

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Flag(help: "Print the report as JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { log in
      var configuration = try PipelineConfiguration.read(config)
      configuration.workspace = workspace ?? configuration.workspace
      let report = try LedgerImpact(
        configuration: configuration, asOf: asOf ?? Clock.now(),
        since: since.map(parseLedgerPosition), log: log
      ).run()
      try json ? writeOutput(report.json, to: nil) : printText(report.text)
      return .done
    }
  }
}

/// Whom to let go of at once.
struct SuppressionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppressions",
    abstract: "Writes whom an online scorer has to let go of at once, and for which purposes.",
    discussion: """
      Names the pseudonyms of those who withdrew, objected, refused or were erased since a position of the \
      ledger and have not granted again, with those that are linked to them. As NDJSON, and with --set as \
      a compact set: a line of JSON, then 24 bytes an id in order, its pseudonym and a word of purposes.

      Example: sojourn-ledger suppressions --config pipelines/nightly.yaml --since 120000 -o stop.ndjson
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "From which position on: a count of statements or a time.")
  var since: String

  @Option(help: "P: the moment that is looked at; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(
    name: .shortAndLong, help: "Write the NDJSON to this file, which appears whole at the end.")
  var output: String?

  @Option(help: "Write the compact set to this file.")
  var set: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      let suppressions = try Suppressions(
        settings: ledger.settings(), since: parseLedgerPosition(since), asOf: asOf ?? Clock.now())
      if let set { try writeOutput(suppressions.compactSet, to: set) }
      try writeOutput(suppressions.ndjson, to: output)
      return .done
    }
  }
}
