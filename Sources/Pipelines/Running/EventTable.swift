import Bytes
import Events
import Journeys
import Workspace

extension TableWriter {
  /// Rows of one table by day and bucket, as NDJSON.
  struct Partitions {
    private var days: [Int: [(content: [UInt8], rows: Int)]] = [:]

    /// Adds a row; `body` appends it without the line feed.
    mutating func add(
      day: Int, visitor: Span<UInt8>, _ body: (inout [UInt8]) -> Void
    ) {
      let bucket = TableWriter.bucket(of: visitor)
      var buckets =
        days.removeValue(forKey: day)
        ?? Array(repeating: ([], 0), count: TableWriter.bucketCount)
      body(&buckets[bucket].content)
      buckets[bucket].content.append(0x0A)
      buckets[bucket].rows += 1
      days[day] = buckets
    }

    /// The days in order with their buckets.
    var inOrder: [(day: CivilDate, buckets: [(content: [UInt8], rows: Int)])] {
      days.sorted { $0.key < $1.key }.map { (CivilDate(dayNumber: $0.key), $0.value) }
    }
  }

  /// Writes all partitions of a table.
  mutating func write(table: String, _ partitions: Partitions) throws(WorkspaceError) {
    for (day, buckets) in partitions.inOrder {
      try write(table: table, day: day, buckets: buckets)
    }
  }

  /// Writes journeys at rest: each event under its own UTC day, by visitor and canonical order.
  mutating func writeEvents(_ batch: borrowing EventBatch) throws(WorkspaceError) {
    var partitions = Partitions()
    for row in batch.rowsByVisitor() {
      partitions.add(
        day: row.time.start.dayNumber, visitor: batch.text.span.extracting(row.visitor.indices)
      ) {
        $0.append(event: row, of: batch, [.purposes])
      }
    }
    try write(table: "events", partitions)
  }

  /// Writes a purpose's sessions, without their events, and the outcomes they reached.
  mutating func writeSessions(
    _ table: borrowing SessionTable, purpose: String, outcomes: OutcomeSet
  ) throws(WorkspaceError) {
    var sessions = Partitions()
    var reached = Partitions()
    let options = SessionWritingOptions(outcomes: outcomes, isSummary: true)
    for session in table.sessions {
      let first = table.events.rows[session.rows.lowerBound]
      let visitor = table.events.text.span.extracting(first.visitor.indices)
      let day = first.time.start.dayNumber
      sessions.add(day: day, visitor: visitor) { $0.append(session: session, of: table, options) }
      for achievement in session.achievements {
        reached.add(day: day, visitor: visitor) {
          $0.append(achievement, of: session, in: table, outcomes)
        }
      }
    }
    try write(table: "sessions/purpose=\(purpose)", sessions)
    try write(table: "outcomes/purpose=\(purpose)", reached)
  }
}

extension EventBatch {
  /// The events by visitor's bytes and then in canonical order.
  func rowsByVisitor() -> [EventRow] {
    rows.sorted { a, b in
      let visitors = text.span.extracting(a.visitor.indices)
        .compare(to: text.span.extracting(b.visitor.indices))
      return visitors != 0 ? visitors < 0 : isOrdered(a, before: b)
    }
  }
}

extension [UInt8] {
  /// Appends one reached outcome as a JSON object without a line feed.
  fileprivate mutating func append(
    _ achievement: Achievement, of session: Session, in table: borrowing SessionTable,
    _ outcomes: OutcomeSet
  ) {
    let text = table.events.text.span
    append(headOf: session, of: table)
    append(",\"name\":")
    append(json: outcomes.definitions[achievement.outcome].name)
    append(",\"at\":\"")
    append(time: table.events.rows[achievement.row].time)
    append(0x22)
    if !achievement.value.isEmpty {
      append(",\"value\":")
      append(json: text.extracting(achievement.value.indices))
    }
    append(0x7D)
  }
}
