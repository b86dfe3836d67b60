import Bytes
import Journeys
import Synchronization
import Workspace

/// Where the records of files that have been read to their end wait, and how much memory all records
/// of the run take: past a limit they are spilled.
final class RecordShelf: Sendable {
  private struct State {
    var files: [Int: FileRecords] = [:]
    var bytes = 0
  }

  private let state = Mutex(State())
  private let limit: Int
  private let spill: Spill?

  /// A shelf for records of at most so many bytes in memory; without a spill all stay there.
  init(limit: Int, spill: Spill?) {
    self.limit = limit
    self.spill = spill
  }

  /// Counts memory that the records of a file in hand have taken since `before`, and spills where the
  /// limit is passed.
  ///
  /// - Returns: the memory that they take now.
  /// - Throws: ``WorkspaceError`` where records can't be spilled, ``StageFailure`` where those that are
  ///   never spilled are too many.
  func account(
    _ records: inout FileRecords, since before: Int
  ) throws -> Int {
    let grown = records.memory - before
    let isOver = state.withLock { state in
      state.bytes += grown
      return state.bytes > limit
    }
    try TextLimit.check(bytes: records.candidates.text.count)
    guard let spill else {
      try TextLimit.check(bytes: records.pool.bytes.count)
      return records.memory
    }
    guard isOver || records.pool.bytes.count >= ByteRange.fullBuffer else { return records.memory }
    let held = records.memory
    try records.spill(to: spill)
    let freed = held - records.memory
    try state.withLock { state in
      state.bytes -= freed
      for place in Array(state.files.keys) {
        guard var file = state.files.removeValue(forKey: place) else { continue }
        state.bytes -= file.memory
        try file.spill(to: spill)
        state.bytes += file.memory
        state.files[place] = file
      }
    }
    return records.memory
  }

  /// Puts the records of a whole file on the shelf.
  func put(_ records: FileRecords, at place: Int) {
    var records = records
    records.shards.sealAll()
    state.withLock { [records] in $0.files[place] = records }
  }

  /// Forgets the records of a damaged file, which took so much memory.
  func release(_ bytes: Int) {
    state.withLock { $0.bytes -= bytes }
  }

  /// Takes all files' records off the shelf, by place; what they take of memory stays counted, since
  /// they are held elsewhere now.
  func takeAll() -> [Int: FileRecords] {
    state.withLock { state in
      defer { state.files = [:] }
      return state.files
    }
  }
}
