import Bytes
import Events
import Journeys
import Workspace

/// Where an event of a bucket comes from.
enum EventOrigin: UInt8, Sendable {
  /// It lay at rest, permitted.
  case atRest
  /// It lay at rest, held back by a restriction.
  case held
  /// Tonight's logs brought it.
  case new
  /// A log that was read again brought it, judged by the consent that is final.
  case again
}

/// The events of one bucket, old and new, to be taken up by ranges of shards.
struct BucketSource: Sendable {
  let bucket: Int
  /// The bucket's files of permitted events at rest, one a day.
  var atRest: [TableFile] = []
  /// The bucket's files of events held back by a restriction.
  var held: [TableFile] = []
  /// Records over one text.
  struct Part: Sendable {
    var origin: EventOrigin
    /// The place of their source among the run's.
    var source: UInt16
    var chunks: [VisitorShards.Chunk]
    var text: [UInt8]
  }

  /// Tonight's records in memory.
  var parts: [Part] = []
  /// Tonight's records that have been spilled.
  var spilled: [(origin: EventOrigin, source: UInt16, chunk: SpilledChunk)] = []
  /// How many records tonight has brought.
  var newCount = 0
  let workspace: String
  let spill: Spill?

  /// The bucket's shards.
  var shards: Range<Int> {
    let first = bucket * TableLayout.shardsPerBucket
    return first..<(first + TableLayout.shardsPerBucket)
  }

  /// How many events at once stay in a processor's cache.
  private static let cachedEvents = 16 << 10

  /// How many events at once can point into one text, with room to spare.
  private static let pointedEvents = 2 << 20

  /// The bucket's shards in as many equal ranges as it takes for each to have about so many events at
  /// the most.
  ///
  /// Fewer where nothing lies at rest, since then each range takes only what it needs.
  func ranges(maximumEvents: Int) -> [Range<Int>] {
    let maximumEvents = min(
      maximumEvents, isFresh ? BucketSource.cachedEvents : BucketSource.pointedEvents)
    let total = (atRest + held).reduce(newCount) { $0 + $1.rows }
    var parts = 1
    while parts < TableLayout.shardsPerBucket, total / parts > maximumEvents { parts *= 2 }
    let width = TableLayout.shardsPerBucket / parts
    return (0..<parts).map {
      (shards.lowerBound + $0 * width)..<(shards.lowerBound + ($0 + 1) * width)
    }
  }

  /// Whether nothing of the bucket lies at rest.
  var isFresh: Bool { atRest.isEmpty && held.isEmpty }

  /// The events of a range of shards, with the origin of each.
  ///
  /// - Parameter texts: the texts of the events, of those that were loaded before and can be loaded
  ///   again too.
  func load(
    _ range: Range<Int>, purposes: PurposeList, sources: SourceNames, _ texts: inout BucketTexts
  ) throws -> (EventBatch, [EventOrigin]) {
    var batch = EventBatch(purposes: purposes)
    batch.sources = sources.names
    swap(&batch.text, &texts.pool.bytes)
    swap(&batch.rows, &texts.rows)
    try read(atRest, range, into: &batch)
    var origins = Array(repeating: EventOrigin.atRest, count: batch.rows.count)
    try read(held, range, into: &batch)
    origins += Array(repeating: .held, count: batch.rows.count - origins.count)
    for origin in [EventOrigin.new, .again] {
      do {
        try unpack(range, origin, &texts, into: &batch)
      } catch is EventPacking.Damaged {
        throw StageFailure(.badData, "records that were spilled can't be read back; run again")
      }
      origins += Array(repeating: origin, count: batch.rows.count - origins.count)
    }
    return (batch, origins)
  }

  /// Takes up tonight's records of one origin.
  private func unpack(
    _ range: Range<Int>, _ origin: EventOrigin, _ texts: inout BucketTexts,
    into batch: inout EventBatch
  ) throws {
    var visitors = OffsetMap(empty: ByteRange.none)
    for (place, part) in parts.enumerated() where part.origin == origin {
      visitors.removeAll()
      let first = batch.rows.count
      for chunk in part.chunks where range.contains(chunk.shard) {
        try EventPacking.unpack(
          chunk.records.span, part.text.span, &texts.places[place], visitors: &visitors,
          &texts.shared, into: &batch)
        try TextLimit.check(bytes: batch.text.count)
      }
      batch.setSource(part.source, from: first)
    }
    for part in spilled where part.origin == origin && range.contains(part.chunk.shard) {
      let first = batch.rows.count
      if let spill { try spill.read(part.chunk).unpack(into: &batch) }
      batch.setSource(part.source, from: first)
      try TextLimit.check(bytes: batch.text.count)
    }
  }

  private func read(
    _ files: [TableFile], _ range: Range<Int>, into batch: inout EventBatch
  ) throws {
    for file in files {
      try EventTable.read("\(workspace)/\(file.path)", shards: range, into: &batch)
      try TextLimit.check(bytes: batch.text.count)
    }
  }
}

extension EventBatch {
  /// Says where the events from a place on came from.
  fileprivate mutating func setSource(_ source: UInt16, from first: Int) {
    let place = source == SourceNames.unknown ? -1 : Int32(source)
    for index in first..<rows.count { rows[index].source = place }
  }
}

/// The texts of the events of a bucket, which ranges of its visitors share, and the room they take.
struct BucketTexts {
  /// The texts.
  var pool = TextPool()
  /// The room that rows took, to be used again.
  var rows: [EventRow] = []
  /// The texts that parts have in common.
  var shared = SharedTexts(maximumCount: 1 << 16, maximumBytes: 4 << 20)
  /// For each part of the source where its texts stand in the pool.
  var places: [OffsetMap<ByteRange>]

  init(_ source: BucketSource) {
    places = Array(repeating: OffsetMap(empty: ByteRange.none), count: source.parts.count)
  }

  /// Forgets all texts.
  mutating func removeAll() {
    pool.removeAll()
    shared.removeAll()
    for index in places.indices { places[index].removeAll() }
  }
}
