import Bytes

/// Where the tables of a workspace lie, and which rows lie together.
///
/// A row's bucket is a range of visitors' pseudonyms, so that one person's rows of a day lie in one
/// file, files of one day in order are in order of visitors, and a run can take up any range alone.
public enum TableLayout {
  /// How many buckets a day has.
  public static let bucketCount = 8
  /// How many shards all visitors are parted into: a shard is the first byte of the pseudonym.
  public static let shardCount = 256
  /// How many shards a bucket has.
  public static let shardsPerBucket = shardCount / bucketCount

  /// The shard of a visitor's pseudonym, which is hexadecimal text.
  ///
  /// Other text, which is no pseudonym, has a shard too: every row lies somewhere.
  public static func shard(of visitor: Span<UInt8>) -> Int {
    guard visitor.count >= 2, let high = hexValue(visitor[0]), let low = hexValue(visitor[1])
    else { return 0 }
    return Int(high) << 4 | Int(low)
  }

  /// The bucket that a shard lies in.
  public static func bucket(ofShard shard: Int) -> Int { shard / shardsPerBucket }

  /// The path of a partition below the tables' folder: `events/dt=2026-11-22/bucket-03.parquet`.
  ///
  /// - Parameters:
  ///   - table: the table's path with its keys: `sessions/purpose=sales`.
  ///   - day: the partition's day, since 1970-01-01.
  ///   - bucket: the bucket, from 0.
  public static func path(table: String, day: Int, bucket: Int) -> String {
    var text: [UInt8] = []
    text.append(contentsOf: table.utf8)
    text.append("/dt=")
    text.append(date: CivilDate(dayNumber: day))
    text.append("/bucket-")
    text.append(decimal: bucket, minimumDigits: 2)
    text.append(".parquet")
    return String(decoding: text, as: UTF8.self)
  }

  /// The day and bucket of a partition by its path; nil for a path that is no partition's.
  public static func partition(of path: String) -> (table: String, day: Int, bucket: Int)? {
    let parts = path.split(separator: "/")
    guard parts.count >= 3, let file = parts.last, file.hasPrefix("bucket-"),
      file.hasSuffix(".parquet"), let bucket = Int(file.dropFirst(7).dropLast(8)),
      parts[parts.count - 2].hasPrefix("dt="),
      let day = CivilDate(String(parts[parts.count - 2].dropFirst(3)))
    else { return nil }
    return (parts.dropLast(2).joined(separator: "/"), day.dayNumber, bucket)
  }
}
