import Bytes
import Events
import Journeys
import Parquet
import Workspace

/// Writes one bucket's partitions of every table, row by row in order of visitors; those in which
/// nothing has changed are given their new place as they are.
struct BucketWriter {
  private let bucket: Int
  private let store: PartitionStore
  private var open: [String: PartitionFile] = [:]
  /// Whether every partition is written anew.
  private var writesAll = false
  private var changedDays: Set<Int> = []
  private var closedDays: [Set<Int>] = []
  private let purposes: [String]

  init(bucket: Int, store: PartitionStore, purposes: [String]) {
    self.bucket = bucket
    self.store = store
    self.purposes = purposes
  }

  /// Has every partition written, since changes are not known before the last range has been judged.
  mutating func takeAllAsChanged() { writesAll = true }

  /// Says on which days an event has come, gone or changed, and for each purpose on which sessions
  /// have been closed by time alone.
  mutating func note(changedDays: Set<Int>, closedDays: [Set<Int>]) {
    self.changedDays = changedDays
    self.closedDays = closedDays
  }

  private func isWritten(_ day: Int) -> Bool { writesAll || changedDays.contains(day) }

  private func isWritten(_ day: Int, purpose: Int) -> Bool {
    isWritten(day) || closedDays[purpose].contains(day)
  }

  /// The partition of a table and day that is being written.
  private mutating func file(
    _ table: String, _ day: Int, _ schema: ParquetSchema
  ) -> PartitionFile {
    let path = TableLayout.path(table: table, day: day, bucket: bucket)
    if let file = open[path] { return file }
    let file = store.begin(path, schema)
    open[path] = file
    return file
  }

  /// Writes permitted events, or those that are held back, each under its own UTC day.
  ///
  /// - Parameter text: tells the events' text from all others.
  mutating func writeEvents(
    _ events: borrowing EventBatch, _ text: UInt64, to table: String
  ) throws {
    var days: [Int: [UInt32]] = [:]
    var last = Int.min
    var places: [UInt32] = []
    for place in events.rows.indices {
      let day = events.rows[place].time.start.dayNumber
      if day != last {
        if !places.isEmpty { days[last, default: []] += places }
        places.removeAll(keepingCapacity: true)
        last = day
      }
      places.append(UInt32(place))
    }
    if !places.isEmpty { days[last, default: []] += places }
    for (day, places) in days where isWritten(day) {
      let file = file(table, day, EventTable.schema)
      try EventTable.append(places[...], of: events, text: text, to: file)
    }
  }

  /// Writes a purpose's sessions, without their events, and the outcomes they reached.
  ///
  /// - Parameter text: tells the table's text from all others.
  mutating func writeSessions(
    _ table: borrowing SessionTable, _ text: UInt64, purpose: Int, outcomes: OutcomeSet
  ) throws {
    let name = purposes[purpose]
    var last: (day: Int, file: PartitionFile)?
    for session in table.sessions {
      let day = table.events.rows[session.rows.lowerBound].time.start.dayNumber
      guard isWritten(day, purpose: purpose) else { continue }
      let file =
        if let last, last.day == day { last.file } else {
          file("tables/sessions/purpose=\(name)", day, SessionRows.schema)
        }
      last = (day, file)
      try SessionRows.append(session, of: table, text: text, outcomes, to: file)
      guard !session.achievements.isEmpty else { continue }
      let reached = self.file("tables/outcomes/purpose=\(name)", day, OutcomeRows.schema)
      for achievement in session.achievements {
        try OutcomeRows.append(achievement, of: session, in: table, outcomes, to: reached)
      }
    }
  }

  /// Closes what was written, gives its place to what has not changed, and names all.
  mutating func finish(makesSessions: Bool) throws -> [TableFile] {
    var tables: [TableFile] = []
    let written = Set(open.keys)
    // Each lets go of its rows and its compressor's memory before the next takes some.
    while let (path, file) = open.popFirst() { tables.append(try store.finish(file, path)) }
    for old in store.earlier(ofBucket: bucket) {
      guard !written.contains(old.path), let partition = TableLayout.partition(of: old.path),
        isKept(partition.table, partition.day, makesSessions)
      else { continue }
      tables.append(try store.keep(old))
    }
    return tables
  }

  /// Whether a partition of an earlier run that nothing was written to stays as it is.
  private func isKept(_ table: String, _ day: Int, _ makesSessions: Bool) -> Bool {
    if table == "tables/events" || table == "held" { return !isWritten(day) }
    for (purpose, name) in purposes.enumerated()
    where table == "tables/sessions/purpose=\(name)" || table == "tables/outcomes/purpose=\(name)" {
      return makesSessions ? !isWritten(day, purpose: purpose) : false
    }
    return false
  }
}
