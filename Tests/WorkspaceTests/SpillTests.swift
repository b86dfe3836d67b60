import Foundation
import Journeys
import TestKit
import Testing
import Workspace

@Suite("Records that memory has no room for")
struct SpillTests {
  /// Records and a text of their own, by a number.
  private func events(_ number: Int) -> PackedEvents {
    PackedEvents(
      records: Array(repeating: UInt8(number % 251), count: number * 37 % 5000),
      text: Array(repeating: UInt8(number % 241), count: number * 91 % 7000))
  }

  @Test("come back as they were, written and read from many threads in any order")
  func roundTrip() async throws {
    let folder = try TemporaryFolder()
    let spill = try Spill(in: folder.url.path)
    let chunks = try await withThrowingTaskGroup(of: (Int, SpilledChunk).self) { group in
      for number in 0..<200 {
        group.addTask { (number, try spill.write(events(number), shard: number % 256)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, chunk) in chunks.shuffled() {
        group.addTask {
          let back = try spill.read(chunk)
          #expect(chunk.shard == number % 256)
          #expect(back.records == events(number).records && back.text == events(number).text)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("have no name, so that they are gone with the run, however it ends")
  func unnamed() throws {
    let folder = try TemporaryFolder()
    let spill = try Spill(in: folder.url.path)
    _ = try spill.write(events(5), shard: 0)
    #expect(Folder.names(in: folder.url.path).isEmpty)
  }

  @Test("a folder that is not there is told by name")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none")
    #expect(throws: WorkspaceError.cannotCreate(path: "\(path)/spill", errno: ENOENT)) {
      _ = try Spill(in: path)
    }
  }
}
