import Foundation
import TestKit
import Testing
import Workspace

@Suite("Files appear whole or not at all")
struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func content(_ name: String) -> String? {
    FileManager.default.contents(atPath: folder.path(name)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test("nothing is seen before publishing, and nothing is left when it is not published")
  func notPublished() throws {
    do {
      let file = try AtomicFile(folder.path("a"))
      try file.write(Array("half".utf8).span)
      #expect(content("a") == nil)
    }
    #expect(Folder.names(in: folder.url.path).isEmpty)
  }

  @Test("what is published replaces what stood there, and leaves no other file")
  func published() throws {
    folder.file("a", "old")
    let file = try AtomicFile(folder.path("a"))
    try file.write(Array("new".utf8).span)
    #expect(content("a") == "old")
    try file.publish()
    #expect(content("a") == "new")
    #expect(Folder.names(in: folder.url.path) == ["a"])
  }

  @Test("bytes after a mark can be taken back")
  func truncated() throws {
    let file = try AtomicFile(folder.path("a"))
    try file.write(Array("kept".utf8).span)
    let mark = file.count
    try file.write(Array(" lost".utf8).span)
    try file.truncate(to: mark)
    try file.write(Array(" more".utf8).span)
    try file.publish()
    #expect(content("a") == "kept more")
  }

  @Test(
    "a missing folder, a folder and a device are refused by name",
    arguments: ["no/a", "d", "/dev/null"])
  func refused(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("d"), withIntermediateDirectories: true)
    let path = name.hasPrefix("/") ? name : folder.path(name)
    let error = try #require(throws: WorkspaceError.self) { _ = try AtomicFile(path) }
    guard case .cannotCreate(let refused, _) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(refused.hasPrefix(path))
    #expect(error.description.contains(path))
    #expect(Folder.names(in: folder.url.path) == ["d"])
  }

  @Test("a key's file is its owner's alone")
  func permissions() throws {
    try AtomicFile.write([1], to: folder.path("key"), mode: 0o600)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("key"))
    #expect((attributes[.posixPermissions] as? Int) == 0o600)
  }

  @Test("what a killed process has left is removed, what a living one is writing is not")
  func leftovers() throws {
    // No process has the greatest number that there can be.
    for name in [
      "a.\(Int32.max).tmp", "a.\(getpid()).tmp", "a.1.tmp", "b.\(Int32.max).tmp", "a.x.tmp",
    ] {
      folder.file(name, "part")
    }
    try AtomicFile.removeLeftovers(of: folder.path("a"))
    #expect(
      Folder.names(in: folder.url.path).sorted()
        == ["a.\(getpid()).tmp", "a.1.tmp", "a.x.tmp", "b.\(Int32.max).tmp"].sorted())
  }
}
