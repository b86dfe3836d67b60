import Bytes
import Events
import Journeys
import Workspace

/// What one log file has brought: events that may be kept, by visitor, and tallies of all others.
///
/// It belongs to its file until that has been read to its end and found sound; of a damaged one it is
/// dropped whole.
struct FileRecords: Sendable {
  /// The place of the pipeline's entry that names the file, among the run's ``SourceNames``.
  var source = SourceNames.unknown
  /// The events that are permitted, or held back by a restriction alone, as packed records.
  var shards = VisitorShards(shardCount: TableLayout.shardCount)
  /// The text that the records point into, and texts that some records' candidates alone have.
  var pool = TextPool()
  /// The records that have been spilled.
  var spilled: [SpilledChunk] = []
  /// Every event that names a visitor and a customer, which may link the two.
  ///
  /// Permitted or not, so never spilled.
  private(set) var candidates = PackedEvents()
  /// What they have copied of the pool of this identity.
  private var copied = (texts: CopiedTexts(), pool: UInt64(0))
  /// How many events were judged.
  var judged = 0
  /// How many of them are permitted.
  var permitted = 0
  /// How many permitted events came too late after the mark.
  var late = 0
  /// The dropped events.
  var dropped = DropCounter()
  /// The reasons for which the events that are permitted now were dropped by the run before.
  var lifted = DropCounter()
  /// The latest event's time, permitted or not.
  var latest = Timestamp.distantPast
  /// The latest permitted event's time.
  var latestPermitted = Timestamp.distantPast
  /// Which visitors and customers have dropped events, by a hash of their pseudonym: few bits, so that
  /// it can say yes where it should say no, and never the other way.
  var droppedIDs = IDFilter()

  /// Bytes of memory that the records take.
  var memory: Int { shards.byteCount + pool.bytes.count + candidates.byteCount }

  /// Notes an event, its texts in the pool, that may link its visitor and customer.
  mutating func note(candidate row: EventRow) {
    if copied.pool != pool.identity { copied = (CopiedTexts(), pool.identity) }
    let text = pool.bytes
    candidates.append(row, text.span, &copied.texts)
  }

  /// Takes the records out of memory, each run of them with its own text.
  mutating func spill(to spill: Spill) throws {
    for chunk in shards.takeAll() {
      let detached = try EventPacking.detach(chunk.records.span, from: pool.bytes.span)
      spilled.append(try spill.write(detached, shard: chunk.shard))
    }
    pool.removeAll()
  }
}

/// A set of ids that may hold more than were put in.
struct IDFilter: Sendable {
  private static let bits = 1 << 18
  private var words: [UInt64] = []

  /// Puts an id in, by its place.
  mutating func insert(_ place: UInt32) {
    if words.isEmpty { words = Array(repeating: 0, count: IDFilter.bits / 64) }
    words[Int(place) / 64] |= 1 << UInt64(place % 64)
  }

  /// Whether an id may be in the set, by the text of its pseudonym.
  func mayContain(_ id: Span<UInt8>) -> Bool {
    guard !words.isEmpty else { return false }
    let place = IDFilter.place(of: id)
    return words[Int(place) / 64] >> UInt64(place % 64) & 1 == 1
  }

  /// Puts in all of another set.
  mutating func formUnion(_ other: IDFilter) {
    guard !other.words.isEmpty else { return }
    if words.isEmpty { words = Array(repeating: 0, count: IDFilter.bits / 64) }
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// The place of an id, by the text of its pseudonym.
  static func place(of id: Span<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: foldedHash(id) % UInt64(bits))
  }
}
