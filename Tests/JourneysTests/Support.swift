import Bytes
import Events
import Journeys

/// A batch of events read from NDJSON lines.
func batch(_ lines: [String]) throws -> EventBatch {
  var batch = EventBatch()
  for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
  return batch
}

/// An event's line: a page viewed at some seconds of 2026-11-22, with further members as JSON.
func page(
  _ visitor: String, _ seconds: Int, _ url: String = "/", _ more: String = ""
) -> String {
  let time = Timestamp(nanoseconds: (1_795_305_600 + Int64(seconds)) * 1_000_000_000)
  let rest = more.isEmpty ? "" : ",\(more)"
  return
    "{\"time\":\"\(time)\",\"visitor\":\"\(visitor)\",\"event\":\"page_viewed\",\"url\":\"\(url)\"\(rest)}"
}

/// Rules whose timeout is some seconds.
func rules(timeout seconds: Int64 = 1800, asOf: Timestamp? = nil) -> SessionRules {
  var rules = SessionRules(asOf: asOf)
  rules.timeoutNanoseconds = seconds * 1_000_000_000
  return rules
}

/// The sessions of lines.
func sessions(
  _ lines: [String], _ rules: SessionRules = SessionRules(), presorted: Bool = false
) throws -> (table: SessionTable, tally: SessionTally) {
  Sessionizer(rules: rules).sessions(of: try batch(lines), presorted: presorted)
}

/// A session's line.
func line(
  _ session: Session, _ table: SessionTable, _ options: SessionWritingOptions = .init()
) -> String {
  var bytes: [UInt8] = []
  bytes.append(session: session, of: table, options)
  return String(decoding: bytes, as: UTF8.self)
}

/// All sessions' lines.
func lines(_ table: SessionTable, _ options: SessionWritingOptions = .init()) -> [String] {
  table.sessions.map { line($0, table, options) }
}

/// How many events each session has.
func sizes(_ table: SessionTable) -> [Int] { table.sessions.map { $0.rows.count } }

/// A session's visitor.
func visitor(_ session: Session, _ table: SessionTable) -> String {
  table.events.string(table.events.rows[session.rows.lowerBound].visitor)
}

func botReason(_ agent: String) -> String? {
  BotDetector.reason(Array(agent.utf8).span).map { "\($0)" }
}
