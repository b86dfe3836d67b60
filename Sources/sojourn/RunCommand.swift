import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// The nightly job.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Does the nightly job that a pipeline file describes.",
    discussion: """
      Reads what of the logs has not been read before, judges it and all events at rest by the consent \
      statements, and writes tables, models and a manifest to the workspace, all at once. Ends with a \
      summary. A damaged file is named, nothing of it is used, the others go on, and the exit code says \
      so. The same run again changes nothing.

      A run whose --as-of lies before the last statement, or before the run in place, judges the past: \
      it prints its summary and writes nothing.

      Example: sojourn run pipelines/nightly.yaml --as-of 2026-11-23T03:00:00Z
      """)

  @Argument(help: "The pipeline file.")
  var pipeline: String

  @Option(
    help:
      "The night to read: its day stands for {date} in paths, and its events are never too late.",
    transform: parseDay)
  var date: CivilDate?

  @Option(help: "The first night to read.", transform: parseDay)
  var since: CivilDate?

  @Option(help: "The night before which to stop.", transform: parseDay)
  var until: CivilDate?

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "K: up to when, or how many of, the statements are known; P, unless given.")
  var knownAt: String?

  @Option(help: "The last stage to do: ingest, consent, sessionize, train or export.")
  var untilStage = PipelineStage.export

  @Option(help: "How many files, and then buckets, are worked on side by side.")
  var jobs = 2

  @Option(
    help: "About how much memory to use, such as 512MB; half of the machine's, unless given.",
    transform: parseMemory)
  var memory: Int?

  @Option(help: "The workspace, in place of the pipeline file's.")
  var workspace: String?

  @Flag(help: "Say what would be read and written, and do nothing.")
  var dryRun = false

  @Flag(help: "Wait for another run that holds the workspace, instead of ending with 75.")
  var wait = false

  @Flag(help: "Forget what lies at rest, and build all tables from the logs that are there.")
  var rebuild = false

  @Flag(
    help:
      "Read no log; rebuild the days and retrain the models that later statements reach."
  )
  var rebuildAffected = false

  @Option(
    help:
      "Where the run's metrics are written in Prometheus' text form; metrics.prom in the workspace, unless given."
  )
  var metrics: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if rebuildAffected, rebuild || date != nil || since != nil {
      throw ValidationError("--rebuild-affected reads no log: no --rebuild and no nights with it")
    }
    if date != nil, since != nil || until != nil {
      throw ValidationError("--date stands alone, without --since and --until")
    }
    if (since == nil) != (until == nil) {
      throw ValidationError("--since and --until go together")
    }
    if let since, let until, since.dayNumber >= until.dayNumber {
      throw ValidationError("--until must be later than --since")
    }
    guard (1...1024).contains(jobs) else { throw ValidationError("--jobs takes 1 to 1024") }
  }

  func run() async throws {
    try await common.runAsync("sojourn") { log in
      var options = RunOptions(asOf: asOf ?? Clock.now())
      options.isAsOfGiven = asOf != nil
      options.knownAt = try knownAt.map(parseLedgerPosition)
      options.untilStage = untilStage
      options.jobs = jobs
      options.workspace = workspace
      options.isDryRun = dryRun
      if let date { options.days = [date] }
      if let since, let until { options.days = RunOptions.days(since: since, until: until) }
      options.memory = memory
      options.waits = wait
      options.rebuilds = rebuild
      options.rebuildsAffected = rebuildAffected
      options.metrics = metrics
      options.progress = common.logFormat == .json || !Terminal.isStandardError ? .lines : .bar
      let configuration = try PipelineConfiguration.read(pipeline)
      let result = try await NightlyRun(configuration: configuration, options: options, log: log)
        .run()
      try printText(result.summary)
      return result.code
    }
  }
}
