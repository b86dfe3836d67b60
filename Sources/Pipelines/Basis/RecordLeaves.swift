import Bytes
import Events
import Identity
import Journeys
import OutcomeModel
import Training
import Transparency
import Workspace

/// Makes the keyed hash of a record at rest: a leaf of the tree over the records that a model used.
struct RecordHasher: Sendable {
  private let hash: KeyedHash
  /// Tells which key it is, and nothing else of it.
  let mark: String

  /// The hashes of a controller's records.
  init(_ key: PseudonymKey, of controller: String) {
    hash = KeyedHash(key: key.seed(for: .recordLeaves, of: controller))
    mark = String(hash(Array("sojourn: which key this is".utf8).span).hex.prefix(32))
  }

  /// The keyed hash of a record.
  ///
  /// - Parameter scratch: room for its bytes, used again for the next one.
  func leaf(of row: EventRow, in events: borrowing EventBatch, _ scratch: inout [UInt8])
    -> MerkleHash
  {
    scratch.removeAll(keepingCapacity: true)
    events.append(recordBytesOf: row, to: &scratch)
    return hash(scratch.span)
  }
}

/// The keyed hashes of the records of sessions that a training reads: sorted, each once.
struct RecordLeaves: Sendable {
  /// The hashes in ascending order.
  private(set) var keys: [MerkleHash] = []
  /// How many records there are; equal ones each count.
  private(set) var records = 0
  /// How many sessions they are of.
  private(set) var sessions = 0
  /// From the first record's time to the last one's.
  private(set) var span = (first: Timestamp.distantFuture, last: Timestamp.distantPast)

  /// No records.
  init() {}

  /// The records of a table's sessions, those that stand at `places`.
  init(_ table: SessionTable, _ places: Range<Int>, _ hasher: RecordHasher) {
    var scratch: [UInt8] = []
    for session in table.sessions[places] where table.isReadByTraining(session) {
      sessions += 1
      records += session.rows.count
      for place in session.rows {
        let row = table.events.rows[place]
        span = (min(span.first, row.time.start), max(span.last, row.time.start))
        keys.append(hasher.leaf(of: row, in: table.events, &scratch))
      }
    }
    keys.sort()
    keys.removeRepeats()
  }

  /// The records of all of a table's sessions, made by as many threads as `jobs` says.
  static func collect(
    _ table: SessionTable, _ hasher: RecordHasher, jobs: Int
  ) async throws -> RecordLeaves {
    let count = table.sessions.count
    let parts = max(min(jobs, count / 256), 1)
    let made = try await concurrently(count: parts, width: jobs) { part in
      RecordLeaves(table, (count * part / parts)..<(count * (part + 1) / parts), hasher)
    }
    var leaves = RecordLeaves()
    for part in made { leaves.add(part) }
    return leaves
  }

  /// Adds other records; one that is there already stays one leaf.
  mutating func add(_ other: RecordLeaves) {
    records += other.records
    sessions += other.sessions
    span = (min(span.first, other.span.first), max(span.last, other.span.last))
    guard !keys.isEmpty else {
      keys = other.keys
      return
    }
    guard !other.keys.isEmpty else { return }
    var merged: [MerkleHash] = []
    merged.reserveCapacity(keys.count + other.keys.count)
    var (own, others) = (0, 0)
    while own < keys.count, others < other.keys.count {
      let (key, next) = (keys[own], other.keys[others])
      merged.append(min(key, next))
      if key <= next { own += 1 }
      if next <= key { others += 1 }
    }
    merged += keys[own...]
    merged += other.keys[others...]
    keys = merged
  }

  /// The root of the tree over the hashes.
  var root: SortedMerkleRoot {
    var root = SortedMerkleRoot()
    do {
      for key in keys { try root.append(key) }
    } catch {
      preconditionFailure("leaves that were sorted are not: \(error)")
    }
    return root
  }
}

extension [MerkleHash] {
  /// Leaves each of the hashes, which are sorted, once.
  fileprivate mutating func removeRepeats() {
    guard var last = first else { return }
    var count = 1
    for place in 1..<self.count where self[place] != last {
      last = self[place]
      self[count] = last
      count += 1
    }
    removeLast(self.count - count)
  }
}
