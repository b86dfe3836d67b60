import Compression
import Testing

@Suite("zstd frames")
struct ZstdTests {
  static let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 0x1F, 0x8B, 0x08]

  @Test("frames and skippable frames, cut at every place")
  func frames() throws {
    let skippable = ZstdTests.skippable
    let bytes = skippable + zstd("one\n") + skippable + zstd("") + zstd("two\n") + skippable
    for cut in 0...bytes.count {
      let result = try decode(bytes, cutAt: [0, cut])
      #expect(result.text == "one\ntwo\n", "cut at \(cut)")
      #expect(result.summary?.members == 3, "cut at \(cut)")
      #expect(result.summary?.encoding == .zstd, "cut at \(cut)")
    }
  }

  @Test("a frame cut short at any place is truncated")
  func truncation() throws {
    let frame = zstd("hello, hello, hello, hello\n")
    for length in 4..<frame.count {
      let result = try decode(Array(frame.prefix(length)), chunkBytes: 3)
      #expect(result.fault == .truncated(offset: length), "\(length) of \(frame.count)")
    }
    for length in 4..<ZstdTests.skippable.count {
      let result = try decode(Array(ZstdTests.skippable.prefix(length)))
      #expect(result.fault == .truncated(offset: length))
    }
  }

  @Test("a wrong checksum is one; the frames before it stay verified")
  func checksum() throws {
    var frame = zstd("hello, hello\n")
    frame[frame.count - 1] ^= 1
    let result = try decode(zstd("first\n") + frame)
    guard case .badChecksum = result.fault else {
      Issue.record("\(String(describing: result.fault)) in place of a wrong checksum")
      return
    }
    #expect(result.verifiedBytes == 6)
  }

  @Test("a frame that was packed with a dictionary, or with too large a window, is named")
  func unsupported() throws {
    // RFC 8878, 3.1.1.1: a descriptor with a one-byte dictionary id; then a window of 2^41 bytes.
    let dictionary: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x21, 0x05, 0x01, 0x09, 0x00, 0x00, 0x41]
    let window: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 0x09, 0x00, 0x00, 0x41]
    for (bytes, feature) in [(dictionary, ReadFault.Unsupported.dictionary), (window, .window)] {
      guard case .unsupported(feature, _) = try decode(bytes).fault else {
        Issue.record("\(try decode(bytes)) in place of \(feature)")
        continue
      }
    }
  }

  @Test("text after the last frame is counted")
  func textAfter() throws {
    let result = try decode(zstd("a") + Array("tail".utf8))
    #expect(result.text == "a")
    #expect(result.summary?.warnings == [.textAfterLastMember(bytes: 4)])
  }
}
