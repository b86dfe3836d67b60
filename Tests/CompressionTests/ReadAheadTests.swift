import Bytes
import Compression
import Foundation
import TestKit
import Testing

@Suite("reading ahead")
struct ReadAheadTests {
  struct Stop: Error, Equatable {}

  /// How a file is read: on the caller's thread, or ahead by so many blocks.
  static func read(
    _ bytes: [UInt8], _ ahead: ReadAhead?, blockBytes: Int = 64, startingAt offset: Int = 0
  ) throws -> (result: Decoded, blocks: [[UInt8]]) {
    var result = Decoded()
    var blocks: [[UInt8]] = []
    try InputFileTests.withFolder { folder in
      let path = "\(folder)/input"
      try Data(bytes).write(to: URL(filePath: path))
      let file = InputFile(path: path, limits: ReadLimits(blockBytes: blockBytes))
      let body = { (block: Span<UInt8>) in
        blocks.append([UInt8](bytes: block))
        result.content.append(block)
      }
      do {
        result.summary =
          if let ahead { try file.forEachBlockAhead(ahead, startingAt: offset, body) } else {
            try file.forEachBlock(startingAt: offset, body)
          }
      } catch let error as ReadError {
        result.fault = error.fault
        result.deliveredBytes = error.deliveredBytes
        result.verifiedBytes = error.verifiedBytes
      }
    }
    return (result, blocks)
  }

  static let lines = Array((1...40).map { "GET /\($0) 200\n" }.joined().utf8)

  /// Sound and damaged inputs of each kind.
  static let inputs: [[UInt8]] = {
    let packed = gzip(lines) + zstd(lines) + gzip(lines)
    var damaged = packed
    damaged[packed.count - 6] ^= 1
    return [
      [], lines, gzip(lines), zstd(lines), packed, damaged, packed.dropLast(3), packed + [1, 2],
      gzip(lines).dropLast(40), [0x1F], [0x1F, 0x8B], gzip([]), lines + Array("no end".utf8),
      gzip(lines + Array("no end".utf8)),
    ]
  }()

  @Test(
    "content, summary and errors are those of reading on the caller's thread", arguments: [2, 4])
  func same(depth: Int) throws {
    for (index, bytes) in ReadAheadTests.inputs.enumerated() {
      for blockBytes in [1, 5, 64, 1 << 18] {
        let expected = try ReadAheadTests.read(bytes, nil, blockBytes: blockBytes).result
        for lineBytes in [nil, 1, 10, 8 << 20] {
          let ahead = ReadAhead(depth: depth, maximumLineBytes: lineBytes)
          let result = try ReadAheadTests.read(bytes, ahead, blockBytes: blockBytes).result
          #expect(
            result == expected, "input \(index), blocks of \(blockBytes), lines \(lineBytes ?? 0)")
        }
      }
    }
  }

  @Test("blocks end at a line's end, and a long line makes its block grow")
  func wholeLines() throws {
    var content = ReadAheadTests.lines
    content += [UInt8](repeating: 0x61, count: 5_000) + [0x0A] + ReadAheadTests.lines
    for bytes in [content, gzip(content), zstd(content), gzip(content) + gzip(content)] {
      let (result, blocks) = try ReadAheadTests.read(bytes, ReadAhead(maximumLineBytes: 5_000))
      #expect(result.fault == nil)
      #expect(blocks.allSatisfy { $0.last == 0x0A })
      #expect(blocks.count > 10)
    }
  }

  @Test("a line past the limit is cut, and the splitter refuses it by its number")
  func longLine() throws {
    let content = Array("a\nb\n".utf8) + [UInt8](repeating: 0x61, count: 301) + Array("\nc\n".utf8)
    let (_, blocks) = try ReadAheadTests.read(gzip(content), ReadAhead(maximumLineBytes: 300))
    var splitter = LineSplitter(maximumLineBytes: 300)
    #expect(throws: LineSplitter.LineTooLong.self) {
      for block in blocks { try splitter.split(block.span) { _, _ in } }
    }
    #expect(splitter.lineCount == 2)
    #expect(blocks.allSatisfy { $0.count <= 301 })
  }

  @Test("content before the offset is verified and counted, but not handed on")
  func offset() throws {
    for (index, bytes) in ReadAheadTests.inputs.enumerated() {
      let whole = try ReadAheadTests.read(bytes, nil).result
      for offset in [0, 1, 63, 64, 65, 300, 100_000] {
        var expected = whole
        expected.content = Array(whole.content.dropFirst(offset))
        for ahead in [nil, ReadAhead(), ReadAhead(depth: 2, maximumLineBytes: nil)] {
          let result = try ReadAheadTests.read(bytes, ahead, startingAt: offset).result
          #expect(result == expected, "input \(index) from \(offset)")
        }
      }
    }
  }

  @Test("what the body throws comes through, at whichever block, and the thread has ended")
  func bodyThrows() throws {
    try InputFileTests.withFolder { folder in
      let path = "\(folder)/lines"
      let count = { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
      for bytes in [ReadAheadTests.lines, gzip(ReadAheadTests.lines), zstd(ReadAheadTests.lines)] {
        try Data(bytes).write(to: URL(filePath: path))
        for last in 1...200 {
          var seen = 0
          #expect(throws: Stop()) {
            try InputFile(path: path, limits: ReadLimits(blockBytes: 16)).forEachBlockAhead { _ in
              seen += 1
              if seen == min(last, 20) { throw Stop() }
            }
          }
        }
      }
      #expect(try count() < 200)
    }
  }

  @Test("missing and directories are told as by reading on the caller's thread")
  func refusals() throws {
    try InputFileTests.withFolder { folder in
      for (path, fault) in [("\(folder)/none", ReadFault.notFound), (folder, .isDirectory)] {
        #expect(throws: ReadError(file: path, fault: fault)) {
          try InputFile(path: path).forEachBlockAhead { _ in }
        }
      }
    }
  }

  @Test("a body that throws does not wait for a pipe that stays open and silent")
  func silentPipe() throws {
    try InputFileTests.withFolder { folder in
      let path = "\(folder)/pipe"
      let made = unsafe mkfifo(path, 0o600)
      try #require(made == 0)
      // Opened for both, so that neither end waits for the other.
      let descriptor = unsafe open(path, O_RDWR)
      defer { close(descriptor) }
      let lines = ReadAheadTests.lines
      _ = unsafe lines.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      #expect(throws: Stop()) {
        try InputFile(path: path, limits: ReadLimits(blockBytes: 64)).forEachBlockAhead { _ in
          throw Stop()
        }
      }
    }
  }

  @Test("more readers than the pool has threads all come to their end")
  func manyReaders() async throws {
    let bytes = gzip(ReadAheadTests.lines)
    let expected = ReadAheadTests.lines
    let contents = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<32 {
        group.addTask { try ReadAheadTests.read(bytes, ReadAhead(depth: 2)).result.content }
      }
      return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(contents.count == 32)
    #expect(contents.allSatisfy { $0 == expected })
  }
}
