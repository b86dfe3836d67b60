import Compression
import Testing

@Suite("sessions, gzip: members, padding and what comes after")
struct MemberTests {
  @Test("members split at any place give their contents in order")
  func manyMembers() throws {
    let bytes = gzip("one\n") + gzip("") + gzip("two\n") + zstd("three\n") + gzip("four\n")
    for cut in 0...bytes.count {
      let result = try decode(bytes, cutAt: [0, cut])
      #expect(result.text == "one\ntwo\nthree\nfour\n", "cut at \(cut)")
      #expect(result.summary?.members == 5, "cut at \(cut)")
      #expect(result.summary?.warnings == [], "cut at \(cut)")
    }
    #expect(try decode(bytes, chunkBytes: 1) == decode(bytes))
  }

  @Test("blocks of any size make up the same content", arguments: [1, 2, 3, 7, 100, 1 << 20])
  func blockSizes(size: Int) throws {
    let text = String(repeating: "GET /a 200\n", count: 50)
    let limits = ReadLimits(blockBytes: size)
    for bytes in [gzip(text), zstd(text), gzip(text) + zstd(text)] {
      let result = try decode(bytes, limits: limits)
      #expect(result.content == (try decode(bytes)).content)
      #expect(result.fault == nil)
    }
  }

  @Test("zero padding between and after members is no content and no warning")
  func padding() throws {
    let zeros = [UInt8](repeating: 0, count: 600)
    for bytes in [
      gzip("a") + zeros + gzip("b"), gzip("a") + gzip("b") + zeros, zstd("a") + [0] + zstd("b"),
    ] {
      for size in [1, 3, .max] {
        let result = try decode(bytes, chunkBytes: size)
        #expect(result.text == "ab")
        #expect(result.summary?.warnings == [])
        #expect(result.summary?.compressedBytes == bytes.count)
      }
    }
  }

  @Test("text after the last member is counted, with what looks like a member in it")
  func textAfter() throws {
    let text = Array("# rotated ".utf8)
    let inner = text + gzip("hidden")
    for (tail, count) in [
      (text, 10), ([0, 0] + text, 10), (inner, inner.count), ([0x1F, 0x20], 2),
    ] {
      for size in [1, 2, .max] {
        let result = try decode(gzip("a") + tail, chunkBytes: size)
        #expect(result.text == "a")
        #expect(result.summary?.warnings == [.textAfterLastMember(bytes: count)])
      }
    }
  }

  @Test("a zstd magic number's first byte after gzip is text: a bracket")
  func bracketAfter() throws {
    let result = try decode(gzip("a") + Array("(".utf8))
    #expect(result.summary?.warnings == [.textAfterLastMember(bytes: 1)])
    #expect(try decode(zstd("a") + [0x28, 0xB5]).fault != nil)
  }

  @Test("a member cut short at any place is truncated, whatever stood before it")
  func truncation() throws {
    let member = gzip("hello, hello, hello\n")
    for before in [[], gzip("first\n"), gzip("first\n") + [0, 0]] {
      for length in (before.isEmpty ? 2 : 1)..<member.count {
        let bytes = before + member.prefix(length)
        let result = try decode(bytes, chunkBytes: 5)
        #expect(result.fault == .truncated(offset: bytes.count), "\(length) of \(member.count)")
        #expect(result.verifiedBytes == (before.isEmpty ? 0 : 6))
        let whole = (before.isEmpty ? "" : "first\n") + "hello, hello, hello\n"
        #expect(whole.hasPrefix(result.text))
      }
    }
  }

  @Test("what is no magic number is content as it stands, down to one byte")
  func plain() throws {
    let inputs: [[UInt8]] = [
      [0x1F], [0x1F, 0x1F], [0x28], [0x28, 0xB5, 0x2F], [0x28, 0xB5, 0x2F, 0xFC], [0],
      [0, 0x1F, 0x8B],
      [0x50, 0x2A, 0x4D], Array("(GET)".utf8), Array("\u{1F}GET".utf8), Array("P*M".utf8),
    ]
    for bytes in inputs {
      for size in [1, 2, .max] {
        let result = try decode(bytes, chunkBytes: size)
        #expect(result.content == bytes)
        #expect(result.summary?.encoding == .plain)
        #expect(result.summary?.compressedBytes == bytes.count)
        #expect(result.summary?.warnings == [])
      }
    }
  }

  @Test("the magic number alone is a truncated member")
  func magicAlone() throws {
    #expect(try decode([0x1F, 0x8B]).fault == .truncated(offset: 2))
    #expect(try decode([0x1F, 0x8B], chunkBytes: 1).fault == .truncated(offset: 2))
    #expect(try decode([0x28, 0xB5, 0x2F, 0xFD]).fault == .truncated(offset: 4))
  }

  @Test("no byte at all is a warning")
  func empty() throws {
    let result = try decode([])
    #expect(result.summary?.warnings == [.emptyFile])
    #expect(result.fault == nil)
  }

  @Test("one layer is taken off, and plain blocks are handed on in place")
  func oneLayer() throws {
    let inner = gzip("inner")
    #expect(try decode(gzip(inner)).content == inner)
    #expect(try decode(zstd(inner)).content == inner)
  }

  @Test("a method other than deflate is named")
  func otherMethod() throws {
    var bytes = gzip("a")
    bytes[2] = 7
    #expect(try decode(bytes).fault == .unsupported(.method, offset: 2))
  }
}
