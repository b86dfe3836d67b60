import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

@main
struct SessionizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-sessionize",
    abstract: "Groups events into sessions.",
    discussion: """
      Reads events as NDJSON in any order and writes one session a line, by visitor and start. \
      A session ends where the gap to the next event is longer than the timeout.

      Exit codes: 0 done, 64 usage, 65 damaged data or too many rejected lines, 66 an input is \
      missing, 74 the output can't be written, 78 the configuration is wrong.

      Example: sojourn-ingest … | sojourn-sessionize --timeout 20m --summary
      """)

  @Option(help: "A pipeline file: its sessions, site and outcomes are used.")
  var config: String?

  @Option(
    help: "P: a session is open while P is within the timeout of its end.",
    transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "What happens to bots: flag, drop or keep.")
  var bots: String?

  @Option(help: "The longest gap within a session.", transform: parseDuration)
  var timeout: Duration?

  @Option(help: "The longest session, or none.")
  var maximumLength: String?

  @Option(help: "The most events of a session, or none.")
  var maximumEvents: String?

  @Flag(help: "Leave the events out of the sessions.")
  var summary = false

  @Flag(
    help:
      "The events come by visitor and time already; where they do not they are sorted after all.")
  var presorted = false

  @Option(name: .shortAndLong, help: "Write to this file, which appears whole at the end.")
  var output: String?

  @Option(help: "Write the tallies as JSON to this file.")
  var report: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of events; - or none: standard input.")
  var files: [String] = []

  func run() throws {
    try common.run("sojourn-sessionize") { log in
      var settings = SessionizeSettings()
      settings.configuration = config
      settings.asOf = asOf
      settings.bots = bots
      settings.timeout = timeout
      settings.maximumLength = maximumLength
      settings.maximumEvents = maximumEvents
      settings.isSummary = summary
      settings.isPresorted = presorted
      return try SessionizeStage(settings: settings, log: log)
        .run(files: files, output: output, report: report)
    }
  }
}
