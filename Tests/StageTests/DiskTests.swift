import Foundation
import TestKit
import Testing

@Suite(
  "a run whose disk is full or can't be written",
  .enabled(if: SmallDisk.isAllowed, "a small file system can't be mounted here"), .serialized)
struct DiskTests {
  static let first = MadeUpSite(seed: 31, visitors: 60)
  static let second = MadeUpSite(seed: 32, visitors: 300)

  /// A finished run on a disk of its own, with more logs and statements since.
  private func job() throws -> (MadeUpRun, SmallDisk) {
    let job = try MadeUpRun(Self.first)
    let disk = try SmallDisk(at: job.folder.path("disk"), kilobytes: 64 << 10)
    #expect(try job.run(workspace: "disk/workspace").status == 0)
    job.folder.file("logs/access.log.2", Self.second.logText)
    job.folder.file("statements.ndjson", Self.first.statementText + Self.second.statementText)
    return (job, disk)
  }

  @Test(
    "the error is clear, what was published stays to the byte, and with room the run ends as any")
  func full() throws {
    let undisturbed = try MadeUpRun(Self.first)
    try undisturbed.run()
    undisturbed.folder.file("logs/access.log.2", Self.second.logText)
    undisturbed.folder.file(
      "statements.ndjson", Self.first.statementText + Self.second.statementText)
    try undisturbed.run()
    let (job, disk) = try job()
    defer { disk.unmount() }
    let before = try job.content("disk/workspace").published
    var failures = 0
    for room in [0, 4, 16, 40, 80, 120, 200] {
      try disk.remount("size=\(try disk.taken() + room)k")
      let result = try job.run(["--memory", "1MB"], workspace: "disk/workspace")
      guard result.status != 0 else { break }
      failures += 1
      #expect([73, 74].contains(result.status), "\(room) kB: \(result.status) \(result.errors)")
      #expect(result.errors.contains("No space left on device"), "\(room) kB: \(result.errors)")
      #expect(try job.content("disk/workspace").published == before, "\(room) kB")
    }
    #expect(failures >= 3)
    try disk.remount("size=\(64 << 10)k")
    let result = try job.run(workspace: "disk/workspace")
    #expect(result.status == 0, "\(result.errors)")
    let after = try job.content("disk/workspace")
    #expect(after.published == (try undisturbed.content().published))
    #expect(after.leftovers.isEmpty, "\(after.leftovers)")
  }

  @Test("a workspace that can't be written: 73 or 74, named, and nothing has changed")
  func readOnly() throws {
    let (job, disk) = try job()
    defer { disk.unmount() }
    let before = try job.content("disk/workspace")
    try disk.remount("ro")
    let result = try job.run(workspace: "disk/workspace")
    #expect([73, 74].contains(result.status), "\(result.status)")
    #expect(result.errors.contains("disk/workspace"), "\(result.errors)")
    #expect(result.errors.contains("Read-only file system"), "\(result.errors)")
    #expect(try job.content("disk/workspace") == before)
  }

  @Test("a workspace's place that is a file: 73")
  func file() throws {
    let job = try MadeUpRun(Self.first)
    job.folder.file("workspace", "no folder")
    let result = try job.run()
    #expect(result.status == 73, "\(result.errors)")
    #expect(result.errors.contains("workspace"))
  }
}
