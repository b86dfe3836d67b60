import Compression
import Events
import LogReading
public import Logging
import Workspace

/// What `sojourn-ingest` is told.
public struct IngestSettings: Sendable {
  /// The logs' format: a name, or a format string.
  public var format: String
  /// Who the visitor is; nil where the format says.
  public var visitor: String?
  /// Whether every request is an event, not pages alone.
  public var keepAll = false
  /// Where the fields of JSON logs are: `event=PATH,…`.
  public var fields: String?
  /// The extensions of files that are no pages; nil for the built-in list.
  public var assets: [String]?
  /// The signals of consent that are brought into events: `none`, or `tc,consent-mode,…`; nil for those
  /// that have a standard name.
  public var signals: String?
  /// What is borne of bad input.
  public var inputLimits = InputLimits()
  /// How many rejected lines are borne.
  public var rejectLimits = RejectLimits()

  /// Settings for one format.
  public init(format: String) {
    self.format = format
  }

  /// The reader's own settings.
  ///
  /// - Throws: ``StageFailure`` 64 where the format, the visitor or the fields are wrong.
  func readerSettings() throws -> LogReaderSettings {
    do {
      let settings = LogReaderSettings(
        format: try LogFormat(format),
        visitor: try visitor.map { try VisitorSource($0) } ?? .hostAndAgent,
        keepAll: keepAll, fields: try fieldPaths(),
        signals: try signals.map { try SignalSources($0) } ?? .standard,
        assetExtensions: assets ?? LogReaderSettings.standardAssetExtensions)
      _ = try LogReader(settings)
      return settings
    } catch let failure as StageFailure {
      throw failure
    } catch {
      throw StageFailure(.usage, "\(error)")
    }
  }

  /// The paths of JSON fields by the event's field: `url=request.uri,agent=headers.User-Agent`.
  private func fieldPaths() throws -> [String: String] {
    var paths: [String: String] = [:]
    for pair in (fields ?? "").split(separator: ",") {
      guard let sign = pair.firstIndex(of: "="), sign > pair.startIndex else {
        throw StageFailure(.usage, "--fields takes event=PATH pairs with commas, not `\(pair)`")
      }
      paths[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
    }
    return paths
  }
}

/// Logs to events: the work of `sojourn-ingest`.
public struct IngestStage {
  private let settings: IngestSettings
  private let log: Logger

  /// A stage with its settings and where it tells what it meets.
  public init(settings: IngestSettings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Reads files and writes events.
  ///
  /// A file that can't be read to its end is named and the others go on; nothing of it stays in an
  /// output file, and what went to a pipe is not to be used, as the exit code says.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func run(files: [String], output: String?, report: String?) throws -> ExitCode {
    let readerSettings = try settings.readerSettings()
    let records = try RecordOutput(path: output)
    var tally = StageReport(stage: "ingest")
    var code = ExitCode.done
    var fileReports: [StageReport.File] = []
    for path in files.isEmpty ? ["-"] : files {
      let input = LineInput(path: path, limits: settings.inputLimits)
      var reading = LogFileReading(input: input, settings: readerSettings, log: log)
      reading.isDigested = report != nil
      let (file, failure) = try read(reading, records)
      if let failure {
        log.error("\(failure.description)")
        code = code == .done ? failure.code : code
      }
      tally.add(file)
      fileReports.append(file)
    }
    tally.files = fileReports
    try tally.requireBalance()
    try tally.write(to: report)
    if let failure = tally.failure(settings.rejectLimits, hint: "check --format") {
      try records.abandon()
      throw failure
    }
    try records.finish()
    return code
  }

  private func read(
    _ reading: LogFileReading, _ records: RecordOutput
  ) throws -> (StageReport.File, StageFailure?) {
    let mark = try records.mark()
    var (file, failure, _) = try reading.read { batch in
      try records.writeLines { lines in
        for row in batch.rows {
          lines.append(event: row, of: batch)
          lines.append(0x0A)
        }
      }
    }
    guard let failure else { return (file, nil) }
    let isSalvaged = failure.code == .badData && settings.inputLimits.onCorrupt == .salvage
    guard !isSalvaged else {
      log.warning("\(failure.description); the whole lines before the damage are kept")
      return (file, nil)
    }
    if let mark { try records.rollBack(to: mark) }
    file.withhold()
    return (file, failure)
  }
}

extension StageReport {
  /// Adds a file's tallies to the stage's.
  mutating func add(_ file: File) {
    self.in += file.lines
    out += file.events
    rejected.add(file.rejected)
    filtered.add(file.filtered)
    if file.withheld > 0 { dropped["damaged-file", default: 0] += file.withheld }
  }

  /// Why the rejected lines are more than is borne; nil where they are not.
  func failure(_ limits: RejectLimits, hint: String) -> StageFailure? {
    let count = rejected.values.reduce(0, +)
    guard limits.arePassed(rejected: count, of: self.in) else { return nil }
    return StageFailure(
      .badData,
      "\(count) of \(self.in) lines are rejected, beyond the limits of \(limits.count) lines and \(limits.share * 100) %; \(hint)"
    )
  }

  /// Writes the report as JSON; without a path nothing is written.
  public func write(to path: String?) throws {
    guard let path else { return }
    try AtomicFile.write(try JSONDocument.encode(self), to: path)
  }
}
