import Bytes
import Compression
import Foundation
import Testing

@Suite("input files")
struct InputFileTests {
  /// Makes a folder, hands it to `body` and removes it.
  static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "compression-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  static func read(_ path: String, limits: ReadLimits = ReadLimits()) throws -> Decoded {
    var result = Decoded()
    result.summary = try InputFile(path: path, limits: limits).forEachBlock {
      result.content.append($0)
    }
    return result
  }

  static func fault(_ path: String) -> ReadError? {
    do {
      _ = try read(path)
      return nil
    } catch {
      return error as? ReadError
    }
  }

  @Test("the name says nothing: each kind is read under any name")
  func anyName() throws {
    try InputFileTests.withFolder { folder in
      for name in ["access.log", "access.log.gz", "access.log.zst", "access.log.gz.1", "x"] {
        let path = "\(folder)/\(name)"
        for (bytes, encoding) in [
          (gzip("a\n"), Encoding.gzip), (zstd("a\n"), .zstd), (Array("a\n".utf8), .plain),
        ] {
          try Data(bytes).write(to: URL(filePath: path))
          let result = try InputFileTests.read(path)
          #expect(result.text == "a\n")
          #expect(result.summary?.encoding == encoding)
          #expect(result.summary?.compressedBytes == bytes.count)
        }
      }
    }
  }

  @Test("a file of many blocks is handed on whole, in blocks of the set size")
  func blocks() throws {
    try InputFileTests.withFolder { folder in
      for bytes in [WriterTests.lines, gzip(WriterTests.lines), zstd(WriterTests.lines)] {
        let path = "\(folder)/lines"
        try Data(bytes).write(to: URL(filePath: path))
        var content: [UInt8] = []
        var largest = 0
        _ = try InputFile(path: path, limits: ReadLimits(blockBytes: 4_096)).forEachBlock {
          largest = max(largest, $0.count)
          content.append($0)
        }
        #expect(content == WriterTests.lines)
        #expect(largest == 4_096)
      }
    }
  }

  @Test("missing, a directory, unreadable: told apart, and none is damage")
  func refusals() throws {
    try InputFileTests.withFolder { folder in
      let file = "\(folder)/file"
      try Data([0x61]).write(to: URL(filePath: file))
      #expect(InputFileTests.fault("\(folder)/none")?.fault == .notFound)
      #expect(InputFileTests.fault("\(file)/below")?.fault == .notFound)
      #expect(InputFileTests.fault("\(file)\0.gz")?.fault == .notFound)
      #expect(InputFileTests.fault("")?.fault == .notFound)
      #expect(InputFileTests.fault(folder)?.fault == .isDirectory)
      let long = String(repeating: "n", count: 5_000)
      #expect(InputFileTests.fault(long)?.fault == .notReadable(errno: ENAMETOOLONG))
      for path in ["\(folder)/none", folder] {
        let error = try #require(InputFileTests.fault(path))
        #expect(!error.isDamage)
        #expect(error.file == path)
        #expect(error.description.hasPrefix("\(path): "))
      }
    }
  }

  @Test(
    "a file without read permission can't be read", .disabled(if: geteuid() == 0, "runs as root"))
  func unreadable() throws {
    try InputFileTests.withFolder { folder in
      let path = "\(folder)/secret"
      try Data([0x61]).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      #expect(InputFileTests.fault(path)?.fault == .notReadable(errno: EACCES))
    }
  }

  @Test("a pipe that delivers one byte at a time is recognised and read", arguments: [0, 1, 2])
  func pipe(kind: Int) throws {
    let bytes = [gzip("one\ntwo\n"), zstd("one\ntwo\n"), Array("one\ntwo\n".utf8)][kind]
    try InputFileTests.withFolder { folder in
      let path = "\(folder)/pipe"
      let made = unsafe mkfifo(path, 0o600)
      try #require(made == 0)
      let writer = Thread {
        let descriptor = unsafe open(path, O_WRONLY)
        for var byte in bytes {
          _ = unsafe write(descriptor, &byte, 1)
          usleep(200)
        }
        close(descriptor)
      }
      writer.start()
      let result = try InputFileTests.read(path)
      #expect(result.text == "one\ntwo\n")
      #expect(result.summary?.compressedBytes == bytes.count)
    }
  }

  @Test("what the reader of the blocks throws comes through as it is")
  func bodyThrows() throws {
    struct Stop: Error, Equatable {}
    try InputFileTests.withFolder { folder in
      for bytes in [gzip("a\n"), zstd("a\n"), Array("a\n".utf8)] {
        let path = "\(folder)/file"
        try Data(bytes).write(to: URL(filePath: path))
        #expect(throws: Stop()) {
          try InputFile(path: path).forEachBlock { _ in throw Stop() }
        }
      }
    }
  }

  @Test("standard input has a name for messages")
  func standardInputName() {
    #expect(InputFile(path: "-").name == "standard input")
    #expect(InputFile(path: "-").name == "standard input")
    #expect(InputFile(path: "./-").name == "./-")
  }

  @Test("every fault says what is wrong and what to do, and whether it is damage")
  func descriptions() {
    let damage: [ReadFault] = [
      .truncated(offset: 9), .badChecksum(offset: 9), .badLength(offset: 9),
      .badHeaderChecksum(offset: 9), .reservedFlag(offset: 9), .badData(offset: 9),
      .unsupported(.method, offset: 9), .ratioTooLarge(limit: 9),
    ]
    for fault in damage {
      let error = ReadError(file: "a.gz", fault: fault)
      #expect(error.isDamage)
      #expect(error.description.hasPrefix("a.gz: ") && error.description.contains("9"))
      #expect(error.description.contains(";"), "\(error.description) says not what to do")
    }
    for fault in [ReadFault.notFound, .isDirectory, .notReadable(errno: EIO), .outOfMemory] {
      #expect(!ReadError(file: "a.gz", fault: fault).isDamage)
    }
    #expect("\(ReadFault.notReadable(errno: EIO))".contains("Input/output error"))
  }
}
