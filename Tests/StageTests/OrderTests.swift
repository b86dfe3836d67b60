import Foundation
import TestKit
import Testing

@Suite("order and split: the same sessions, byte for byte, as stages")
struct OrderTests {
  static let site = MadeUpSite(seed: 31, visitors: 60)
  static let format = ["--format", MadeUpSite.format, "--visitor", "cookie:_actmu"]

  private func events(_ files: [String], input: String = "") throws -> Data {
    let result = try Command.run("sojourn-ingest", Self.format + files, input: Data(input.utf8))
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  private func sessions(_ events: Data, _ more: [String] = []) throws -> Data {
    let result = try Command.run("sojourn-sessionize", more, input: events)
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  /// Sessions without the file and line of their events, which serve messages alone.
  private func withoutSources(_ sessions: Data) -> String {
    String(decoding: sessions, as: UTF8.self)
      .replacing(#/,"source":"[^"]*"/#, with: "")
  }

  @Test("sessions 3: shuffled lines", arguments: [1, 2, 3] as [UInt64])
  func shuffledLines(seed: UInt64) throws {
    let log = Data(Self.site.logText.utf8)
    let one = try sessions(events([], input: Self.site.logText), ["--summary"])
    let mixed = String(decoding: shuffled(log, seed: seed), as: UTF8.self)
    #expect(try sessions(events([], input: mixed), ["--summary"]) == one, "seed \(seed)")
    let journeys = try sessions(events([], input: Self.site.logText))
    let other = try sessions(events([], input: mixed))
    #expect(withoutSources(journeys) == withoutSources(other), "seed \(seed)")
  }

  @Test("cut into files at any line, in any order", arguments: [4, 5] as [UInt64])
  func split(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    let cuts = (0..<4).map { _ in Int.random(in: 0...Self.site.log.count, using: &generator) }
    let bounds = ([0, Self.site.log.count] + cuts).sorted()
    let files = zip(bounds, bounds.dropFirst()).map { from, to in
      folder.file("part-\(from)-\(to).log", Self.site.log[from..<to].joined())
    }
    let one = try sessions(events([], input: Self.site.logText), ["--summary"])
    let other = try sessions(events(files.shuffled(using: &generator)), ["--summary"])
    #expect(one == other, "seed \(seed)")
  }

  @Test("events split over files of the session stage, and one run over their shuffle")
  func splitEvents() throws {
    let folder = try TemporaryFolder()
    let all = try events([], input: Self.site.logText)
    let lines = lines(of: all)
    let halves = [
      folder.file("b", joined(lines[..<(lines.count / 2)])),
      folder.file("a", try gzip(joined(lines[(lines.count / 2)...]))),
    ]
    let one = try sessions(all)
    #expect(try sessions(Data(), []).isEmpty)
    #expect(try Command.run("sojourn-sessionize", halves).output == one)
    #expect(try sessions(shuffled(all, seed: 6)) == one)
  }

  @Test("sessions 10 and 1: a session's start, end and count are those of its events")
  func shape() throws {
    for session in try objects(sessions(events([], input: Self.site.logText))) {
      let journey = session["journey"] as? [[String: Any]] ?? []
      #expect(journey.count == session["events"] as? Int)
      #expect(journey.first?["time"] as? String == session["start"] as? String)
      #expect(journey.last?["time"] as? String == session["end"] as? String)
    }
  }
}
