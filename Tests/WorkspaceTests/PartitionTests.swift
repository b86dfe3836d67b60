import Bytes
import Foundation
import Parquet
import TestKit
import Testing
import Workspace

@Suite("Partitions: a table's files, their digests, and what stays from the run before")
struct PartitionTests {
  private static let schema = ParquetSchema([
    ParquetColumn("name", .string, isNullable: true), ParquetColumn("count", .int32),
  ])
  private static let rows: [(String?, Int32)] = [("a", 1), (nil, 2), ("", 3), ("é", -4)]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func append(_ rows: [(String?, Int32)], to writer: inout ParquetWriter) {
    for (name, count) in rows {
      if let name {
        writer.append(0, string: Array(name.utf8).span)
      } else {
        writer.appendNull(0)
      }
      writer.append(1, int32: count)
      writer.endRow()
    }
  }

  private func write(
    _ rows: [(String?, Int32)], to path: String?, _ schema: ParquetSchema = schema
  ) throws -> TableFile {
    let file = PartitionFile(path, schema: schema)
    append(rows, to: &file.rows)
    return try file.finish(as: "t/p.parquet")
  }

  @Test("a file has its rows, the digest of its content and that of its bytes, staged or counted")
  func digests() throws {
    let staged = try write(Self.rows, to: folder.path("deep/p.parquet"))
    #expect(staged.path == "t/p.parquet" && staged.rows == 4)
    #expect(try write(Self.rows, to: nil) == staged)
    let bytes = try WholeFile.read(folder.path("deep/p.parquet"))
    #expect(staged.file == ContentDigest.of(bytes))
    #expect(try ParquetReader(bytes).rowCount == 4)
  }

  @Test("design 3: the digest of content does not hang on how it is packed", arguments: [1, 9, 19])
  func packing(level: Int32) throws {
    let options = ParquetOptions(zstdLevel: level, keepsContent: true)
    var writer = ParquetWriter(schema: Self.schema, options: options)
    append(Self.rows, to: &writer)
    writer.finish()
    let content = Array("name string?,count int32\n".utf8) + writer.takeContent()
    #expect(try write(Self.rows, to: nil).digest == ContentDigest.of(content))
  }

  @Test(
    "is open only while it is written to, since a run may write more days than files can be open")
  func openFiles() throws {
    let many = 5000
    let files = (0..<many).map { PartitionFile(folder.path("\($0)"), schema: Self.schema) }
    for (place, file) in files.enumerated() {
      append([("row", Int32(place))], to: &file.rows)
      try file.flush()
    }
    let prefix = folder.path("")
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!open.contains { $0.hasPrefix(prefix) })
    for place in [0, many - 1] {
      #expect(try files[place].finish(as: "t").rows == 1)
    }
  }

  @Test("a file of many row groups is written piece by piece, and whole in the end")
  func pieces() throws {
    let file = PartitionFile(folder.path("pieces"), schema: Self.schema)
    var random = SeededGenerator(seed: 1)
    let text = (0..<200_000).map { _ in UInt8.random(in: 97...122, using: &random) }
    for row in 0..<400_000 {
      file.rows.append(
        0, string: text.span.extracting(row % 1000 * 100..<row % 1000 * 100 + row % 97))
      file.rows.append(1, int32: Int32(row))
      file.rows.endRow()
      try file.flush()
    }
    let made = try file.finish(as: "t")
    let bytes = try WholeFile.read(folder.path("pieces"))
    #expect(made.file == ContentDigest.of(bytes))
    let reader = try ParquetReader(bytes)
    #expect(reader.rowCount == 400_000 && reader.rowGroups.count > 2)
  }

  @Test("the digest differs where a value, a null, the order or a column does")
  func differences() throws {
    var other = Self.rows
    other[2].0 = nil
    var renamed = Self.schema
    renamed.columns[1].name = "number"
    var required = Self.schema
    required.columns[1].isNullable = true
    let digests = try [
      write(Self.rows, to: nil), write(Self.rows.reversed(), to: nil), write(other, to: nil),
      write(Array(Self.rows.dropLast()), to: nil), write([], to: nil),
      write(Self.rows, to: nil, renamed), write(Self.rows, to: nil, required),
    ].map(\.digest)
    #expect(Set(digests).count == digests.count)
  }

  // MARK: The store

  private func inode(_ path: String) throws -> UInt64 {
    try #require(FileIdentity(path: folder.path(path))).inode
  }

  private func store(_ earlier: [TableFile]) -> PartitionStore {
    PartitionStore(
      workspace: folder.path("w"), staging: folder.path("w/.staging.tmp"), earlier: earlier)
  }

  private func write(
    _ rows: [(String?, Int32)], _ path: String, _ store: PartitionStore
  ) throws -> TableFile {
    let file = store.begin(path, Self.schema)
    append(rows, to: &file.rows)
    return try store.finish(file, path)
  }

  /// A workspace in which a run has published one partition.
  private func published(_ path: String) throws -> TableFile {
    let table = try write(Self.rows, path, store([]))
    try Folder.create(folder.path("w/tables"))
    try Folder.create(Folder.parent(of: folder.path("w/\(path)")))
    try FileManager.default.moveItem(
      atPath: folder.path("w/.staging.tmp/\(path)"), toPath: folder.path("w/\(path)"))
    return table
  }

  private let path = TableLayout.path(table: "tables/events", day: 20_779, bucket: 3)

  @Test("a partition with the rows of the run before is that run's file, untouched")
  func same() throws {
    let old = try published(path)
    let identity = FileIdentity(path: folder.path("w/\(path)"))
    #expect(try write(Self.rows, path, store([old])) == old)
    #expect(FileIdentity(path: folder.path("w/\(path)")) == identity)
    #expect(try inode("w/.staging.tmp/\(path)") == inode("w/\(path)"))
  }

  @Test("one with other rows is a file of its own, and the old one stays as it is")
  func changed() throws {
    let old = try published(path)
    let before = try WholeFile.read(folder.path("w/\(path)"))
    let new = try write([("b", 1)], path, store([old]))
    #expect(new.digest != old.digest && new.rows == 1)
    #expect(try inode("w/.staging.tmp/\(path)") != inode("w/\(path)"))
    #expect(try WholeFile.read(folder.path("w/\(path)")) == before)
  }

  @Test("one that a run does not write is kept under its name; one that is gone is told by name")
  func kept() throws {
    let old = try published(path)
    #expect(try store([old]).keep(old) == old)
    #expect(try inode("w/.staging.tmp/\(path)") == inode("w/\(path)"))
    let gone = TableFile(path: "tables/none.parquet", rows: 1, digest: "")
    let error = #expect(throws: WorkspaceError.self) { try store([gone]).keep(gone) }
    #expect(error == .cannotRead(path: folder.path("w/tables/none.parquet"), errno: ENOENT))
  }

  @Test("where nothing is published nothing is written")
  func audit() throws {
    let store = PartitionStore(workspace: folder.path("w"), staging: nil, earlier: [])
    #expect(try write(Self.rows, path, store).rows == 4)
    #expect(Folder.files(below: folder.url.path).isEmpty)
  }

  @Test("a bucket's files of the run before come in order of their paths")
  func ofBucket() {
    let paths = ["tables/events/dt=2026-11-22", "held/dt=2026-11-22", "held/dt=2026-11-21"]
    let files = paths.flatMap { path in
      [3, 4].map { TableFile(path: "\(path)/bucket-0\($0).parquet", rows: 1, digest: "") }
    }
    #expect(
      store(files).earlier(ofBucket: 3).map(\.path)
        == paths.reversed().map { "\($0)/bucket-03.parquet" })
  }

  // MARK: The layout

  @Test("a partition's path tells its table, day and bucket", arguments: [0, 3, 7])
  func layout(bucket: Int) throws {
    let day = try #require(CivilDate("2026-11-22")).dayNumber
    let path = TableLayout.path(table: "tables/sessions/purpose=sales", day: day, bucket: bucket)
    #expect(path == "tables/sessions/purpose=sales/dt=2026-11-22/bucket-0\(bucket).parquet")
    let partition = try #require(TableLayout.partition(of: path))
    #expect(partition == ("tables/sessions/purpose=sales", day, bucket))
  }

  @Test(
    "other paths are no partition's",
    arguments: [
      "", "tables/runs/runs.parquet", "tables/events/bucket-00.parquet",
      "tables/events/dt=2026-11-31/bucket-00.parquet", "t/dt=2026-11-22/bucket-x.parquet",
      "t/dt=2026-11-22/bucket-00.parquet.1.tmp", "dt=2026-11-22/bucket-00.parquet",
    ])
  func noPartition(path: String) {
    #expect(TableLayout.partition(of: path) == nil)
  }

  @Test("shards go by the first byte of the pseudonym, so that buckets are in order of visitors")
  func shards() {
    let buckets = (0..<256).map { number in
      let shard = TableLayout.shard(of: Array(String(format: "%02xabc", number).utf8).span)
      #expect(shard == number)
      return TableLayout.bucket(ofShard: shard)
    }
    #expect(buckets == buckets.sorted() && Set(buckets) == Set(0..<TableLayout.bucketCount))
    for text in ["", "0", "zz", "no pseudonym"] {
      #expect(TableLayout.shard(of: Array(text.utf8).span) == 0)
    }
  }
}
