import Foundation
import TestKit
import Testing

@Suite("The search of artifacts finds what it looks for")
struct ArtifactSearchTests {
  @Test("wherever it stands, and no other text")
  func texts() {
    var search = ArtifactSearch()
    for text in ["secret-1", "secret-2", "secret", "short"] { search.add(text, text) }
    search.add("secret-1", "again")
    #expect(search.count == 3, "too short, or there already")
    #expect(search.kinds(in: Data("a secret-1".utf8)) == ["secret-1", "secret"])
    #expect(search.kinds(in: Data("secret".utf8)) == ["secret"])
    #expect(search.kinds(in: Data("secre short ecret-2".utf8)).isEmpty)
    #expect(search.kinds(in: Data("secre".utf8)).isEmpty && search.kinds(in: Data()).isEmpty)
  }

  @Test("in the pages of tables, which are compressed")
  func tables() throws {
    let job = try NightJob(rules: "site: {keepQuery: [q]}")
    let pages = (0..<300).map {
      NightJob.line("a", 2, "10:\(10 + $0 % 50)", "/?q=hidden-\($0 % 9)")
    }
    job.folder.file("logs/access", pages.joined())
    #expect(try job.run(at: "2026-03-03").status == 0)
    let name = try #require(
      job.content().files.keys.first { $0.hasPrefix("tables/events/") })
    let file = try bytes(job.folder.path("workspace/\(name)"))
    var search = ArtifactSearch()
    search.add("hidden-3", "query")
    let frames = try ZstdFrames(file).contents
    #expect(frames.count > 5)
    #expect(frames.contains { !search.kinds(in: $0).isEmpty })
  }
}
