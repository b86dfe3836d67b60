import Bytes
import Events
import Journeys
import Logging

/// Reads sessions, or events that are then grouped into sessions, as NDJSON.
struct SessionInput {
  let limits: InputLimits
  let rejectLimits: RejectLimits
  let rules: SessionRules
  let log: Logger

  /// The sessions of all files in order, every one of them closed unless its line says otherwise.
  ///
  /// Lines with a `session` are sessions, others are events.
  ///
  /// - Parameters:
  ///   - files: paths; `-` or none is standard input.
  ///   - tally: where lines and sessions are counted.
  /// - Throws: ``StageFailure`` where a file can't be read or too many lines are rejected.
  func read(_ files: [String], _ tally: inout StageReport) throws -> SessionTable {
    var table = SessionTable()
    var events = EventBatch()
    for path in files.isEmpty ? ["-"] : files {
      let input = LineInput(path: path, limits: limits)
      var rejected = 0
      let reading = try input.forEachLine { line, number in
        do {
          if isSession(line) {
            try table.append(ndjson: line)
          } else {
            try events.append(ndjson: line)
          }
        } catch {
          rejected += 1
          if rejected <= LogFileReading.namedRejections {
            log.warning("\(input.name):\(number): rejected: \(error)")
          }
        }
      }
      if let failure = reading.failure { throw failure }
      tally.in += reading.lines
      tally.out += reading.lines - rejected
      if rejected > 0 { tally.rejected["bad-line", default: 0] += rejected }
    }
    try tally.requireBalance()
    if let failure = tally.failure(rejectLimits, hint: "sessions or events were expected") {
      throw failure
    }
    let read = joined(table, events)
    tally.sessions = read.sessions.count
    return read
  }

  private func isSession(_ line: Span<UInt8>) -> Bool {
    var isSession = false
    // A line that is not JSON is rejected as an event.
    try? forEachMember(of: line) { key, _ in
      if line.extracting(key.range.indices).isEqual(to: "session") { isSession = true }
    }
    return isSession
  }

  private func joined(_ table: SessionTable, _ events: EventBatch) -> SessionTable {
    guard !events.rows.isEmpty else {
      var sorted = table
      sorted.sort()
      return sorted
    }
    let (formed, _) = Sessionizer(rules: rules).sessions(of: events)
    var both = table
    both.append(formed)
    both.sort()
    return both
  }
}
