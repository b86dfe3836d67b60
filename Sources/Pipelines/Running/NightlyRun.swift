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
    let selection = try InputSelection(configuration, days: options.days)
    guard !options.isDryRun else { return Result(code: .done, summary: plan(selection)) }
    warnOfLimits()
    let key = try KeyFile.read(configuration.pseudonymKey)
    let subkey = key.subkey(for: .visitors, of: configuration.controller)
    var clock = StageClock()
    let statements = try load(selection.statements, subkey)
    let publishes = onLearned == nil && !statements.isAudit(context)
    let lock = publishes ? try takeWorkspace() : nil
    defer { withExtendedLifetime(lock) {} }

    let logs = try await ingest(selection, subkey)
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

    let staging = publishes ? try StagingFolder(in: configuration.workspace) : nil
    var writer = TableWriter(folder: staging.map { "\($0.path)/tables" }, prefix: "tables/")
    try writer.writeEvents(permitted.events)
    if options.untilStage >= .sessionize {
      try sessionizeAndLearn(permitted, consent, &writer, &made, &clock)
    } else {
      try writer.writeTally(permitted.tally)
    }
    made.tables = writer.files
    if let staging { try publish(made, staging: staging.path, &clock) }
    return finish(made, clock)
  }

  private func warnOfLimits() {
    if options.memory != nil {
      log.warning("--memory has no effect in this version: a run's events are held in memory")
    }
    for outcome in configuration.outcomes
    where outcome.patterns.contains(where: { $0.criteria.contains { $0.key == "page.fragment" } }) {
      log.warning(
        "\(outcome.name): a criterion on page.fragment finds nothing: fragments are not kept at rest"
      )
    }
    if !options.days.isEmpty {
      log.notice("the tables will hold what this run reads, and nothing of other nights")
    }
  }

  /// Reads the statements, and refuses them where their time is to come.
  private func load(_ files: [String], _ subkey: Subkey) throws -> LoadedStatements {
    let statements = try StatementLoading(
      controller: configuration.controller, subkey: subkey, limits: configuration.limits,
      rejectLimits: configuration.rejectLimits, log: log
    ).read(files)
    guard !options.isAsOfGiven, let head = statements.head, head > options.asOf else {
      return statements
    }
    throw StageFailure(
      .badData,
      "a consent statement was appended at \(head), which is still to come; correct its appendedAt, or say with --as-of when the data are used"
    )
  }

  /// Reads the logs, and refuses them where a tally does not balance or too many lines are rejected.
  private func ingest(
    _ selection: InputSelection, _ subkey: Subkey
  ) async throws -> IngestedLogs {
    let logs = try await LogIngestion(
      configuration: configuration, subkey: subkey, outcomes: OutcomeSet(configuration.outcomes),
      log: log
    ).read(selection.logs, jobs: options.jobs)
    try logs.report.requireBalance()
    if let failure = logs.report.failure(
      configuration.rejectLimits, hint: "check `format` in \(configuration.file)")
    {
      throw failure
    }
    return logs
  }

  /// Makes the workspace and takes its lock; one in which another controller's run lies is refused,
  /// since nothing crosses controllers.
  private func takeWorkspace() throws -> WorkspaceLock {
    try Folder.create(configuration.workspace)
    let lock = try WorkspaceLock(folder: configuration.workspace)
    let owners = try RunManifest.all(in: configuration.workspace).map(\.controller)
    guard let other = owners.first(where: { $0 != configuration.controller }) else { return lock }
    throw StageFailure(
      .configuration,
      "\(configuration.workspace): the workspace is \(other)'s, not \(configuration.controller)'s; give each controller one of its own"
    )
  }

  /// Forms each purpose's sessions from events judged anew, writes them, and learns its outcomes.
  private func sessionizeAndLearn(
    _ permitted: PermittedEvents, _ consent: ConsentPass, _ writer: inout TableWriter,
    _ made: inout RunResults, _ clock: inout StageClock
  ) throws {
    var rules = configuration.sessions
    rules.asOf = options.asOf
    var tally = permitted.tally
    let learning = OutcomeLearning(configuration: configuration, context: context)
    for purpose in configuration.purposes.names {
      let own = try consent.permitted(for: purpose, of: permitted)
      tally.merge(own.tally)
      var dropped = permitted.tally
      dropped.merge(own.tally)
      var (table, counts) = Sessionizer(rules: rules).sessions(of: own.events)
      let outcomes = try learning.outcomes(of: purpose)
      outcomes.match(&table)
      try writer.writeSessions(table, purpose: purpose, outcomes: outcomes)
      try made.add(counts, of: own, purpose: purpose, table, outcomes)
      clock.lap("sessionize")
      guard options.untilStage >= .train else { continue }
      for definition in outcomes.definitions {
        let learned = try learning.learn(
          definition, from: table, tallies: dropped.publishedByReason)
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
    try writer.writeTally(tally)
  }

  /// Publishes tables, models and the manifest, in this order.
  private func publish(
    _ made: RunResults, staging: String, _ clock: inout StageClock
  ) throws {
    var models: [String] = []
    if options.untilStage >= .export {
      for learned in made.learned {
        guard let bundle = learned.bundle else { continue }
        try BundleFolder.publish(bundle.files, as: "\(staging)/models/\(learned.definition.name)")
        models.append(learned.definition.name)
      }
    }
    clock.lap("export")
    let record = "\(staging)/run"
    try Folder.create(record)
    try AtomicFile.write(try JSONDocument.encode(made.figures), to: "\(record)/figures.json")
    try AtomicFile.write(
      try JSONDocument.encode(made.manifest(clock.timings)), to: "\(record)/manifest.json")
    try AtomicFile.write(Array("\(made.runID)\n".utf8), to: "\(staging)/current")
    try rename(staging, models: models, run: made.runID)
  }

  /// Gives what is staged its names: from here on nothing is written, so a full disk leaves all as it
  /// was.
  private func rename(_ staging: String, models: [String], run: String) throws {
    let workspace = configuration.workspace
    for folder in ["runs"] + (models.isEmpty ? [] : ["models"]) {
      try Folder.create("\(workspace)/\(folder)")
    }
    try Folder.publish("\(staging)/tables", as: "\(workspace)/tables")
    for model in models {
      try Folder.publish("\(staging)/models/\(model)", as: "\(workspace)/models/\(model)")
    }
    try Folder.publish("\(staging)/run", as: "\(workspace)/runs/\(run)")
    try Folder.replaceFile("\(staging)/current", as: "\(workspace)/runs/current")
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
