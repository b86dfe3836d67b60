import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct ConsentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-consent",
    abstract: "Drops every event that no consent covers.",
    discussion: """
      Reads events as NDJSON and writes those that are permitted for at least one of the purposes, \
      with the purposes on them. About dropped events only tallies remain.

      Exit codes: 0 done, 64 usage, 65 damaged data or too many rejected lines, 66 an input is \
      missing, 74 the output can't be written, 77 the ledger is not to be trusted, 78 the policy or the purposes are wrong.

      Example: sojourn-consent --controller acme --purposes sales --statements grants.ndjson.gz
      """)

  @Option(help: "The organisation whose site it is.")
  var controller: String

  @Option(
    help:
      "The purposes to decide for, with commas; they must be among the policy's (support, sales and marketing unless it says otherwise)."
  )
  var purposes: String

  @Option(parsing: .upToNextOption, help: "Files of consent statements as NDJSON, gzip or plain.")
  var statements: [String] = []

  @Option(help: "The consent ledger, in place of files; it is checked whole first.")
  var ledger: String?

  @Option(help: "The file of the pseudonym key, by which a ledger's subjects are found.")
  var key: String?

  @Option(help: "A policy as YAML or JSON: purposes, gates, bases, signals that deny.")
  var policy: String?

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "K: up to when, or how many of, the statements are known; P, unless given.")
  var knownAt: String?

  @Flag(help: "Print the decision on each event in place of the event.")
  var decisions = false

  @Option(name: .shortAndLong, help: "Write to this file, which appears whole at the end.")
  var output: String?

  @Option(help: "Write the tallies as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of events; - or none: standard input.")
  var files: [String] = []

  func validate() throws {
    guard !controller.isEmpty else { throw ValidationError("--controller takes a name") }
    if ledger != nil, !statements.isEmpty {
      throw ValidationError("statements come from --ledger or from --statements, not from both")
    }
    if ledger != nil, key == nil {
      throw ValidationError("--ledger goes with --key: its subjects are pseudonyms")
    }
    let names = purposes.split(separator: ",", omittingEmptySubsequences: false)
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw ValidationError("--purposes takes names with commas, none of them empty")
    }
  }

  func run() throws {
    try common.run("sojourn-consent") { log in
      var settings = ConsentSettings(
        controller: controller,
        purposes: purposes.split(separator: ",").map(String.init))
      settings.statements = statements
      settings.ledger = ledger
      settings.key = key
      settings.policy = policy
      settings.asOf = asOf ?? Clock.now()
      settings.knownAt = try knownAt.map(parseLedgerPosition)
      settings.printsDecisions = decisions
      return try ConsentStage(settings: settings, log: log)
        .run(files: files, output: output, report: report)
    }
  }
}
