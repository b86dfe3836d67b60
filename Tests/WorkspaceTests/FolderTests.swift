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

  @Test("one run at a time holds a workspace; the other is told who")
  func lock() throws {
    let held = try WorkspaceLock(folder: folder.url.path)
    let error = try #require(throws: WorkspaceError.self) {
      _ = try WorkspaceLock(folder: folder.url.path)
    }
    #expect(
      error
        == .locked(path: folder.url.path, holder: "\(ProcessInfo.processInfo.processIdentifier)"))
    withExtendedLifetime(held) {}
  }

  @Test("a released lock can be taken again")
  func lockAgain() throws {
    do { _ = try WorkspaceLock(folder: folder.url.path) }
    _ = try WorkspaceLock(folder: folder.url.path)
  }
}
