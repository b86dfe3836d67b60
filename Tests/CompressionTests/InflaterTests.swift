#if ISAL
  import Bytes
  import Compression
  import TestKit
  import Testing

  /// What came of unpacking raw deflate data.
  private struct Unpacked: Equatable {
    enum End: Equatable { case whole, damaged, cut }
    var content: [UInt8] = []
    var end = End.cut
    /// How many bytes stand after the data.
    var left = 0
  }

  private typealias Inflate = (Span<UInt8>, inout [UInt8], Int) -> UnpackProgress

  @Suite("the two libraries that unpack gzip say the same")
  struct InflaterTests {
    private static func unpack(
      _ data: [UInt8], chunkBytes: Int, roomBytes: Int, rest: () -> [UInt8], _ inflate: Inflate
    ) -> Unpacked {
      var result = Unpacked()
      var room = [UInt8](repeating: 0, count: roomBytes)
      var at = 0
      while true {
        let end = min(data.count, at + chunkBytes)
        let progress = inflate(data.span.extracting(at..<end), &room, 0)
        at += progress.consumed
        result.content.append(room.span.extracting(0..<progress.produced))
        if progress.fault != nil { result.end = .damaged }
        if progress.isAtEnd { result.end = .whole }
        if progress.isAtEnd { result.left = data.count - at + progress.surplusCount }
        if result.end != .cut { return result }
        if at == data.count, progress.produced < roomBytes { break }
      }
      result.content += rest()
      return result
    }

    private static func byZlib(_ data: [UInt8], _ chunk: Int, _ room: Int) throws -> Unpacked {
      let inflater = try ZlibInflater()
      return unpack(data, chunkBytes: chunk, roomBytes: room, rest: inflater.rest) {
        inflater.inflate($0, into: &$1, from: $2, offset: 0)
      }
    }

    private static func byIsal(_ data: [UInt8], _ chunk: Int, _ room: Int) throws -> Unpacked {
      let inflater = try IsalInflater()
      return unpack(data, chunkBytes: chunk, roomBytes: room, rest: inflater.rest) {
        inflater.inflate($0, into: &$1, from: $2, offset: 0)
      }
    }

    /// Lines with some variety, as raw deflate data at several levels, with a trailer after them.
    private static let samples: [[UInt8]] = {
      var generator = SeededGenerator(seed: 7)
      let text = (0..<60).map { line in
        let number = UInt64.random(in: 0..<100_000, using: &generator)
        return "10.0.\(line).\(number % 256) - - GET /page/\(number) HTTP/1.1 200 \(number)\n"
      }
      return [1, 6, 9].map { level in Array(gzip(text.joined(), level: level)[10...]) }
    }()

    @Test("data cut at any byte, in chunks and rooms of any size")
    func truncation() throws {
      for (index, sample) in InflaterTests.samples.enumerated() {
        for length in 0...sample.count {
          let data = Array(sample.prefix(length))
          let expected = try InflaterTests.byZlib(data, .max / 2, 1 << 16)
          for (chunk, room) in [(.max / 2, 1 << 16), (1, 7), (13, 300)] {
            #expect(
              try InflaterTests.byIsal(data, chunk, room) == expected,
              "sample \(index), \(length) bytes, chunks of \(chunk), rooms of \(room)")
          }
        }
      }
    }

    @Test("random damage: the same end, after all content that comes before the damage")
    func damage() throws {
      let seed: UInt64 = 20_261_124
      var generator = SeededGenerator(seed: seed)
      for round in 0..<6_000 {
        var data = InflaterTests.samples[round % 3]
        for _ in 0...(round % 4) {
          let place = Int.random(in: 0..<data.count, using: &generator)
          data[place] = UInt8.random(in: 0...255, using: &generator)
        }
        let expected = try InflaterTests.byZlib(data, .max / 2, 1 << 16)
        let result = try InflaterTests.byIsal(data, 1 + round % 60, 1 + round % 500)
        let trace: Comment = "round \(round), seed \(seed)"
        #expect(result.end == expected.end, trace)
        #expect(result.content.starts(with: expected.content), trace)
        if expected.end != .damaged { #expect(result == expected, trace) }
      }
    }
  }
#endif
