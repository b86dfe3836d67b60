import Bytes
import Compression
import Testing

@Suite("sessions, gzip: decompression bombs")
struct LimitTests {
  /// More than 64 MiB of zeros: gzip packs them about a thousandfold, zstd more.
  static let bombBytes = 70 << 20

  static let gzipBomb: [UInt8] = {
    var writer = GzipWriter(level: 1)
    var output = [UInt8]()
    let block = [UInt8](repeating: 0x20, count: 1 << 20)
    for _ in 0..<(bombBytes >> 20) { writer.write(block.span, into: &output) }
    writer.finish(into: &output)
    return output
  }()

  static let zstdBomb: [UInt8] = {
    var writer = ZstdWriter(level: 1)
    var output = [UInt8]()
    let block = [UInt8](repeating: 0x20, count: 1 << 20)
    for _ in 0..<(bombBytes >> 20) { writer.write(block.span, into: &output) }
    writer.finish(into: &output)
    return output
  }()

  /// How many bytes of content a decoder hands on, and its fault.
  static func measure(_ bytes: [UInt8], _ limits: ReadLimits) throws -> (Int, ReadFault?) {
    var total = 0
    var decoder = BlockDecoder(limits: limits)
    do {
      try decoder.decode(bytes.span) { total += $0.count }
      _ = try decoder.finish { total += $0.count }
    } catch let fault as ReadFault {
      return (total, fault)
    }
    return (total, nil)
  }

  @Test("past 64 MB of output a ratio over 200 is refused, soon after")
  func bomb() throws {
    for bytes in [LimitTests.gzipBomb, LimitTests.zstdBomb] {
      let (total, fault) = try LimitTests.measure(bytes, ReadLimits())
      #expect(fault == .ratioTooLarge(limit: 200))
      #expect(total >= 64 << 20 && total <= 65 << 20)
    }
  }

  @Test("both bounds are settings, and none means none")
  func settings() throws {
    for bytes in [LimitTests.gzipBomb, LimitTests.zstdBomb] {
      for limits in [
        ReadLimits(maximumRatio: nil), ReadLimits(maximumRatio: 100_000),
        ReadLimits(ratioCheckedPastBytes: LimitTests.bombBytes), ReadLimits(maximumRatio: .max),
      ] {
        let (total, fault) = try LimitTests.measure(bytes, limits)
        #expect(fault == nil)
        #expect(total == LimitTests.bombBytes)
      }
    }
    let tight = ReadLimits(maximumRatio: 2, ratioCheckedPastBytes: 100, blockBytes: 64)
    let text = [UInt8](repeating: 0x61, count: 10_000)
    for bytes in [gzip(text), zstd(text)] {
      let result = try decode(bytes, limits: tight)
      #expect(result.fault == .ratioTooLarge(limit: 2))
      #expect(result.content.count <= 256)
    }
    #expect(try decode(text, limits: tight).fault == nil)
  }

  @Test("many small members of a high ratio are a bomb as well")
  func bombOfMembers() throws {
    let member = gzip([UInt8](repeating: 0x61, count: 100_000))
    let bytes = (0..<40).flatMap { _ in member }
    let limits = ReadLimits(ratioCheckedPastBytes: 1 << 20)
    #expect(try decode(bytes, limits: limits).fault == .ratioTooLarge(limit: 200))
  }

  @Test("a log of many lines is far from the limit")
  func logsPass() throws {
    let limits = ReadLimits(ratioCheckedPastBytes: 0)
    #expect(try decode(gzip(WriterTests.lines), limits: limits).fault == nil)
  }
}
