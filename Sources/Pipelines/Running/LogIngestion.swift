import Bytes
import Compression
import Events
import Identity
import Journeys
import Logging
import LogReading

/// What came of the logs of a run: events reduced to what may lie at rest, and tallies by file.
struct IngestedLogs: Sendable {
  /// The events of all whole files, in the files' order.
  var events: EventBatch
  /// The files' tallies, in the files' order.
  var files: [StageReport.File]
  /// Why files could not be read to their end.
  var failures: [StageFailure]

  /// The tallies of all files together.
  var report: StageReport {
    var report = StageReport(stage: "ingest")
    for file in files { report.add(file) }
    report.files = files
    return report
  }
}

/// Reads a run's logs, several files side by side.
struct LogIngestion: Sendable {
  let configuration: PipelineConfiguration
  let subkey: Subkey
  let outcomes: OutcomeSet
  let log: Logger

  /// Reads all files: a damaged one is named and nothing of it is kept, the others go on.
  ///
  /// - Throws: ``StageFailure`` where the configuration is wrong or a tally does not balance.
  func read(_ files: [InputSelection.LogFile], jobs: Int) async throws -> IngestedLogs {
    let parts = try await concurrently(count: files.count, width: jobs) { place in
      try read(files[place])
    }
    var logs = IngestedLogs(events: EventBatch(), files: [], failures: [])
    var seen: [String: String] = [:]
    for part in parts {
      logs.failures += part.failures
      if let repeated = repeatOf(part, &seen) {
        logs.files.append(repeated)
        continue
      }
      logs.events.join(part.events)
      logs.files += part.files
    }
    return logs
  }

  /// What is told of a file whose content another file of the run has already brought, such as a
  /// rotated copy (rules of sessions, 9); nil for one that is new.
  private func repeatOf(
    _ part: IngestedLogs, _ seen: inout [String: String]
  ) -> StageReport.File? {
    guard let file = part.files.first, file.failure == nil, file.lines > 0,
      let digest = file.digest
    else { return nil }
    guard let first = seen[digest] else {
      seen[digest] = file.file
      return nil
    }
    log.notice("\(file.file): has the content of \(first) and is not read twice")
    var repeated = StageReport.File(file: file.file)
    repeated.digest = digest
    repeated.warnings["same-content"] = 1
    return repeated
  }

  private func read(_ file: InputSelection.LogFile) throws -> IngestedLogs {
    var ingest = configuration.logs[file.source].ingestSettings
    ingest.assets = configuration.site.assets
    let input = LineInput(path: file.path, limits: configuration.limits)
    let reading = LogFileReading(input: input, settings: try ingest.readerSettings(), log: log)
    var minimizer = EventMinimizer(
      subkey: subkey, keepQuery: configuration.site.keepQuery + outcomes.queryKeys,
      traitKeys: outcomes.traitKeys)
    var events = EventBatch()
    var (tally, failure) = try reading.read { batch in
      batch.flagBots()
      events.join(minimizer.minimize(batch))
    }
    guard let failure else { return IngestedLogs(events: events, files: [tally], failures: []) }
    if failure.code == .badData, configuration.limits.onCorrupt == .salvage {
      log.warning("\(failure.description); the whole lines before the damage are kept")
      return IngestedLogs(events: events, files: [tally], failures: [])
    }
    log.error("\(failure.description)")
    tally.withhold()
    return IngestedLogs(events: EventBatch(), files: [tally], failures: [failure])
  }
}

extension OutcomeSet {
  /// The traits that outcomes name, sorted.
  var traitKeys: [String] {
    var keys: Set<String> = []
    for definition in definitions {
      let named = definition.patterns.flatMap(\.criteria).map(\.key) + [definition.value ?? ""]
      for key in named where key.hasPrefix("traits.") { keys.insert(String(key.dropFirst(7))) }
    }
    return keys.sorted()
  }
}
