import Foundation
import TestKit
import Testing
import Workspace

@Suite("A workspace's lock")
struct LockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

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

  @Test("who waits gets it once it is released, and not before")
  func waits() throws {
    var held: WorkspaceLock? = try WorkspaceLock(folder: folder.url.path)
    let path = folder.url.path
    let taken = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      guard (try? WorkspaceLock(folder: path, waits: true)) != nil else { return }
      taken.signal()
    }
    #expect(taken.wait(timeout: .now() + 0.2) == .timedOut)
    withExtendedLifetime(held) {}
    held = nil
    #expect(taken.wait(timeout: .now() + 60) == .success)
  }

  @Test("a folder that is not there is told by name")
  func noFolder() throws {
    let path = folder.path("none")
    #expect(throws: WorkspaceError.cannotCreate(path: "\(path)/.lock", errno: ENOENT)) {
      _ = try WorkspaceLock(folder: path)
    }
  }
}
