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
  var permitted: PermittedEvents?
  var sessions: [PurposeSessions] = []
  var learned: [LearnedOutcome] = []
  var tables: [TableFile] = []

  /// Whether the run judges the past; see ``LoadedStatements/isAudit(_:)``.
  var isAudit: Bool { statements.isAudit(context) }

  /// Takes over the sessions of a purpose.
  ///
  /// - Throws: ``StageFailure`` 70 where events were lost or made.
  mutating func add(
    _ tally: SessionTally, of permitted: PermittedEvents, purpose: String,
    _ table: borrowing SessionTable, _ outcomes: OutcomeSet
  ) throws {
    var report = StageReport(stage: "sessionize/\(purpose)")
    report.in = tally.input
    report.add(tally)
    try report.requireBalance()
    var counts = [Int](repeating: 0, count: outcomes.definitions.count)
    for session in table.sessions {
      for achievement in session.achievements { counts[achievement.outcome] += 1 }
    }
    sessions.append(
      PurposeSessions(
        purpose: purpose, consent: permitted.report, report: report, tally: tally,
        reached: zip(outcomes.definitions, counts).map { ($0.name, $1) }))
  }

  /// What the run decided and made.
  var figures: RunFigures {
    var ingest = logs.report
    ingest.files = nil
    return RunFigures(
      asOf: context.asOf.description, statements: statements.statements.count,
      stages: [statements.report, ingest] + (permitted.map { [$0.report] } ?? [])
        + sessions.flatMap { [$0.consent, $0.report] },
      tables: tables, outcomes: learned.map(\.figures))
  }

  /// The run's id: its P, and a digest of all that it depends on.
  var runID: String {
    var digest = ContentDigest()
    let parts =
      [configuration.digest, context.asOf.description, "\(context.knownAt)", untilStage.rawValue]
      + zip(selection.logs, logs.files).map { "\($0.path) \($1.digest ?? "")" }
      + zip(selection.statements, statements.digests).map { "\($0) \($1)" }
    for part in parts { digest.update(Array("\(part)\n".utf8).span) }
    let moment = context.asOf.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    return "\(moment)-\(digest.finish().prefix(12))"
  }

  /// The run's record.
  func manifest(_ timings: [RunManifest.Timing]) -> RunManifest {
    RunManifest(
      run: runID, controller: context.controller, configuration: configuration.digest,
      codeVersion: CodeVersion.current,
      inputs: zip(selection.logs, logs.files).map {
        RunManifest.Input(path: $0.path, digest: $1.digest, log: $1)
      }
        + zip(selection.statements, statements.digests).map {
          RunManifest.Input(path: $0, digest: $1)
        },
      figures: figures, timings: timings,
      exitCode: (logs.failures.first?.code ?? .done).rawValue)
  }
}

extension LearnedOutcome {
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
        if let auc = test.auc { outcome.figures["auc"] = auc }
      }
      for file in bundle?.files ?? [] { outcome.bundle[file.name] = ContentDigest.of(file.bytes) }
    }
    return outcome
  }
}
