import Foundation
import TestKit
import Testing

@Suite("consent 26: dropped records leave no mark on anything after the filter")
struct NonInterferenceTests {
  /// Events of a few visitors whose consent comes and goes, close enough to bridge sessions.
  private func events(_ generator: inout SeededGenerator) throws -> Data {
    try ndjson(
      (0..<600).map { number in
        let hour = Int.random(in: 10...20, using: &generator)
        let minute = Int.random(in: 10...59, using: &generator)
        let day = Int.random(in: 1...9, using: &generator)
        let visitor = "v\(Int.random(in: 0..<12, using: &generator))"
        var event: [String: Any] = [
          "id": "e\(number)", "time": "2026-03-0\(day)T\(hour):\(minute):00Z", "visitor": visitor,
          "event": "page_viewed", "controller": number % 50 == 0 ? "globex" : "acme",
          "url": "/p\(number % 7)", "referrer": "https://example.org/\(number % 5)",
        ]
        if number % 9 == 0 { event["customer"] = "c-\(visitor)" }
        if number % 11 == 0 { event["consent"] = ["gpc": "1"] }
        return event
      })
  }

  private func statements(_ generator: inout SeededGenerator) throws -> Data {
    let actions = ["grant", "grant", "grant", "withdraw", "refuse", "object", "restrict", "erase"]
    return try ndjson(
      (0..<40).map { _ in
        let day = Int.random(in: 1...9, using: &generator)
        let time = "2026-03-0\(day)T0\(Int.random(in: 0...9, using: &generator)):30:00Z"
        let person = Int.random(in: 0..<12, using: &generator)
        return [
          "controller": "acme", "subject": "\(person % 5 == 0 ? "c-v" : "v")\(person)",
          "purpose": Bool.random(using: &generator) ? "marketing" : "sales",
          "action": actions.randomElement(using: &generator) ?? "grant", "at": time,
          "appendedAt": time, "notice": "n1", "method": "checkbox",
        ]
      })
  }

  @Test(
    "consent → sessionize, with the dropped records and without",
    arguments: 1...6 as ClosedRange<UInt64>)
  func stages(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let all = try events(&generator)
    let flags = [
      "--controller", "acme", "--purposes", "sales,marketing", "--as-of", "2026-03-20T00:00:00Z",
      "--statements", folder.file("statements", try statements(&generator)),
    ]
    func sessions(_ events: Data) throws -> Data {
      let permitted = try Command.run("sojourn-consent", flags, input: events)
      #expect(permitted.status == 0, "\(permitted.errors)")
      return try Command.run("sojourn-sessionize", [], input: permitted.output).output
    }
    let decisions = try objects(
      Command.run("sojourn-consent", flags + ["--decisions"], input: all).output)
    #expect(decisions.count == 600)
    let kept = joined(
      zip(lines(of: all), decisions).filter { $0.1["keep"] as? Bool == true }.map(\.0))
    #expect(!kept.isEmpty && kept.count < all.count, "seed \(seed): some are kept, some dropped")
    #expect(try sessions(all) == sessions(kept), "seed \(seed)")
  }

  @Test("consent 5: a run with the P and K of an old one gives its decisions again")
  func replay() throws {
    var generator = SeededGenerator(seed: 9)
    let folder = try TemporaryFolder()
    let all = try events(&generator)
    let early = try statements(&generator)
    let later = Data(
      String(decoding: try statements(&generator), as: UTF8.self)
        .replacing("2026-03-0", with: "2026-04-0").utf8)
    func decisions(_ statements: Data) throws -> Data {
      try Command.run(
        "sojourn-consent",
        [
          "--controller", "acme", "--purposes", "sales", "--as-of", "2026-03-20",
          "--known-at", "2026-03-20", "--decisions", "--statements",
          folder.file("statements", statements),
        ], input: all
      ).output
    }
    #expect(try decisions(early) == decisions(later + early))
  }
}
