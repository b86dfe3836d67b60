import ArgumentParser
import CommandSupport
import Pipelines

@main
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-ingest",
    abstract: "Turns web logs into events.",
    discussion: """
      Reads log files (gzip, zstd or plain, recognised by content) and writes one event a line as \
      JSON. Lines that do not parse are rejected with file, line and reason, and counted.

      Formats: combined, common, w3c, json, journey (a collector's web events), or the server's own \
      format string, pasted as it stands in Apache's LogFormat or nginx's log_format.

      Exit codes: 0 done, 64 usage, 65 damaged data or too many rejected lines, 66 an input is \
      missing, 74 the output can't be written. After 65 what went to a pipe is not to be used.

      Example: sojourn-ingest --format combined --visitor host+agent access.log*.gz
      """)

  @Option(help: "The logs' format: a name, or a format string.")
  var format: String

  @Option(help: "Who the visitor is: cookie:NAME, field:NAME or host+agent (the default).")
  var visitor: String?

  @Flag(help: "Keep every request as an event, not pages alone.")
  var keepAll = false

  @Option(help: "Where --format json finds fields: event=PATH,… such as url=request.uri.")
  var fields: String?

  @Option(
    help: ArgumentHelp(
      """
      The signals of consent brought into events besides Sec-GPC: none, or tc, tc=COOKIE, consent-mode, \
      dnt, cookie:NAME, with commas; tc,consent-mode,dnt, unless given.
      """))
  var signals: String?

  @Option(
    help: "What to do with a damaged file: fail, or salvage the whole lines before the damage.")
  var onCorrupt = CorruptionPolicy.fail

  @Option(help: "File extensions that are no pages, with commas.")
  var assets: String?

  @Option(help: "Rejected lines that are borne whatever their share.")
  var rejectCount = RejectLimits().count

  @Option(help: "The share of rejected lines that is borne, 0 to 1.")
  var rejectShare = RejectLimits().share

  @Option(help: "The longest line in bytes.")
  var maximumLineBytes = 8 << 20

  @Option(help: "The largest expansion of compressed data past 64 MB, or none.")
  var maximumRatio = "200"

  @Option(name: .shortAndLong, help: "Write to this file, which appears whole at the end.")
  var output: String?

  @Option(help: "Write the tallies as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Log files; - or none: standard input.")
  var files: [String] = []

  func validate() throws {
    guard (0...1).contains(rejectShare), rejectCount >= 0 else {
      throw ValidationError(
        "--reject-count takes a number from 0 on, --reject-share one from 0 to 1")
    }
    guard maximumLineBytes > 0 else {
      throw ValidationError("--maximum-line-bytes takes a number from 1 on")
    }
    if maximumRatio != "none", (Int(maximumRatio) ?? 0) < 1 {
      throw ValidationError("--maximum-ratio takes a whole number or none")
    }
  }

  func run() throws {
    try common.run("sojourn-ingest") { log in
      var settings = IngestSettings(format: format)
      settings.visitor = visitor
      settings.keepAll = keepAll
      settings.signals = signals
      settings.fields = fields
      settings.inputLimits.onCorrupt = onCorrupt
      settings.assets = assets?.split(separator: ",").map(String.init)
      settings.rejectLimits = RejectLimits(count: rejectCount, share: rejectShare)
      settings.inputLimits.maximumLineBytes = maximumLineBytes
      settings.inputLimits.maximumRatio = Int(maximumRatio)
      return try IngestStage(settings: settings, log: log)
        .run(files: files, output: output, report: report)
    }
  }
}
