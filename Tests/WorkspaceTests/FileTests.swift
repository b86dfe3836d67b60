import Foundation
import TestKit
import Testing
import Workspace

@Suite("Files and what they are known by")
struct FileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a staged file is written from start to end, with the folders above it")
  func staged() throws {
    var file = try StagedFile(folder.path("a/b/c"))
    try file.write(Array("one ".utf8).span)
    try file.write(Array("".utf8).span)
    try file.write(Array("two".utf8).span)
    #expect(file.count == 7)
    #expect(try WholeFile.read(folder.path("a/b/c")) == Array("one two".utf8))
    try StagedFile.write(Array("new".utf8), to: folder.path("a/b/c"))
    #expect(try WholeFile.read(folder.path("a/b/c")) == Array("new".utf8))
  }

  @Test("a file of any size is read whole", arguments: [0, 1, 65_535, 65_536, 200_001])
  func whole(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let path = folder.file("a", Data(content))
    #expect(try WholeFile.read(path) == content)
  }

  @Test("a file that lies there as it did has the same identity, whoever looks")
  func unchanged() throws {
    let path = folder.file("a", "1")
    let identity = try #require(FileIdentity(path: path))
    #expect(FileIdentity(path: path) == identity)
    #expect(identity.path == path && identity.size == 1)
    let text = try JSONEncoder().encode(identity)
    #expect(try JSONDecoder().decode(FileIdentity.self, from: text) == identity)
  }

  @Test("one that has grown, was written anew or replaced has another")
  func changed() throws {
    let path = folder.file("a", "1")
    let before = try #require(FileIdentity(path: path))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("2".utf8))
    let grown = try #require(FileIdentity(path: path))
    #expect(grown != before && grown.inode == before.inode && grown.size == 2)
    // The same size, at another moment.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
    let touched = try #require(FileIdentity(path: path))
    #expect(touched != grown && touched.modified == 1_000_000_000)
    let other = folder.file("b", "34")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: other)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: other, toPath: path)
    let replaced = try #require(FileIdentity(path: path))
    #expect(replaced != touched && replaced.size == touched.size)
  }

  @Test("a folder, a device and nothing at all have none", arguments: ["", "none", "/dev/null"])
  func none(name: String) {
    #expect(FileIdentity(path: name.hasPrefix("/") ? name : folder.path(name)) == nil)
  }
}
