public import Bytes
import Compression
import Events

/// One file of a table: where it lies, its rows and the digest of its logical content.
public struct TableFile: Codable, Equatable, Sendable {
  /// The path below the workspace.
  public var path: String
  /// How many rows.
  public var rows: Int
  /// SHA-256 over the rows as NDJSON, before compression.
  public var digest: String

  /// A file's place, rows and digest.
  public init(path: String, rows: Int, digest: String) {
    self.path = path
    self.rows = rows
    self.digest = digest
  }
}

/// Writes tables as gzip NDJSON in folders by day and bucket: `events/dt=2026-11-22/bucket-03.ndjson.gz`.
///
/// Everything goes below a staging folder; the caller publishes that whole. A row's bucket depends on
/// its visitor alone, so that one person's rows of a day lie in one file.
public struct TableWriter {
  /// How many buckets a day has.
  public static let bucketCount = 8
  private let folder: String?
  private let prefix: String
  /// The files written so far.
  public private(set) var files: [TableFile] = []

  /// A writer below `folder`, whose files are known as `prefix` followed by their path in it.
  ///
  /// Without a folder nothing is written: rows are counted and digested alone.
  public init(folder: String?, prefix: String) {
    self.folder = folder
    self.prefix = prefix
  }

  /// The bucket of a visitor.
  public static func bucket(of visitor: Span<UInt8>) -> Int {
    Int(murmurHash3(visitor) % UInt32(bucketCount))
  }

  /// Writes one partition's rows.
  ///
  /// - Parameters:
  ///   - table: the table's path with its keys: `sessions/purpose=sales`.
  ///   - day: the partition's day.
  ///   - buckets: the rows of each bucket as NDJSON lines, and how many they are.
  public mutating func write(
    table: String, day: CivilDate, buckets: [(content: [UInt8], rows: Int)]
  ) throws(WorkspaceError) {
    for (bucket, part) in buckets.enumerated() where part.rows > 0 {
      var name: [UInt8] = []
      name.append(decimal: bucket, minimumDigits: 2)
      let number = String(decoding: name, as: UTF8.self)
      try write(
        part.content, rows: part.rows,
        to: "\(table)/dt=\(day.isoDate)/bucket-\(number).ndjson.gz")
    }
  }

  /// Writes one file of NDJSON lines.
  public mutating func write(
    _ content: [UInt8], rows: Int, to path: String
  ) throws(WorkspaceError) {
    if let folder {
      var gzip = GzipWriter(level: 6)
      var compressed: [UInt8] = []
      gzip.write(content.span, into: &compressed)
      gzip.finish(into: &compressed)
      try Folder.create(Folder.parent(of: "\(folder)/\(path)"))
      try AtomicFile.write(compressed, to: "\(folder)/\(path)")
    }
    files.append(
      TableFile(path: "\(prefix)\(path)", rows: rows, digest: ContentDigest.of(content)))
  }
}
