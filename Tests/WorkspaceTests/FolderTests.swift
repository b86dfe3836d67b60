import Foundation
import TestKit
import Testing
import Workspace

@Suite("Folders are replaced whole")
struct FolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a staged folder takes a name that is free")
  func publishNew() throws {
    folder.file("staged/one", "1")
    try Folder.publish(folder.path("staged"), as: folder.path("tables"))
    #expect(Folder.files(below: folder.url.path) == ["tables/one"])
  }

  @Test("a staged folder takes the place of another, of which nothing is left")
  func publishOver() throws {
    folder.file("tables/old", "0")
    folder.file("tables/deep/older", "0")
    folder.file("staged/new", "1")
    try Folder.publish(folder.path("staged"), as: folder.path("tables"))
    #expect(Folder.files(below: folder.url.path) == ["tables/new"])
  }

  @Test("a file that stands in the place of a folder is kept and refused")
  func publishOverFile() throws {
    folder.file("tables", "a file")
    folder.file("staged/new", "1")
    #expect(throws: WorkspaceError.self) {
      try Folder.publish(folder.path("staged"), as: folder.path("tables"))
    }
    #expect(Folder.isRegularFile(folder.path("tables")))
  }

  @Test("files are listed in byte order, whatever the order in which they were made")
  func order() throws {
    for name in ["b", "a/z", "a/B", "A", "é"] { folder.file(name, "") }
    #expect(Folder.files(below: folder.url.path) == ["A", "a/B", "a/z", "b", "é"])
  }

  @Test("removing a link leaves what it points to")
  func removeLink() throws {
    folder.file("kept/file", "1")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("kept"))
    try Folder.remove(folder.path("link"))
    #expect(Folder.files(below: folder.url.path) == ["kept/file"])
  }

  @Test("a second name is the same file, which stays when the first name goes")
  func link() throws {
    folder.file("a", "1")
    try Folder.link(folder.path("a"), as: folder.path("b"))
    #expect(
      FileIdentity(path: folder.path("a"))?.inode == FileIdentity(path: folder.path("b"))?.inode)
    try Folder.remove(folder.path("a"))
    #expect(try WholeFile.read(folder.path("b")) == Array("1".utf8))
    #expect(throws: WorkspaceError.cannotRead(path: folder.path("a"), errno: ENOENT)) {
      try Folder.link(folder.path("a"), as: folder.path("c"))
    }
  }
}
