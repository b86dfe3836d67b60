import Bytes
import Compression
import Foundation
import TestKit
import Testing

@Suite(
  "sessions, gzip: real logs, sound and damaged",
  .enabled(if: SharedData.path("logs/gzip-real-logs") != nil, "shared vectors are not here"))
struct GzipRealLogTests {
  static let folder = "logs/gzip-real-logs"

  static let vectors: [Vector] = [
    Vector("01-single.gz", "a", .good(members: 1)),
    Vector("02-two-members.gz", "a+b", .good(members: 2)),
    Vector("03-many-small-members.gz", "a", .good(members: 58)),
    Vector("04-empty-member-between.gz", "a+b", .good(members: 3)),
    Vector("05-all-header-fields.gz", "a", .good(members: 1)),
    Vector("06-trailing-zero-padding.gz", "a", .good(members: 1)),
    Vector(
      "07-trailing-garbage.gz", "a", .good(members: 1, [.textAfterLastMember(bytes: 18)])),
    Vector("08-truncated-mid-member.gz", "a", bytes: 263_496, .bad(.truncated(offset: 18_128))),
    Vector("09-truncated-in-trailer.gz", "a", .bad(.truncated(offset: 25_895))),
    Vector(
      "10-second-member-truncated.gz", "a+b", bytes: 539_054, .bad(.truncated(offset: 38_138))),
    Vector("11-bad-crc.gz", "a", .bad(.badChecksum(offset: 25_898))),
    Vector("12-bad-isize.gz", "a", .bad(.badLength(offset: 25_898))),
    Vector("14-zero-byte-file.gz", "", encoding: .plain, .good(members: 0, [.emptyFile])),
    Vector("15-plain-text-named.gz", "a", bytes: 5_000, encoding: .plain, .good(members: 0)),
    Vector("16-no-final-newline.gz", "a", bytes: 400_166, .good(members: 1)),
    Vector("17-crlf.gz", "a, CRLF", bytes: 20_053, .good(members: 1)),
    Vector("18-header-crc-wrong.gz", "", .bad(.badHeaderChecksum(offset: 64))),
    Vector("19-gzip-inside-gzip.gz", "01-single.gz", .good(members: 1)),
    Vector("20-stored-blocks.gz", "a", bytes: 70_000, .good(members: 1)),
    Vector("21-reserved-flag-bit.gz", "", .bad(.reservedFlag(offset: 3))),
  ]

  static func content(_ name: String) throws -> [UInt8] {
    switch name {
    case "": []
    case "a": try sharedBytes("\(folder)/part-a.log")
    case "a+b": try content("a") + sharedBytes("\(folder)/part-b.log")
    case "a, CRLF": try content("a").prefix(20_000).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    default: try sharedBytes("\(folder)/\(name)")
    }
  }

  @Test("each file gets its verdict and its content, at any chunk size", arguments: vectors)
  func verdict(vector: Vector) throws {
    let bytes = try sharedBytes("\(GzipRealLogTests.folder)/\(vector.file)")
    let content = try GzipRealLogTests.content(vector.content)
    for size in [1, 1_000, .max] {
      vector.check(try decode(bytes, chunkBytes: size), against: content, "chunks of \(size)")
    }
  }

  @Test("each file read from disk gets the same verdict, naming the file", arguments: vectors)
  func fromDisk(vector: Vector) throws {
    let path = try #require(SharedData.path("\(GzipRealLogTests.folder)/\(vector.file)"))
    let content = try GzipRealLogTests.content(vector.content)
    var result = Decoded()
    do {
      result.summary = try InputFile(path: path).forEachBlock { result.content.append($0) }
      result.deliveredBytes = result.content.count
      result.verifiedBytes = result.content.count
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      #expect(result.summary?.compressedBytes == size)
    } catch let error as ReadError {
      #expect(error.file == path)
      #expect(error.isDamage)
      #expect(error.description.hasPrefix("\(path): "))
      result.fault = error.fault
      result.deliveredBytes = error.deliveredBytes
      result.verifiedBytes = error.verifiedBytes
    }
    vector.check(result, against: content, "from disk")
  }

  @Test("a flipped bit in the data shows as a wrong checksum at the member's end")
  func flippedBit() throws {
    let result = try decode(sharedBytes("\(GzipRealLogTests.folder)/13-bit-flip-in-body.gz"))
    #expect(result.fault == .badChecksum(offset: 25_898))
    #expect(result.content.count == 400_167)
    #expect(result.content != (try GzipRealLogTests.content("a")))
    #expect(result.verifiedBytes == 0)
  }

  @Test("a second member cut short leaves the first one verified")
  func verifiedMembers() throws {
    let result = try decode(
      sharedBytes("\(GzipRealLogTests.folder)/10-second-member-truncated.gz"))
    #expect(result.verifiedBytes == (try GzipRealLogTests.content("a").count))
  }

  private struct Expected: Decodable {
    struct Tool: Decodable {
      var exit: Int
      var bytes: Int
      var lines: Int
    }
    var file: String
    var gnu_gzip: Tool
  }

  @Test("where GNU gzip reads a file to its end, bytes and lines are the same")
  func sameAsGNU() throws {
    let table = try JSONDecoder().decode(
      [Expected].self, from: Data(sharedBytes("\(GzipRealLogTests.folder)/EXPECTED.json")))
    #expect(table.count == GzipRealLogTests.vectors.count + 1)
    for entry in table where [0, 2].contains(entry.gnu_gzip.exit) {
      let result = try decode(sharedBytes("\(GzipRealLogTests.folder)/\(entry.file)"))
      #expect(result.content.count == entry.gnu_gzip.bytes, "\(entry.file)")
      #expect(result.content.count { $0 == 0x0A } == entry.gnu_gzip.lines, "\(entry.file)")
    }
  }
}
