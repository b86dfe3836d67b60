import Bytes
import Events
import Foundation
import Pipelines
import TestKit
import Testing

@Suite("Lengths of time, limits, days and keys")
struct SmallPartsTests {
  @Test(
    "lengths of time have a unit",
    arguments: [
      ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("20m", .seconds(1200)),
      ("24h", .seconds(86_400)), ("3d", .seconds(259_200)), ("0s", .zero),
    ])
  func durations(_ text: String, _ expected: Duration) {
    #expect(Duration(text: text) == expected)
    #expect(Duration(text: text)?.nanoseconds == expected.nanoseconds)
  }

  @Test(
    "other texts are none",
    arguments: ["", "20", "m", "-1m", "1.5h", "20 m", "20M", "none", "99999999999999999999d"])
  func noDurations(_ text: String) {
    #expect(Duration(text: text) == nil)
  }

  @Test("sessions: a run fails when rejected lines pass both a count and a share")
  func rejectLimits() {
    let limits = RejectLimits(count: 100, share: 0.01)
    #expect(!limits.arePassed(rejected: 100, of: 100))
    #expect(limits.arePassed(rejected: 101, of: 101))
    #expect(!limits.arePassed(rejected: 101, of: 10_100))
    #expect(limits.arePassed(rejected: 102, of: 10_100))
  }

  @Test("--since and --until name a half-open run of days")
  func days() {
    let days = ["2024-02-28", "2024-03-01"].compactMap { CivilDate($0) }
    #expect(
      RunOptions.days(since: days[0], until: days[1]).map(\.isoDate)
        == ["2024-02-28", "2024-02-29"])
    #expect(RunOptions.days(since: days[1], until: days[0]).isEmpty)
  }

  @Test("a key that others can read is refused, unless it is named for tests")
  func keyPermissions() throws {
    let folder = try TemporaryFolder()
    try KeyFile.create(folder.path("key"))
    _ = try KeyFile.read(folder.path("key"))
    _ = unsafe chmod(folder.path("key"), 0o644)
    let failure = try #require(throws: StageFailure.self) { try KeyFile.read(folder.path("key")) }
    #expect(failure.code == .configuration)
    #expect(failure.description.contains("chmod 600"))
    try FileManager.default.moveItem(
      atPath: folder.path("key"), toPath: folder.path("test-only.key"))
    _ = try KeyFile.read(folder.path("test-only.key"))
  }

  @Test("a key is never replaced")
  func keyIsKept() throws {
    let folder = try TemporaryFolder()
    folder.file("key", "precious")
    let failure = try #require(throws: StageFailure.self) { try KeyFile.create(folder.path("key")) }
    #expect(failure.code == .cannotCreate)
    #expect(FileManager.default.contents(atPath: folder.path("key")) == Data("precious".utf8))
  }

  @Test("a position in the ledger is a time or a count")
  func positions() throws {
    #expect(try parseLedgerPosition("12") == .size(12))
    #expect(try parseLedgerPosition("2026-11-23") == .time(Timestamp("2026-11-23T00:00:00Z")!))
    #expect(throws: StageFailure.self) { try parseLedgerPosition("-1") }
    #expect(throws: StageFailure.self) { try parseLedgerPosition("yesterday") }
  }
}
