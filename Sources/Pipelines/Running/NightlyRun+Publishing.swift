import Bytes
import Events
import Identity
import Journeys
import OutcomeModel
import Workspace

extension NightlyRun {
  /// Publishes tables, models and the run's record, all together.
  func publish(
    _ made: RunResults, _ state: NightState, _ staging: String, _ clock: inout StageClock
  ) throws {
    var parts = ["tables", "held"]
    for folder in parts { try Folder.create("\(staging)/\(folder)") }
    if made.untilStage >= .export {
      for learned in made.learned {
        guard learned.takesOver, let bundle = learned.bundle else { continue }
        let name = "models/\(learned.definition.name)"
        try BundleFolder.publish(bundle.files, as: "\(staging)/\(name)")
        parts.append(name)
        guard let leaves = learned.leaves, let basis = bundle.manifest.basis else { continue }
        let list = LeafList.path(basis.recordsRoot)
        guard !parts.contains(list) else { continue }
        try LeafList.write(leaves.keys, to: "\(staging)/\(list)")
        parts.append(list)
      }
    }
    clock.lap("export")
    let record = "runs/\(made.runID)"
    try Folder.create("\(staging)/\(record)")
    let summary = RunSummary(made, until: made.untilStage, timings: clock.timings).text
    let manifest = made.manifest(clock.timings)
    var files: [(name: String, bytes: [UInt8])] = [
      ("\(record)/figures.json", try JSONDocument.encode(made.figures)),
      ("\(record)/manifest.json", try JSONDocument.encode(manifest)),
      ("\(record)/summary.txt", Array(summary.utf8)),
      ("\(record)/training.json", try JSONDocument.encode(TrainingRecord(made.learned))),
      (NightState.path, try JSONDocument.encode(state)),
      ("runs/current", Array("\(made.runID)\n".utf8)),
    ]
    parts += [record, NightState.path, "runs/current"]
    // With the rest, so that a run that is cut off here has its metrics when the next one finishes it.
    if let metrics = metrics(made, clock.timings), options.metrics == nil {
      files.append(("metrics.prom", Array(metrics.text.utf8)))
      parts.append("metrics.prom")
    }
    for file in files { try StagedFile.write(file.bytes, to: "\(staging)/\(file.name)") }
    try Publication(workspace: made.configuration.workspace).commit(staging, parts: parts)
    try LeafList.prune(made.configuration.workspace)
  }

  /// Writes the run's metrics where they belong elsewhere than in the workspace.
  func writeMetrics(_ made: RunResults, _ timings: [RunManifest.Timing]) throws {
    guard let path = options.metrics, let metrics = metrics(made, timings) else { return }
    try metrics.write(to: path)
  }

  /// The run's metrics; nil where not every file could be read.
  private func metrics(_ made: RunResults, _ timings: [RunManifest.Timing]) -> RunMetrics? {
    guard made.logs.failures.isEmpty else { return nil }
    return RunMetrics(
      made.figures, timings, controller: made.context.controller, at: Clock.now())
  }

  /// What the run hands to the next.
  func state(
    _ made: RunResults, _ tonight: TonightsLogs, _ standing: Standing, _ subkey: Subkey
  ) -> NightState {
    var state = NightState(
      controller: made.context.controller, run: made.runID, asOf: made.context.asOf,
      configuration: made.configuration.digest, links: tonight.linked.linksDigest)
    state.key = KeyMark.make(subkey)
    switch made.context.knownAt {
    case .time(let moment): state.knownAt = moment
    case .size(let size): state.knownSize = size
    }
    state.mark = mark(made, tonight, standing)
    state.logs = tonight.contents(after: standing.state?.logs ?? [])
    state.statements = made.statements.seen
    state.ledger = made.statements.ledger
    state.statementFiles = made.statements.ledger == nil ? nil : made.statements.identities
    let sources = standing.sources(made.configuration)
    state.sources = sources.names
    state.dropped = made.dropped.kept(sources)
    state.runs = made.runs
    return state
  }

  /// Up to where nights have been published: the end of the night that was asked for, else the latest
  /// permitted event; never later than P, and never earlier than before.
  private func mark(
    _ made: RunResults, _ tonight: TonightsLogs, _ standing: Standing
  ) -> Timestamp? {
    let end = made.context.day.flatMap { Timestamp(seconds: Int64($0.dayNumber + 1) * 86_400) }
    let reached = (end ?? tonight.latestPermitted).map { min($0, made.context.asOf) }
    guard let before = standing.state?.mark else { return reached }
    return max(before, reached ?? before)
  }
}
