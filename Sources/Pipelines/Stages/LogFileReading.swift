import Bytes
import Compression
import Events
import LogReading
import Logging

/// Reads one log file into batches of events.
struct LogFileReading {
  /// How much text a batch may hold before it is handed on: little enough for it and its rows to stay
  /// in a processor's own cache.
  static let batchBytes = 64 << 10
  /// How many rejected lines of a file are named one by one.
  static let namedRejections = 20

  let input: LineInput
  let settings: LogReaderSettings
  let log: Logger
  /// Whether the digest of the file's content is asked for.
  var isDigested = true

  /// Hands on batches of events, each of which the receiver may keep or empty.
  ///
  /// - Returns: the file's tallies, why it could not be read to its end, and what its content was.
  /// - Throws: ``StageFailure`` where the settings are wrong, or what `receive` throws.
  func read(
    _ receive: (inout EventBatch) throws -> Void
  ) throws -> (file: StageReport.File, failure: StageFailure?, content: ContentHash) {
    var file = StageReport.File(file: input.name)
    var reader = try LogReader(settings)
    var tally = LineTally()
    var batch = EventBatch()
    var source = batch.sourceIndex(input.sourceName)
    let reading = try input.forEachLine(digesting: isDigested) { line, number in
      let outcome = reader.read(line, number: number, source: source, into: &batch)
      tally.count(outcome)
      if case .rejected(let reason) = outcome {
        name(reason.rawValue, line: number, rejections: tally.rejected)
      }
      if batch.text.count >= LogFileReading.batchBytes {
        try receive(&batch)
        batch.reset()
        source = batch.sourceIndex(input.sourceName)
      }
    }
    file.events = tally.events
    for (reason, count) in tally.rejectedByReason { file.rejected[reason.rawValue] = count }
    for (reason, count) in tally.filteredByReason { file.filtered[reason.rawValue] = count }
    if reading.hasCutLine {
      file.rejected["cut"] = 1
      name("cut", line: reading.passedOver + reading.lines + 1, rejections: tally.rejected + 1)
    }
    if !batch.rows.isEmpty { try receive(&batch) }
    file.note(reading)
    return (file, reading.failure, reading.content)
  }

  /// Names a rejected line, up to a number of them: the rest is in the tallies.
  private func name(_ reason: String, line: Int, rejections: Int) {
    if rejections <= LogFileReading.namedRejections {
      log.warning("\(input.name):\(line): rejected: \(reason)")
    } else if rejections == LogFileReading.namedRejections + 1 {
      log.warning("\(input.name): more lines are rejected; they are counted in the report")
    }
  }
}

extension StageReport.File {
  /// Takes over how the file was read.
  mutating func note(_ reading: LineInput.Reading) {
    lines = reading.lines + (reading.hasCutLine ? 1 : 0)
    digest = reading.content.fullDigest
    encoding = reading.summary?.encoding.rawValue
    compressedBytes = reading.summary?.compressedBytes ?? 0
    bytes = reading.summary?.bytes ?? reading.deliveredBytes
    failure = reading.failure?.description
    for warning in reading.summary?.warnings ?? [] {
      switch warning {
      case .emptyFile: warnings["empty-file", default: 0] += 1
      case .textAfterLastMember(let bytes): warnings["bytes-after-last-member", default: 0] += bytes
      }
    }
  }

  /// Takes back the file's events: it is damaged, and nothing of it is published.
  mutating func withhold() {
    withheld += events
    events = 0
  }
}
