import Bytes
import Compression
import Events
import LogReading
import Logging

/// Reads one log file into batches of events.
struct LogFileReading {
  /// How much text a batch may hold before it is handed on.
  static let batchBytes = 1 << 20
  /// How many rejected lines of a file are named one by one.
  static let namedRejections = 20

  let input: LineInput
  let settings: LogReaderSettings
  let log: Logger

  /// Hands on batches of events, each of which the receiver may keep or empty.
  ///
  /// - Returns: the file's tallies, and why it could not be read to its end.
  /// - Throws: ``StageFailure`` where the settings are wrong, or what `receive` throws.
  func read(
    _ receive: (inout EventBatch) throws -> Void
  ) throws -> (file: StageReport.File, failure: StageFailure?) {
    var file = StageReport.File(file: input.name)
    var reader = try LogReader(settings)
    var batch = EventBatch()
    var source = batch.sourceIndex(input.sourceName)
    let reading = try input.forEachLine { line, number in
      switch reader.read(line, number: number, source: source, into: &batch) {
      case .event: file.events += 1
      case .filtered(let reason): file.filtered[reason.rawValue, default: 0] += 1
      case .rejected(let reason): reject(reason.rawValue, line: number, &file)
      }
      if batch.text.count >= LogFileReading.batchBytes {
        try receive(&batch)
        batch = EventBatch()
        source = batch.sourceIndex(input.sourceName)
      }
    }
    if reading.hasCutLine { reject("cut", line: reading.lines + 1, &file) }
    if !batch.rows.isEmpty { try receive(&batch) }
    file.note(reading)
    return (file, reading.failure)
  }

  private func reject(_ reason: String, line: Int, _ file: inout StageReport.File) {
    file.rejected[reason, default: 0] += 1
    let count = file.rejected.values.reduce(0, +)
    if count <= LogFileReading.namedRejections {
      log.warning("\(input.name):\(line): rejected: \(reason)")
    } else if count == LogFileReading.namedRejections + 1 {
      log.warning("\(input.name): more lines are rejected; they are counted in the report")
    }
  }
}

extension StageReport.File {
  /// Takes over how the file was read.
  mutating func note(_ reading: LineInput.Reading) {
    lines = reading.lines + (reading.hasCutLine ? 1 : 0)
    encoding = reading.summary?.encoding.rawValue
    compressedBytes = reading.summary?.compressedBytes ?? 0
    bytes = reading.summary?.bytes ?? 0
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
