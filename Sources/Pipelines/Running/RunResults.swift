import Bytes
import Consent
import Events
import Journeys
import OutcomeModel
import Training
import Workspace

/// What a run has come to so far.
struct RunResults {
  /// The sessions of one purpose in numbers.
  struct PurposeSessions {
    var purpose: String
    var consent: StageReport
    var report: StageReport
    var tally: SessionTally
    /// Sessions that reached each outcome, by the outcome's name.
    var reached: [(name: String, sessions: Int)]
  }

  let configuration: PipelineConfiguration
  let context: RunContext
  let untilStage: PipelineStage
  let selection: InputSelection
  let logs: IngestedLogs
  let statements: LoadedStatements
  /// Why nothing is published; nil where it is.
  let audit: Standing.Audit?
  /// What consent made of tonight's events, once it was asked.
  var consent: StageReport?
  /// How many of them are of earlier nights' logs, and may be used since.
  private(set) var lifted = 0
  /// What became of the events that lay at rest, where there were some.
  var atRest: StageReport?
  /// The events dropped for all purposes, night after night, and for each purpose those that it may
  /// not use.
  var tally = DropTally()
  private var sharedTally = DropTally()
  private var ownTallies: [DropTally] = []
  /// The events seen by day, purpose, coarse cell and what became of them.
  private(set) var cells = ConsentCells()
  /// The runs that have been published, this one last.
  var runs: [RunTable.Row] = []
  var sessions: [PurposeSessions] = []
  var learned: [LearnedOutcome] = []
  var tables: [TableFile] = []

  init(
    configuration: PipelineConfiguration, context: RunContext, untilStage: PipelineStage,
    selection: InputSelection, logs: IngestedLogs, statements: LoadedStatements,
    audit: Standing.Audit?
  ) {
    self.configuration = configuration
    self.context = context
    self.untilStage = untilStage
    self.selection = selection
    self.logs = logs
    self.statements = statements
    self.audit = audit
  }

  /// Whether the run judges the past.
  var isAudit: Bool { audit != nil }

  /// The events that a purpose's models have not seen: those dropped for all, and its own.
  func dropped(for purpose: Int) -> DropTally {
    var dropped = sharedTally
    dropped.merge(ownTallies[purpose])
    return dropped
  }

  /// Takes over what came of the night's events.
  ///
  /// - Throws: ``StageFailure`` 70 where events were lost or made.
  mutating func take(
    _ result: BucketResult, _ tonight: TonightsLogs, _ standing: Standing, makesSessions: Bool
  ) throws {
    tables = result.tables
    try takeConsent(result, tonight)
    try takeAtRest(result)
    let sources = standing.sources(configuration)
    var all = DropCounter(standing.state?.dropped ?? [], sources)
    for counter in tonight.ingested.records.map(\.dropped) + tonight.again.map(\.dropped) {
      all.add(counter)
    }
    for counter in tonight.again.map(\.lifted) { all.subtract(counter) }
    all.add(result.droppedNew)
    all.add(result.dropped)
    all.settle()
    dropped = all
    cells = ConsentCells(
      all, result, controller: context.controller, purposes: configuration.purposes.names, sources)
    sharedTally = all.tally(purpose: Statement.allPurposes, controller: context.controller)
    tally = sharedTally
    for (place, purpose) in configuration.purposes.names.enumerated() {
      let own = result.ownDropped[place].tally(purpose: purpose, controller: context.controller)
      ownTallies.append(own)
      tally.merge(own)
      if makesSessions { try add(result, place, purpose) }
    }
    runs = standing.state?.runs.filter { $0.run != runID } ?? []
    runs.append(row(permitted: result.permitted))
  }

  /// The events dropped for all purposes, night after night.
  private(set) var dropped = DropCounter()

  private mutating func takeConsent(_ result: BucketResult, _ tonight: TonightsLogs) throws {
    var report = StageReport(stage: "consent")
    var counts = DropCounter()
    for records in tonight.ingested.records {
      report.in += records.judged
      report.out += records.permitted
      report.dropped.add(["late": records.late].filter { $0.value > 0 })
      counts.add(records.dropped)
    }
    for records in tonight.again {
      report.out += records.permitted
      counts.add(records.dropped)
    }
    for records in tonight.linkedAgain { counts.subtract(records.lifted) }
    for records in tonight.earlierAgain { lifted += records.permitted + records.dropped.total }
    report.in += lifted
    counts.add(result.droppedNew)
    report.out -= result.droppedNew.total
    report.dropped.add(counts.byReason.filter { $0.value != 0 })
    try report.requireBalance()
    consent = report
  }

  private mutating func takeAtRest(_ result: BucketResult) throws {
    guard result.atRest.events > 0 else { return }
    var report = StageReport(stage: "at-rest")
    report.in = result.atRest.events
    report.out = result.atRest.stayed
    report.dropped = result.atRest.dropped.byReason
    try report.requireBalance()
    atRest = report
  }

  /// Takes over the sessions of a purpose.
  private mutating func add(_ result: BucketResult, _ place: Int, _ purpose: String) throws {
    let tally = result.sessions[place]
    var consent = StageReport(stage: "consent/\(purpose)")
    consent.in = result.permitted
    consent.out = tally.input
    consent.dropped = result.ownDropped[place].byReason
    try consent.requireBalance()
    var report = StageReport(stage: "sessionize/\(purpose)")
    report.in = tally.input
    report.add(tally)
    try report.requireBalance()
    let outcomes = configuration.outcomes.filter { $0.purpose == purpose }
    sessions.append(
      PurposeSessions(
        purpose: purpose, consent: consent, report: report, tally: tally,
        reached: zip(outcomes, result.reached[place]).map { ($0.name, $1) }))
  }

  private func row(permitted: Int) -> RunTable.Row {
    var row = RunTable.Row(
      run: runID, controller: context.controller, asOf: context.asOf,
      untilStage: untilStage.rawValue, codeVersion: CodeVersion.current,
      configuration: configuration.digest, exit: (logs.failures.first?.code ?? .done).rawValue)
    row.files = logs.files.count
    row.lines = logs.report.in
    row.newEvents = consent?.in ?? 0
    row.permittedEvents = permitted
    return row
  }

  /// What the run decided and made.
  var figures: RunFigures {
    var ingest = logs.report
    ingest.files = nil
    return RunFigures(
      asOf: context.asOf.description, statements: statements.statements.count,
      stages: [statements.report, ingest] + [consent, atRest].compactMap(\.self)
        + sessions.flatMap { [$0.consent, $0.report] },
      // The table of runs is a history, no function of the input.
      tables: tables.filter { $0.path != RunTable.path }.map(\.content),
      outcomes: learned.map(\.figures))
  }

  /// The run's id.
  var runID: String {
    RunIdentity(
      configuration: configuration, context: context, untilStage: untilStage, selection: selection,
      contents: logs.contents, statements: statements
    ).id
  }

  private var bundles: [String: [String: String]] {
    var bundles: [String: [String: String]] = [:]
    for outcome in learned {
      guard outcome.takesOver, let bundle = outcome.bundle else { continue }
      for file in bundle.files {
        bundles[outcome.definition.name, default: [:]][file.name] = ContentDigest.of(file.bytes)
      }
    }
    return bundles
  }

  /// The run's record.
  func manifest(_ timings: [RunManifest.Timing]) -> RunManifest {
    RunManifest(
      run: runID, controller: context.controller, configuration: configuration.digest,
      codeVersion: CodeVersion.current, ledger: statements.ledger,
      inputs: zip(selection.logs, logs.files).map {
        RunManifest.Input(path: $0.path, digest: $1.digest, log: $1)
      }
        + statements.seen.map { RunManifest.Input(path: $0.path, digest: $0.digest) },
      figures: figures, outputs: tables, bundles: bundles, timings: timings,
      exitCode: (logs.failures.first?.code ?? .done).rawValue)
  }
}

extension LearnedOutcome {
  /// The bundle's files, the manifest without the ledger's head, whose salts are random, and the pipeline
  /// file's digest, which covers paths.
  private var contentFiles: [Bundle.File] {
    guard let bundle else { return [] }
    return bundle.files.map { file in
      guard file.name == Bundle.FileName.manifest else { return file }
      var manifest = bundle.manifest
      manifest.basis?.ledger = nil
      manifest.basis?.configuration = ""
      // What has been encoded with more can be encoded with less.
      return Bundle.File(name: file.name, bytes: (try? manifest.json()) ?? file.bytes)
    }
  }

  /// What became of the outcome, in figures.
  var figures: RunFigures.Outcome {
    var outcome = RunFigures.Outcome(name: definition.name, purpose: definition.purpose)
    switch result {
    case .notTrained(let reason, let tallies):
      outcome.notTrained = reason.text
      outcome.figures = tallies.byName.mapValues(Double.init)
    case .trained(let trained):
      outcome.figures = trained.tallies.byName.mapValues(Double.init)
      outcome.figures["features"] = Double(trained.fit.features)
      outcome.figures["objective"] = trained.fit.objective
      if let test = trained.evaluation {
        outcome.figures["logLoss"] = test.logLoss
        outcome.figures["baseLogLoss"] = test.baseLogLoss
        outcome.figures["brier"] = test.brier
        outcome.figures["ece"] = test.ece
        if let prAuc = test.prAuc { outcome.figures["prAuc"] = prAuc }
        if let auc = test.auc { outcome.figures["auc"] = auc }
      }
      for file in contentFiles { outcome.bundle[file.name] = ContentDigest.of(file.bytes) }
    }
    return outcome
  }
}
