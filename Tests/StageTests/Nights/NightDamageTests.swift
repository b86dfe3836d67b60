import Foundation
import TestKit
import Testing

@Suite("nights: a log that is damaged one night and whole the next")
struct NightDamageTests {
  static let sound = MadeUpSite(seed: 81, visitors: 40)
  /// Long enough for some of its records to be spilled before its damage shows.
  static let other = MadeUpSite(seed: 82, visitors: 400)

  /// A way in which a packed log is damaged.
  struct Damage: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var harm: @Sendable (Data) throws -> Data

    static let all = [
      Damage(testDescription: "its end is missing") { $0.dropLast(40) },
      Damage(testDescription: "its length is wrong") { $0.dropLast(1) + [0x77] },
      Damage(testDescription: "its checksum is wrong") { packed in
        var packed = packed
        packed[packed.count - 6] ^= 1
        return packed
      },
      Damage(testDescription: "a bit is wrong near its end") { packed in
        var packed = packed
        packed[packed.count - packed.count / 20] ^= 0x10
        return packed
      },
      Damage(testDescription: "a second member is cut") { $0 + $0.prefix(900) },
    ]
  }

  private func job(_ packed: Data) throws -> MadeUpRun {
    let job = try MadeUpRun(Self.sound, more: "sessions: {acceptLate: none}\n")
    job.folder.file("statements.ndjson", Self.sound.statementText + Self.other.statementText)
    job.folder.file("logs/access.log.2.gz", packed)
    return job
  }

  /// Expects two workspaces to hold the same, naming the files that differ.
  private func expectSame(
    _ found: WorkspaceContent, _ expected: WorkspaceContent,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (a, b) = (found.published, expected.published)
    let differing = Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
    #expect(differing.isEmpty, sourceLocation: sourceLocation)
  }

  @Test(
    "nothing of it is published, though its records were spilled; repaired, all of it comes",
    arguments: Damage.all, [["--memory", "1KB"], []])
  func spilled(damage: Damage, flags: [String]) throws {
    let packed = try gzip(Data(Self.other.logText.utf8))
    let job = try job(try damage.harm(packed))
    let result = try job.run(flags)
    #expect(result.status == 65)
    #expect(result.errors.contains("access.log.2.gz"))
    let alone = try self.job(Data())
    try alone.run()
    expectSame(try job.content(), try alone.content())
    #expect(try job.content().leftovers.isEmpty)
    #expect(try job.run(flags).status == 65, "it is no part of what has been read")

    job.folder.file("logs/access.log.2.gz", packed)
    #expect(try job.run(flags).status == 0)
    let whole = try self.job(packed)
    try whole.run()
    expectSame(try job.content(), try whole.content())
  }

  @Test("a log that was read and has grown by a damaged member keeps what was read of it")
  func grown() throws {
    let old = try gzip(Data(Self.sound.logText.utf8))
    let more = try gzip(Data(Self.other.logText.utf8))
    let job = try job(old)
    try FileManager.default.removeItem(atPath: job.folder.path("logs/access.log"))
    #expect(try job.run().status == 0)
    let before = try job.content().published
    job.folder.file("logs/access.log.2.gz", old + more.dropLast(40))
    #expect(try job.run(["--memory", "1KB"]).status == 65)
    #expect(try job.content().published == before)
    job.folder.file("logs/access.log.2.gz", old + more)
    #expect(try job.run(["--memory", "1KB"]).status == 0)
    try job.run(workspace: "whole")
    expectSame(try job.content(), try job.content("whole"))
  }

  @Test("the same night with the damaged log again changes no byte of a table")
  func again() throws {
    let job = try job(try gzip(Data(Self.other.logText.utf8)).dropLast(40))
    #expect(try job.run().status == 65)
    let tables = job.folder.path("workspace/tables")
    let (content, identities) = try (
      job.content().published, fileIdentities(below: tables).filter { $0.key.contains("dt=") }
    )
    #expect(try job.run().status == 65)
    #expect(try job.content().published == content)
    #expect(try fileIdentities(below: tables).filter { $0.key.contains("dt=") } == identities)
  }
}
