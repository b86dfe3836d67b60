import Foundation
import Pipelines
import TestKit
import Testing

@Suite("Another key")
struct KeyChangeTests {
  @Test("is refused while what lies at rest has pseudonyms of the first: 78, and nothing changes")
  func refused() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "w")
    let before = try site.published("w")
    site.folder.file("test-only.key", String(repeating: "fedcba9876543210", count: 4))
    let failure = await #expect(throws: StageFailure.self) { try await site.run(into: "w") }
    #expect(failure?.code == .configuration)
    #expect(failure?.description.contains("--rebuild") == true)
    #expect(try site.published("w") == before)
  }

  @Test("makes the tables that it would make in an empty workspace, with --rebuild")
  func rebuilt() async throws {
    let site = try SimulatedSite()
    try await site.run(into: "w")
    site.folder.file("test-only.key", String(repeating: "fedcba9876543210", count: 4))
    try await site.run(into: "w") { $0.rebuilds = true }
    try await site.run(into: "empty")
    #expect(try site.published("w") == site.published("empty"))
  }
}

@Suite("A workspace of another version")
struct OtherVersionTests {
  @Test("is refused with 65, built anew with --rebuild, and never given to another controller")
  func rebuilt() async throws {
    let site = try SimulatedSite(visitors: 60)
    try await site.run(into: "w")
    let before = try site.published("w")
    let path = site.folder.path("w/runs/state.json")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let version = try #require(text.firstMatch(of: #/"schemaVersion" ?: ?\d+/#))
    site.folder.file(
      "w/runs/state.json", text.replacing(version.output, with: #""schemaVersion":0"#))
    let damaged = await #expect(throws: StageFailure.self) { try await site.run(into: "w") }
    #expect(damaged?.code == .badData)
    let other = await #expect(throws: StageFailure.self) {
      try await site.run(into: "w", controller: "other") { $0.rebuilds = true }
    }
    #expect(other?.code == .configuration)
    try await site.run(into: "w") { $0.rebuilds = true }
    #expect(try site.published("w") == before)
    try await site.run(into: "w")
  }
}
