import Bytes
import Compression
import Consent
import Events
import Identity
import Journeys
import LogReading
import Logging
import Synchronization
import Workspace

/// What came of the logs of a run: events that may be kept, and tallies by file.
struct IngestedLogs: Sendable {
  /// What the whole files have brought, in the files' order.
  var records: [FileRecords] = []
  /// The files' tallies, in the files' order.
  var files: [StageReport.File] = []
  /// What is now known of each file's content; nil for one that was not read to its end.
  var contents: [SeenContent?] = []
  /// Why files could not be read to their end.
  var failures: [StageFailure] = []

  /// The tallies of all files together.
  var report: StageReport { IngestedLogs.report(of: files) }

  /// The tallies of the files of which something is used: all but damaged ones.
  var soundReport: StageReport {
    IngestedLogs.report(of: zip(files, contents).filter { $1 != nil }.map(\.0))
  }

  private static func report(of files: [StageReport.File]) -> StageReport {
    var report = StageReport(stage: "ingest")
    for file in files { report.add(file) }
    report.files = files
    return report
  }
}

/// Reads a run's logs, several files side by side, and judges each event right after parsing.
struct LogIngestion: Sendable {
  let configuration: PipelineConfiguration
  let subkey: Subkey
  let outcomes: OutcomeSet
  let log: Logger
  let progress: ProgressMeter
  /// About how much memory what is known of ids may take, for each file that is read at once.
  let directoryBytes: Int

  /// What one file has come to.
  private struct Part: Sendable {
    var file: StageReport.File
    var content: SeenContent?
    var failure: StageFailure?
  }

  /// Reads what is new of the files: a damaged one is named and nothing of it is kept, the others go
  /// on.
  ///
  /// - Parameters:
  ///   - logs: the files, with the part of each that is passed over.
  ///   - rules: what events are judged by.
  ///   - shelf: where the files' records wait.
  /// - Throws: ``StageFailure`` where the configuration is wrong or a tally does not balance,
  ///   ``WorkspaceError`` where records can't be spilled.
  func read(
    _ logs: [SurveyedLog], rules: IntakeRules, shelf: RecordShelf, jobs: Int
  ) async throws -> IngestedLogs {
    let idle = Mutex<[EventIntake]>([])
    let parts = try await concurrently(count: logs.count, width: jobs) { place in
      var intake = idle.withLock { $0.popLast() } ?? makeIntake(rules)
      // The last files may leave cores idle: there unpacking goes on beside the rest.
      let readsAhead = logs.count - place <= logs.count % jobs
      let part = try read(logs[place], place, &intake, shelf, readsAhead: readsAhead)
      idle.withLock { $0.append(intake) }
      return part
    }
    var ingested = IngestedLogs()
    let records = shelf.takeAll()
    for (place, part) in parts.enumerated() {
      ingested.records.append(records[place] ?? FileRecords())
      ingested.files.append(part.file)
      ingested.contents.append(part.content)
      if let failure = part.failure { ingested.failures.append(failure) }
    }
    return ingested
  }

  private func makeIntake(_ rules: IntakeRules) -> EventIntake {
    let keepQuery = configuration.site.keepQuery + outcomes.queryKeys
    return EventIntake(
      rules, subkey: subkey,
      minimizer: EventMinimizer(
        subkey: subkey, keepQuery: keepQuery, traitKeys: outcomes.traitKeys,
        signals: RestingSignals(configuration.consent)),
      cells: CellReader(keepQuery: keepQuery), directoryBytes: directoryBytes)
  }

  private func read(
    _ log: SurveyedLog, _ place: Int, _ intake: inout EventIntake, _ shelf: RecordShelf,
    readsAhead: Bool
  ) throws -> Part {
    guard !log.isSeen else { return seen(log) }
    var records = FileRecords()
    records.source = UInt16(clamping: log.log.source)
    var memory = 0
    var input = LineInput(path: log.log.path, limits: configuration.limits, known: log.known)
    input.progress = progress
    input.readsAhead = readsAhead
    let reading = LogFileReading(input: input, settings: try settings(log), log: self.log)
    var (file, failure, content) = try reading.read { batch in
      intake.take(batch, into: &records)
      memory = try shelf.account(&records, since: memory)
    }
    if let repeats = log.repeats {
      self.log.notice("\(file.file): goes on where \(repeats) ends")
    }
    if let problem = failure, problem.code == .badData,
      configuration.limits.onCorrupt == .salvage
    {
      self.log.warning("\(problem.description); the whole lines before the damage are kept")
      failure = nil
    }
    if let failure {
      self.log.error("\(failure.description)")
      file.withhold()
      shelf.release(memory)
      return Part(file: file, failure: failure)
    }
    shelf.put(records, at: place)
    var seen = SeenContent(content, of: log.identity)
    seen.source = log.log.source
    if records.judged > 0 { seen.before = records.latest.nextMidnight }
    seen.hasFuture = records.dropped.has(.futureRecord)
    return Part(file: file, content: seen)
  }

  private func settings(_ log: SurveyedLog) throws -> LogReaderSettings {
    var ingest = configuration.logs[log.log.source].ingestSettings
    ingest.assets = configuration.site.assets
    var settings = try ingest.readerSettings()
    settings.signals = SignalSources(configuration.consent.signals)
    return settings
  }

  /// What is told of a file whose content has been read before, such as a rotated copy.
  private func seen(_ log: SurveyedLog) -> Part {
    var file = StageReport.File(file: log.log.path)
    file.digest = log.seen?.digest
    file.warnings[log.identity?.size == 0 ? "empty-file" : "same-content"] = 1
    if let repeats = log.repeats {
      self.log.notice("\(log.log.path): has the content of \(repeats) and is not read twice")
    }
    var content = log.seen
    content?.file = log.identity
    return Part(file: file, content: content)
  }
}

extension Timestamp {
  /// The midnight in UTC after the moment.
  fileprivate var nextMidnight: Timestamp {
    Timestamp(seconds: Int64(dayNumber + 1) * 86_400) ?? .distantFuture
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
