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
