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

  let configuration: PipelineConfiguration
  var options: RunOptions
  let log: Logger
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
    var run = self
    let ledger = RunLedger(configuration, log: log)
    if options.knownAt == nil, let size = try ledger?.replayedSize(options) {
      run.options.knownAt = .size(size)
    }
    return try await run.perform()
  }

  private func perform() async throws -> Result {
    let selection = try InputSelection(
      configuration, days: options.days, readsLogs: !options.rebuildsAffected)
    guard !options.isDryRun else { return try await plan(selection) }
    warnOfLimits()
    let key = try KeyFile.read(configuration.pseudonymKey)
    let subkey = key.subkey(for: .visitors, of: configuration.controller)
    var clock = StageClock()
    let loading = loading(subkey)
    let statements = try load(selection, loading)
    var standing = try standing(statements)
    let rekeying = try rekeying(to: key, standing)
    if options.rekeysFrom != nil, rekeying == nil {
      return Result(
        code: .done, summary: "\(configuration.workspace): has the new key already\n")
    }
    if rekeying == nil { try KeyMark.require(subkey, standing.state, in: configuration) }
    let surveyed = try await survey(selection, standing)
    if rekeying == nil, let done = try alreadyDone(selection, surveyed, statements, standing) {
      return done
    }

    let staging = standing.publishes ? try StagingFolder(in: configuration.workspace) : nil
    let budget = MemoryBudget(
      limit: options.memory, jobs: options.jobs, taken: MemoryBudget.residentBytes)
    let spill = try staging.map { try Spill(in: $0.path) }
    let meter = ProgressMeter(options.progress, log: log)
    if let staging {
      try await rekeying?.rename(&standing, into: staging.path, budget, jobs: options.jobs)
    }
    let reading = NightReading(
      configuration: configuration, options: options, standing: standing, statements: statements,
      consent: NightConsent(
        policy: configuration.consent, context: context, statements: statements.statements),
      ingestion: LogIngestion(
        configuration: configuration, subkey: subkey,
        outcomes: try OutcomeSet(configuration.outcomes), log: log, progress: meter,
        directoryBytes: budget.directory),
      shelf: RecordShelf(limit: budget.records, spill: spill), loading: loading, log: log)
    meter.begin("ingest", bytes: surveyed.reduce(0) { $0 + $1.expectedBytes })
    let tonight = try await reading.read(surveyed)
    try check(tonight.ingested)
    clock.lap("ingest")
    var made = RunResults(
      configuration: configuration, context: context, untilStage: options.untilStage,
      selection: selection, logs: tonight.ingested, statements: statements, audit: standing.audit)
    guard options.untilStage >= .consent else { return finish(made, clock) }

    let tables = NightTables(
      configuration: configuration, options: options, context: context, standing: standing,
      staging: staging?.path, spill: spill, budget: budget,
      tokenCipher: key.cipher(for: .consentSubjects, of: configuration.controller))
    meter.begin("sessionize", bytes: 0)
    let result = try await tables.make(tonight)
    try made.take(result, tonight, standing, makesSessions: options.untilStage >= .sessionize)
    clock.lap("sessionize")
    if options.untilStage >= .train {
      try await learn(
        result, RecordHasher(key, of: configuration.controller), gate(standing), &made, &clock)
    }
    try tables.writeCounts(&made)
    if let staging {
      try publish(made, state(made, tonight, standing, subkey), staging.path, &clock)
      try writeMetrics(made, clock.timings)
    }
    meter.end()
    return finish(made, clock)
  }

  private func warnOfLimits() {
    for outcome in configuration.outcomes
    where outcome.patterns.contains(where: { $0.criteria.contains { $0.key == "page.fragment" } }) {
      log.warning(
        "\(outcome.name): a criterion on page.fragment finds nothing: fragments are not kept at rest"
      )
    }
  }

  private func loading(_ subkey: Subkey) -> StatementLoading {
    StatementLoading(
      controller: configuration.controller, subkey: subkey, limits: configuration.limits,
      rejectLimits: configuration.rejectLimits, log: log)
  }

  /// Reads the statements, and refuses them where their time is to come.
  private func load(
    _ selection: InputSelection, _ loading: StatementLoading
  ) throws -> LoadedStatements {
    let statements = try statements(
      selection.statements, madeIn: selection.logs, loading, context)
    guard !options.isAsOfGiven, let head = statements.head, head > options.asOf else {
      return statements
    }
    throw StageFailure(
      .badData,
      "a consent statement was appended at \(head), which is still to come; correct its appendedAt, or say with --as-of when the data are used"
    )
  }

  private func standing(_ statements: LoadedStatements) throws -> Standing {
    if onLearned != nil { return Standing(audit: .comparison, configuration) }
    if statements.isAudit(context) { return Standing(audit: .beforeStatements, configuration) }
    let standing = try Standing(configuration, options)
    if case .behindWorkspace(let moment) = standing.audit {
      log.notice(
        "the workspace holds what was published as of \(moment): a run of an earlier moment is an audit, and writes nothing"
      )
    }
    if let state = standing.state, state.configuration != configuration.digest {
      log.notice(
        "the pipeline file has changed since the last run: what lies at rest is used as it was stored, and logs that were read before are not read again; --rebuild reads all that are there"
      )
    }
    return standing
  }

  /// What gives what lies at rest the run's key, where that is asked for and it has another one.
  private func rekeying(to key: PseudonymKey, _ standing: Standing) throws -> StandingRekeying? {
    guard let old = options.rekeysFrom else { return nil }
    if let audit = standing.audit {
      throw StageFailure(
        .usage, "--as-of is too early for a new key to be given to the workspace: \(audit.reason)")
    }
    return try StandingRekeying(from: old, to: key, standing.state, in: configuration)
  }

  private func survey(
    _ selection: InputSelection, _ standing: Standing
  ) async throws -> [SurveyedLog] {
    let directives = configuration.logs.indices.filter { configuration.logs[$0].format == "w3c" }
    return try await LogSurvey(
      seen: standing.publishes ? standing.state?.logs ?? [] : [], limits: configuration.limits,
      jobs: options.jobs, sourcesWithDirectives: Set(directives)
    ).survey(selection.logs)
  }

  /// Refuses logs where a tally does not balance or too many lines are rejected; what a damaged file
  /// was unpacked to speaks against that file alone.
  private func check(_ logs: IngestedLogs) throws {
    try logs.report.requireBalance()
    if let failure = logs.soundReport.failure(
      configuration.rejectLimits, hint: "check `format` in \(configuration.file)")
    {
      throw failure
    }
  }

  /// Learns the outcomes of each purpose from its sessions.
  private func learn(
    _ result: BucketResult, _ hasher: RecordHasher, _ gate: PromotionGate?,
    _ made: inout RunResults, _ clock: inout StageClock
  ) async throws {
    let learning = OutcomeLearning(configuration: configuration, context: context)
    for (place, purpose) in configuration.purposes.names.enumerated() {
      let table = result.journeys[place]
      let definitions = try learning.outcomes(of: purpose).definitions
      guard !definitions.isEmpty else { continue }
      // The records are hashed while the models are trained, which keeps one core busy.
      let making = BasisMaking(
        hasher: hasher, configuration: configuration.digest,
        ledger: TrainingBasis.Ledger(made.statements.ledger), jobs: options.jobs)
      async let beside = making.beside(table)
      let trained = try await concurrently(count: definitions.count, width: options.jobs) {
        try learning.train(definitions[$0], from: table)
      }
      clock.lap("train")
      let basis = try await making.finish(beside, table)
      let tallies = made.dropped(for: place).publishedByReason
      for (definition, result) in zip(definitions, trained) {
        var learned = try learning.bundle(result, definition, tallies: tallies, basis: basis)
        learned.promotion = try gate?.decide(learned, table)
        warnOfFit(learned)
        try onLearned?(table, learned)
        made.learned.append(learned)
        clock.lap("train")
      }
    }
  }

  /// What decides which models take over; nil where none is published.
  private func gate(_ standing: Standing) -> PromotionGate? {
    guard standing.publishes, options.untilStage >= .export else { return nil }
    return PromotionGate(
      workspace: configuration.workspace, training: configuration.training,
      isRebuilding: options.rebuilds)
  }

  private func warnOfFit(_ learned: LearnedOutcome) {
    guard let fit = learned.fit, !fit.converged else { return }
    log.warning(
      "\(learned.definition.name): the fit ended after \(fit.iterations) steps, short of its tolerance; raise training.l2"
    )
  }

  private func finish(_ made: RunResults, _ clock: StageClock) -> Result {
    let summary = RunSummary(made, until: options.untilStage, timings: clock.timings)
    return Result(code: made.logs.failures.first?.code ?? .done, summary: summary.text)
  }

  /// The summary of the run that has done just this before, where one has: a night run twice changes
  /// nothing.
  private func alreadyDone(
    _ selection: InputSelection, _ logs: [SurveyedLog], _ statements: LoadedStatements,
    _ standing: Standing
  ) throws -> Result? {
    guard standing.publishes, let state = standing.state, logs.allSatisfy(\.isSeen) else {
      return nil
    }
    let identity = RunIdentity(
      configuration: configuration, context: context, untilStage: options.untilStage,
      selection: selection, contents: logs.map(\.seen), statements: statements)
    let path = "\(configuration.workspace)/runs/\(state.run)/summary.txt"
    guard identity.id == state.run, !state.logs.contains(where: \.hasFuture),
      Folder.exists(path), Folder.exists("\(configuration.workspace)/tables")
    else { return nil }
    log.notice("this run has been done before, and nothing has come since: nothing is changed")
    return Result(
      code: .done, summary: String(decoding: try WholeFile.read(path), as: UTF8.self))
  }

  private func plan(_ selection: InputSelection) async throws -> Result {
    let state = options.rebuilds ? nil : try NightState.read(configuration.workspace)
    let logs = try await LogSurvey(
      seen: state?.logs ?? [], limits: configuration.limits, jobs: options.jobs,
      sourcesWithDirectives: []
    ).survey(selection.logs)
    var lines = ["Would read:"]
    for log in logs {
      let note =
        log.isSeen
        ? "  (read before)" : log.known.bytes > 0 ? "  (from byte \(log.known.bytes))" : ""
      lines.append("  log         \(log.log.path)\(note)")
    }
    lines += selection.statements.map { "  statements  \($0)" }
    lines.append("Would write:")
    lines += configuration.ledger.map { ["  \($0)"] } ?? []
    lines += ["tables", "held", "models", "basis", "runs"].map {
      "  \(configuration.workspace)/\($0)/"
    }
    return Result(code: .done, summary: lines.joined(separator: "\n") + "\n")
  }

  private var context: RunContext {
    RunContext(
      controller: configuration.controller, purposes: configuration.purposes, asOf: options.asOf,
      knownAt: options.knownAt, day: options.days.last)
  }
}
