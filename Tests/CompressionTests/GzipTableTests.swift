import Bytes
import Compression
import TestKit
import Testing

@Suite(
  "sessions, gzip: the table of Go's reader",
  .enabled(if: SharedData.path("logs/gzip") != nil, "shared vectors are not here"))
struct GzipTableTests {
  static let folder = "logs/gzip/go-gunzip-table"

  static let vectors: [Vector] = [
    Vector("00_empty-txt", "00_empty-txt", .good(members: 1)),
    Vector("01_empty-with-no-file-name", "01_empty-with-no-file-name", .good(members: 1)),
    Vector("02_hello-txt", "02_hello-txt", .good(members: 1)),
    Vector("03_hello-txt-x2", "03_hello-txt-x2", .good(members: 2)),
    Vector("04_shesells-txt", "04_shesells-txt", .good(members: 1)),
    Vector("05_gettysburg", "05_gettysburg", .good(members: 1)),
    Vector(
      "06_hello-txt-garbage", "06_hello-txt-garbage",
      .good(members: 1, [.textAfterLastMember(bytes: 10)])),
    Vector("07_hello-txt-garbage", "07_hello-txt-garbage", .bad(.truncated(offset: 43))),
    Vector(
      "08_hello-txt-corrupt-checksum", "08_hello-txt-corrupt-checksum",
      .bad(.badChecksum(offset: 42))),
    Vector(
      "09_hello-txt-corrupt-size", "09_hello-txt-corrupt-size", .bad(.badLength(offset: 42))),
    Vector("10_header-with-all-fields-used", "10_header-with-all-fields-used", .good(members: 1)),
    Vector(
      "11_truncated-gzip-file-amid-raw-block", "11_truncated-gzip-file-amid-raw-block",
      .bad(.truncated(offset: 20))),
    Vector(
      "12_truncated-gzip-file-amid-fixed-block", "12_truncated-gzip-file-amid-fixed-block",
      .bad(.truncated(offset: 13))),
  ]

  @Test("each file gets its verdict and its content, at any chunk size", arguments: vectors)
  func verdict(vector: Vector) throws {
    let bytes = try sharedBytes("\(GzipTableTests.folder)/\(vector.file).gz")
    let content = try sharedBytes("\(GzipTableTests.folder)/\(vector.content).raw")
    for size in [1, 2, 3, 5, 7, 16, 64, .max] {
      vector.check(try decode(bytes, chunkBytes: size), against: content, "chunks of \(size)")
    }
  }

  @Test("each file, cut in two at every place", arguments: vectors)
  func everyCut(vector: Vector) throws {
    let bytes = try sharedBytes("\(GzipTableTests.folder)/\(vector.file).gz")
    let content = try sharedBytes("\(GzipTableTests.folder)/\(vector.content).raw")
    for cut in 0...bytes.count {
      vector.check(try decode(bytes, cutAt: [0, cut]), against: content, "cut at \(cut)")
    }
  }

  @Test("a header of random bytes sets a reserved flag")
  func reservedFlag() throws {
    let bytes = try sharedBytes("logs/gzip/klauspost/issue6550.gz")
    let result = try decode(bytes)
    #expect(result.fault == .reservedFlag(offset: 3))
    #expect(result.content.isEmpty)
  }
}
