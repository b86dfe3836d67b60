import Foundation
import TestKit
import Testing

@Suite("sojourn-simulate as a user runs it")
struct SimulateTests {
  private func simulate(_ seed: Int, _ output: String) throws -> Command.Result {
    try Command.run(
      "sojourn-simulate",
      ["--seed", "\(seed)", "--visitors", "40", "--days", "2", "--output", output])
  }

  @Test("the same seed, the same bytes; another, others")
  func seeds() throws {
    let folder = try TemporaryFolder()
    for (seed, name) in [(3, "a"), (3, "b"), (4, "c")] {
      let result = try simulate(seed, folder.path(name))
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    let a = try Command.shell("diff -r a b", in: folder.url)
    #expect(a.status == 0, "\(a.text)")
    #expect(try Command.shell("diff -rq a c", in: folder.url).status == 1)
    #expect(FileManager.default.fileExists(atPath: folder.path("a/truth.json")))
  }

  @Test("ingest and consent read what it writes, with few lines rejected")
  func readable() throws {
    let folder = try TemporaryFolder()
    #expect(try simulate(5, folder.path("site")).status == 0)
    let logs = try Command.shell(
      "sojourn-ingest --format '\(MadeUpSite.format)' --visitor cookie:_actmu "
        + "--reject-count 0 site/logs/*/*",
      in: folder.url)
    #expect(logs.status == 0, "\(logs.errors)")
    #expect(!logs.output.isEmpty)
    let events = try Command.shell(
      "sojourn-ingest --format journey site/events/* --output events", in: folder.url)
    #expect(events.status == 0)
    #expect(events.errors.isEmpty)
    let permitted = try Command.shell(
      """
      sojourn-consent --controller acme --purposes sales --statements site/statements/* \
        -- events
      """, in: folder.url)
    #expect(permitted.status == 0, "\(permitted.errors)")
    #expect(!permitted.output.isEmpty)
  }

  @Test("a file where the folder should be: 73")
  func inTheWay() throws {
    let folder = try TemporaryFolder()
    let result = try simulate(1, folder.file("file", "x"))
    #expect(result.status == 73)
    #expect(result.errors.contains(folder.path("file")))
  }
}
