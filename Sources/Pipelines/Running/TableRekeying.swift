import Bytes
import Events
import Identity
import Journeys
import Workspace

/// Writes the events at rest of a workspace anew, under the pseudonyms of a rotated key.
///
/// A pseudonym's first bits say in which bucket a visitor's events lie, so that those of each old partition
/// are dealt out among all new ones of the day.
struct TableRekeying: Sendable {
  let events: EventRekeying
  let workspace: String
  /// Where the new files are written.
  let folder: String
  /// How many events are taken up at once.
  let maximumEvents: Int
  let jobs: Int

  /// A table's files of one day.
  private struct Day: Hashable {
    var table: String
    var day: Int
  }

  /// Writes the tables of events; what is formed from them is left out.
  ///
  /// - Returns: the new files, as they lie below the folder.
  func write(_ tables: [TableFile]) async throws -> [TableFile] {
    var days: [Day: [TableFile]] = [:]
    for file in tables {
      guard let partition = TableLayout.partition(of: file.path),
        partition.table == "tables/events" || partition.table == "held"
      else { continue }
      days[Day(table: partition.table, day: partition.day), default: []].append(file)
    }
    let sorted = days.sorted { ($0.key.table, $0.key.day) < ($1.key.table, $1.key.day) }
    let parts = try await concurrently(count: sorted.count, width: jobs) { place in
      try write(sorted[place].key, sorted[place].value)
    }
    return parts.flatMap(\.self)
  }

  /// Writes one day, as many buckets at once as memory has room for.
  private func write(_ day: Day, _ files: [TableFile]) throws -> [TableFile] {
    let total = files.reduce(0) { $0 + $1.rows }
    var parts = 1
    while parts < TableLayout.bucketCount, total / parts > maximumEvents { parts *= 2 }
    let width = TableLayout.bucketCount / parts
    return try (0..<parts).flatMap { part in
      try write(day, files, buckets: (part * width)..<((part + 1) * width))
    }
  }

  private func write(
    _ day: Day, _ files: [TableFile], buckets: Range<Int>
  ) throws -> [TableFile] {
    var own = EventBatch()
    for file in files {
      // Names that rows point to keep their places.
      var old = EventBatch(purposes: own.purposes)
      old.sources = own.sources
      try EventTable.read(
        "\(workspace)/\(file.path)", shards: 0..<TableLayout.shardCount, into: &old)
      events.rename(&old)
      (own.purposes, own.sources) = (old.purposes, old.sources)
      for row in old.rows where buckets.contains(bucket(of: row, old)) {
        own.append(row, of: old)
        own.rows[own.rows.count - 1].source = row.source
      }
      try TextLimit.check(bytes: own.text.count)
    }
    own.sortByVisitor()
    var made: [TableFile] = []
    var begin = 0
    while begin < own.rows.count {
      let bucket = bucket(of: own.rows[begin], own)
      var end = begin + 1
      while end < own.rows.count, self.bucket(of: own.rows[end], own) == bucket { end += 1 }
      made.append(try write(own, begin..<end, day, bucket: bucket))
      begin = end
    }
    return made
  }

  private func write(
    _ batch: borrowing EventBatch, _ rows: Range<Int>, _ day: Day, bucket: Int
  ) throws -> TableFile {
    let path = TableLayout.path(table: day.table, day: day.day, bucket: bucket)
    let file = PartitionFile("\(folder)/\(path)", schema: EventTable.schema)
    let places = rows.map { UInt32($0) }
    try EventTable.append(places[...], of: batch, text: TextPool().identity, to: file)
    return try file.finish(as: path)
  }

  private func bucket(of row: EventRow, _ batch: borrowing EventBatch) -> Int {
    TableLayout.bucket(
      ofShard: TableLayout.shard(of: batch.text.span.extracting(row.visitor.indices)))
  }
}
