public import Events

/// Packed records parted by their visitor, so that any part can be taken up alone.
///
/// Appending is to the end of one of a fixed number of runs; a run that has grown past ``chunkBytes``
/// is sealed, so that nothing is moved as records come.
public struct VisitorShards: Sendable {
  /// A sealed run of records of one shard.
  public struct Chunk: Sendable {
    /// The shard.
    public var shard: Int
    /// Packed records.
    public var records: [UInt8]
  }

  /// How many bytes of records are sealed together.
  public static let chunkBytes = 16 << 10
  private static let longestRecord = 256

  /// The sealed runs, each shard's in the order of appending.
  private var sealed: [Chunk] = []
  private var open: [[UInt8]]
  /// How many bytes of records there are.
  public private(set) var byteCount = 0

  /// No records, in so many shards.
  public init(shardCount: Int) {
    open = Array(repeating: [], count: shardCount)
  }

  /// Appends one event as a packed record; its places are those in the text that goes with all records.
  public mutating func append(_ row: EventRow, to shard: Int) {
    let before = open[shard].count
    if before == 0 {
      open[shard].reserveCapacity(VisitorShards.chunkBytes + VisitorShards.longestRecord)
    }
    open[shard].append(packed: row)
    let after = open[shard].count
    byteCount += after - before
    if after >= VisitorShards.chunkBytes { seal(shard) }
  }

  /// Seals all runs, so that they take no more room than they need.
  public mutating func sealAll() {
    for shard in open.indices where !open[shard].isEmpty {
      sealed.append(Chunk(shard: shard, records: Array(open[shard][...])))
      open[shard] = []
    }
  }

  /// Seals all runs and takes them out.
  public mutating func takeAll() -> [Chunk] {
    sealAll()
    defer {
      sealed = []
      byteCount = 0
    }
    return sealed
  }

  private mutating func seal(_ shard: Int) {
    sealed.append(Chunk(shard: shard, records: open[shard]))
    open[shard] = []
  }
}
