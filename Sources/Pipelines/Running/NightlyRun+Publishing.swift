import Bytes
import Events
import Identity
import Journeys
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
        guard let bundle = learned.bundle else { continue }
        let name = "models/\(learned.definition.name)"
        try BundleFolder.publish(bundle.files, as: "\(staging)/\(name)")
        parts.append(name)
      }
    }
    clock.lap("export")
    let record = "runs/\(made.runID)"
    try Folder.create("\(staging)/\(record)")
    let summary = RunSummary(made, until: made.untilStage, timings: clock.timings).text
    let manifest = made.manifest(clock.timings)
    let files: [(name: String, bytes: [UInt8])] = [
      ("\(record)/figures.json", try JSONDocument.encode(made.figures)),
      ("\(record)/manifest.json", try JSONDocument.encode(manifest)),
      ("\(record)/summary.txt", Array(summary.utf8)),
      (NightState.path, try JSONDocument.encode(state)),
      ("runs/current", Array("\(made.runID)\n".utf8)),
    ]
    for file in files { try StagedFile.write(file.bytes, to: "\(staging)/\(file.name)") }
    parts += [record, NightState.path, "runs/current"]
    try Publication(workspace: made.configuration.workspace).commit(staging, parts: parts)
  }

  /// Writes the run's metrics, for a run in which every file could be read.
  func writeMetrics(_ made: RunResults, _ timings: [RunManifest.Timing]) throws {
    guard made.logs.failures.isEmpty else { return }
    let path = options.metrics ?? "\(made.configuration.workspace)/metrics.prom"
    try RunMetrics(
      made.figures, timings, controller: made.context.controller, at: Clock.now()
    ).write(to: path)
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
    state.dropped = made.dropped.inOrder
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

extension NightState {
  /// The events that nights have dropped, as a counter.
  var droppedCounter: DropCounter { DropCounter(dropped) }
}
