import ArgumentParser
import CommandSupport
import Pipelines

/// Answers to auditors.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Shows by proof what a model was, and was not, made of.",
    subcommands: [Record.self])

  /// Whether a record was used.
  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Proves of events whether a model was made of them.",
      discussion: """
        Reads events as NDJSON, as sojourn-ingest prints them, with the ids that visitors really have, \
        and prints a proof for each, one a line: that the event is among the records that the model was \
        made of (`"isPresent":true`), or that it is not. A proof holds keyed hashes alone; \
        `sojourn verify BUNDLE --proof FILE` checks it without the key.

        Only records of closed sessions of people, permitted for the model's purpose, are used.

        Exit codes: 0 done, 65 an input or the list of leaves is damaged, 66 no model or no list, \
        78 another key or configuration, 99 no event.

        Example: sojourn audit record pipelines/nightly.yaml --outcome purchase < events.ndjson
        """)

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Argument(help: "Files of events; standard input, unless given.")
    var files: [String] = []

    @Option(help: "The outcome whose model it is.")
    var outcome: String

    @Option(help: "The model's folder; the one in the workspace, unless given.")
    var bundle: String?

    @Option(help: "The workspace, in place of the pipeline file's.")
    var workspace: String?

    @Flag(help: "The events stand there as they lie at rest, as sojourn inspect table prints them.")
    var atRest = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { log in
        var configuration = try PipelineConfiguration.read(pipeline)
        configuration.workspace = workspace ?? configuration.workspace
        let audit = try RecordAudit(configuration, outcome: outcome, bundle: bundle, log: log)
        return try audit.run(files, isAtRest: atRest)
      }
    }
  }
}
