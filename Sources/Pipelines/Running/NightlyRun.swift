import Bytes
import Consent
import Events
import Identity
import Journeys
public import Logging
import OutcomeModel
import Training
import Workspace

/// The main job: logs → ingest → consent → sessionize → train → export, in one process.
///
/// Consent is decided right after parsing, before anything is written, and again for every purpose's
/// sessions. Nothing is published before every stage has balanced; tables appear all at once, then
/// the models, the manifest last.
public struct NightlyRun {
  /// How a run ended and what is to be said about it.
  public struct Result: Sendable {
    /// How the command ends.
    public var code: ExitCode
    /// The summary for people.
    public var summary: String
  }

  private let configuration: PipelineConfiguration
  private let options: RunOptions
  private let log: Logger
  /// Takes each learned outcome with the sessions it was learned from; without it a run publishes.
  var onLearned: ((SessionTable, LearnedOutcome) throws -> Void)?

  /// A run of a pipeline.
  public init(configuration: PipelineConfiguration, options: RunOptions, log: Logger) {
    var configuration = configuration
    configuration.workspace = options.workspace ?? configuration.workspace
    self.configuration = configuration
    self.options = options
    self.log = log
  }

  /// Does the job up to the stage that the options name.
  ///
  /// - Throws: ``StageFailure``, ``ConfigurationError`` or an error of the rooms below; nothing is
  ///   published then.
  public func run() async throws -> Result {
    if options.memory != nil {
      log.warning("--memory has no effect in this version: a run's events are held in memory")
    }
    let selection = try InputSelection(configuration, days: options.days)
    guard !options.isDryRun else {
      return Result(code: .done, summary: plan(selection))
    }
    let key = try KeyFile.read(configuration.pseudonymKey)
    try Folder.create(configuration.workspace)
    let lock = try WorkspaceLock(folder: configuration.workspace)
    defer { withExtendedLifetime(lock) {} }
    var clock = StageClock()

    let subkey = key.subkey(for: .visitors)
    let statements = try StatementLoading(
      controller: configuration.controller, subkey: subkey, limits: configuration.limits, log: log
    ).read(selection.statements)
    if let failure = statements.report.failure(
      configuration.rejectLimits, hint: "consent statements were expected")
    {
      throw failure
    }
    let outcomes = try OutcomeSet(configuration.outcomes)
    let logs = try await LogIngestion(
      configuration: configuration, subkey: subkey, outcomes: outcomes, log: log
    ).read(selection.logs, jobs: options.jobs)
    try logs.report.requireBalance()
    if let failure = logs.report.failure(
      configuration.rejectLimits, hint: "check `format` in \(configuration.file)")
    {
      throw failure
    }
    clock.lap("ingest")

    var made = RunResults(
      configuration: configuration, context: context, untilStage: options.untilStage,
      selection: selection, logs: logs, statements: statements)
    guard options.untilStage >= .consent else { return finish(made, clock) }
    let consent = try ConsentPass(
      policy: configuration.consent, context: context, statements: statements.statements,
      linking: logs.events)
    let permitted = try consent.permitted(logs.events)
    made.permitted = permitted
    clock.lap("consent")

    let staging = "\(configuration.workspace)/.staging.tmp"
    try Folder.remove(staging)
    try Folder.create(staging)
    defer { try? Folder.remove(staging) }
    var writer = TableWriter(folder: "\(staging)/tables", prefix: "tables/")
    try writer.writeEvents(permitted.events)
    try writer.writeTally(permitted.tally)
    if options.untilStage >= .sessionize {
      try sessionizeAndLearn(permitted, consent, &writer, &made, &clock)
    }
    made.tables = writer.files
    try publish(made, staging: staging, &clock)
    return finish(made, clock)
  }

  /// Forms each purpose's sessions from events judged anew, writes them, and learns its outcomes.
  private func sessionizeAndLearn(
    _ permitted: PermittedEvents, _ consent: ConsentPass, _ writer: inout TableWriter,
    _ made: inout RunResults, _ clock: inout StageClock
  ) throws {
    var rules = configuration.sessions
    rules.asOf = options.asOf
    let learning = OutcomeLearning(configuration: configuration, context: context)
    for purpose in configuration.purposes.names {
      let events = try consent.events(for: purpose, from: permitted.events)
      var (table, tally) = Sessionizer(rules: rules).sessions(of: events)
      let outcomes = try learning.outcomes(of: purpose)
      outcomes.match(&table)
      try writer.writeSessions(table, purpose: purpose, outcomes: outcomes)
      try made.add(tally, purpose: purpose, table, outcomes)
      clock.lap("sessionize")
      guard options.untilStage >= .train else { continue }
      for definition in outcomes.definitions {
        let learned = try learning.learn(
          definition, from: table, tallies: permitted.tally.publishedByReason)
        if let fit = learned.fit, !fit.converged {
          log.warning(
            "\(definition.name): the fit ended after \(fit.iterations) steps, short of its tolerance; raise training.l2"
          )
        }
        try onLearned?(table, learned)
        made.learned.append(learned)
        clock.lap("train")
      }
    }
  }

  /// Publishes tables, models and the manifest, in this order.
  private func publish(
    _ made: RunResults, staging: String, _ clock: inout StageClock
  ) throws {
    guard !made.isAudit, onLearned == nil else { return }
    let workspace = configuration.workspace
    try Folder.publish("\(staging)/tables", as: "\(workspace)/tables")
    if options.untilStage >= .export {
      for learned in made.learned {
        try learned.publishBundle(as: "\(workspace)/models/\(learned.definition.name)")
      }
    }
    clock.lap("export")
    let folder = "\(workspace)/runs/\(made.runID)"
    try Folder.create(folder)
    try AtomicFile.write(
      try JSONDocument.encode(made.figures), to: "\(folder)/figures.json")
    try AtomicFile.write(
      try JSONDocument.encode(made.manifest(clock.timings)), to: "\(folder)/manifest.json")
    try AtomicFile.write(Array("\(made.runID)\n".utf8), to: "\(workspace)/runs/current")
  }

  private func finish(_ made: RunResults, _ clock: StageClock) -> Result {
    let summary = RunSummary(made, until: options.untilStage, timings: clock.timings)
    return Result(code: made.logs.failures.first?.code ?? .done, summary: summary.text)
  }

  private func plan(_ selection: InputSelection) -> String {
    var lines = ["Would read:"]
    lines += selection.logs.map { "  log         \($0.path)" }
    lines += selection.statements.map { "  statements  \($0)" }
    lines.append("Would write:")
    lines += ["tables", "models", "runs"].map { "  \(configuration.workspace)/\($0)/" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var context: RunContext {
    RunContext(
      controller: configuration.controller, purposes: configuration.purposes, asOf: options.asOf,
      knownAt: options.knownAt, day: options.days.last)
  }
}

/// How long the stages of a run take.
struct StageClock {
  private var last = Clock.seconds()
  private(set) var timings: [RunManifest.Timing] = []

  /// Counts the time since the last lap for a stage.
  mutating func lap(_ stage: String) {
    let now = Clock.seconds()
    if let place = timings.firstIndex(where: { $0.stage == stage }) {
      timings[place].seconds += now - last
    } else {
      timings.append(RunManifest.Timing(stage: stage, seconds: now - last))
    }
    last = now
  }
}
