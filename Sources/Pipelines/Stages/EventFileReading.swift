import Bytes
import Events
import Logging

/// Reads files of events as NDJSON, the format between stages.
struct EventFileReading {
  let limits: InputLimits
  let log: Logger

  /// Hands on batches of events, each of which the receiver may keep or empty.
  ///
  /// - Parameters:
  ///   - files: paths; `-` or none is standard input.
  ///   - tally: where lines in and rejected are counted.
  ///   - receive: takes each batch.
  /// - Returns: the first failure of a file that could not be read to its end; the others are read.
  func read(
    _ files: [String], _ tally: inout StageReport,
    _ receive: (inout EventBatch) throws -> Void
  ) throws -> StageFailure? {
    var failure: StageFailure?
    for path in files.isEmpty ? ["-"] : files {
      let input = LineInput(path: path, limits: limits)
      let reading = try readFile(input, &tally, receive)
      guard let problem = reading.failure else { continue }
      if failure == nil {
        failure = problem
      } else {
        log.error("\(problem.description)")
      }
    }
    return failure
  }

  private func readFile(
    _ input: LineInput, _ tally: inout StageReport,
    _ receive: (inout EventBatch) throws -> Void
  ) throws -> LineInput.Reading {
    var batch = EventBatch()
    var source = batch.sourceIndex(input.sourceName)
    var rejections: [String: Int] = [:]
    let reading = try input.forEachLine(digesting: false) { line, number in
      do throws(EventRejection) {
        try batch.append(ndjson: line, source: source, number: number)
      } catch {
        rejections[error.rawValue, default: 0] += 1
        if rejections.values.reduce(0, +) <= LogFileReading.namedRejections {
          log.warning("\(input.name):\(number): rejected: \(error.rawValue)")
        }
      }
      if batch.text.count >= LogFileReading.batchBytes {
        try receive(&batch)
        batch.reset()
        source = batch.sourceIndex(input.sourceName)
      }
    }
    if reading.hasCutLine { rejections["cut", default: 0] += 1 }
    if !batch.rows.isEmpty { try receive(&batch) }
    tally.in += reading.lines + (reading.hasCutLine ? 1 : 0)
    tally.rejected.add(rejections)
    return reading
  }
}
