import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// Takes statements in.
struct AppendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append",
    abstract: "Takes statements into the ledger, which is made where it does not exist.",
    discussion: """
      Reads NDJSON, plain, gzip or zstd. A statement that the ledger holds already is passed over, so the \
      same files may be given again. What can't be read as a statement is rejected by line and reason; \
      what is no valid grant is kept as evidence of what was said, and named.

      Example: sojourn-ledger append --ledger acme.ledger --controller acme --key acme.key grants.ndjson.gz
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "Where statements come from that do not say so in `source`.")
  var source = ""

  @Option(
    help: "The moment of the append, for what does not say in `appendedAt`; now, unless given.",
    transform: parseTimestamp)
  var now: Timestamp?

  @Option(help: "Write the tallies as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of statements; - or none: standard input.")
  var files: [String] = []

  func run() throws {
    try common.run("sojourn-ledger") { log in
      let appending = LedgerAppending(
        settings: try ledger.settings(), now: now ?? Clock.now(), source: source, log: log)
      let (code, appended) = try appending.run(files: files)
      try appended.stage.write(to: report)
      try printText(appended.text)
      return code
    }
  }
}
