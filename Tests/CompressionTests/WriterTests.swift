import Bytes
import Compression
import Testing

@Suite("writers")
struct WriterTests {
  /// Text of many lines that differ, with more than one block.
  static let lines: [UInt8] = {
    var bytes: [UInt8] = []
    var state: UInt64 = 7
    while bytes.count < 300_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append("GET /page/")
      bytes.append(decimal: state >> 44)
      bytes.append(" 200\n")
    }
    return bytes
  }()

  @Test("gzip: what is written is read back", arguments: 0...9)
  func gzipRoundTrip(level: Int) throws {
    for content in [[], [0x61], WriterTests.lines] {
      let result = try decode(gzip(content, level: level))
      #expect(result.content == content)
      #expect(result.summary?.encoding == .gzip)
      #expect(result.summary?.members == 1)
      #expect(result.summary?.bytes == content.count)
      #expect(result.verifiedBytes == content.count)
    }
  }

  @Test("zstd: what is written is read back", arguments: [1, 3, 9])
  func zstdRoundTrip(level: Int) throws {
    for content in [[], [0x61], WriterTests.lines] {
      let result = try decode(zstd(content, level: level))
      #expect(result.content == content)
      #expect(result.summary?.encoding == .zstd)
      #expect(result.summary?.members == 1)
      #expect(result.verifiedBytes == content.count)
    }
  }

  @Test(
    "the same content gives the same bytes, however it is cut into writes",
    arguments: [3, 4_095, 131_071, 131_072, 131_073, 262_144])
  func writesDoNotShow(size: Int) {
    let content = WriterTests.lines
    var gzipWriter = GzipWriter()
    var zstdWriter = ZstdWriter()
    var gzipped: [UInt8] = []
    var zstded: [UInt8] = []
    for start in stride(from: 0, to: content.count, by: size) {
      let piece = content.span.extracting(start..<min(start + size, content.count))
      gzipWriter.write(piece, into: &gzipped)
      zstdWriter.write(piece, into: &zstded)
    }
    gzipWriter.finish(into: &gzipped)
    zstdWriter.finish(into: &zstded)
    #expect(gzipped == gzip(content))
    #expect(zstded == zstd(content))
  }

  @Test("gzip: the header holds no time, no name and no system")
  func gzipHeader() {
    #expect(gzip("hello").prefix(10) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
  }
}
