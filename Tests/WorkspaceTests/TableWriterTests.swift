import Bytes
import Compression
import Foundation
import TestKit
import Testing
import Workspace

@Suite("Tables")
struct TableWriterTests {
  @Test("a table's file has its rows, and the digest of its content before compression")
  func write() throws {
    let folder = try TemporaryFolder()
    var writer = TableWriter(folder: folder.url.path, prefix: "tables/")
    let rows = Array("{\"a\":1}\n{\"a\":2}\n".utf8)
    let day = try #require(CivilDate("2026-11-22"))
    try writer.write(table: "events", day: day, buckets: [([], 0), (rows, 2)])
    let name = "events/dt=2026-11-22/bucket-01.ndjson.gz"
    #expect(Folder.files(below: folder.url.path) == [name])
    #expect(
      writer.files == [
        TableFile(path: "tables/\(name)", rows: 2, digest: ContentDigest.of(rows))
      ])
    var content: [UInt8] = []
    _ = try InputFile(path: folder.path(name)).forEachBlock { content.append($0) }
    #expect(content == rows)
  }

  @Test("a bucket is a function of the visitor alone, and all are used")
  func buckets() {
    var seen: Set<Int> = []
    for number in 0..<200 {
      let visitor = Array("visitor-\(number)".utf8)
      let bucket = TableWriter.bucket(of: visitor.span)
      #expect(bucket == TableWriter.bucket(of: visitor.span))
      seen.insert(bucket)
    }
    #expect(seen == Set(0..<TableWriter.bucketCount))
  }

  @Test("a digest does not depend on how the bytes came")
  func digest() {
    let bytes = Array("abc".utf8)
    var parts = ContentDigest()
    for byte in bytes { parts.update([byte].span) }
    #expect(parts.finish() == ContentDigest.of(bytes))
    // The first vector of FIPS 180-4's examples.
    #expect(
      ContentDigest.of(bytes)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
