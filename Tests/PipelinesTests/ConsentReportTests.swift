import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("consent 28: what the consent report tells")
struct ConsentReportTests {
  /// Rows of one purpose with random counts, many of them small.
  private func rows(_ random: inout SeededGenerator) -> [CellTable.Row] {
    var rows: [CellTable.Row] = []
    let largest = [3, 12, 40, 4_000].randomElement(using: &random) ?? 12
    for day in 0..<Int.random(in: 1...4, using: &random) {
      for source in ["app", "web"].prefix(Int.random(in: 1...2, using: &random)) {
        for device in ["desktop", "mobile", "tablet"] {
          for (medium, isBot) in [("search", false), ("direct", false), ("direct", true)] {
            for reason in [nil, "no-consent", "erased", "gpc"] as [String?]
            where Int.random(in: 0..<3, using: &random) == 0 {
              rows.append(
                CellTable.Row(
                  controller: "acme", day: CivilDate(dayNumber: 20_000 + day),
                  cell: (source, device, medium), isBot: isBot, purpose: "sales", reason: reason,
                  count: Int.random(in: 1...largest, using: &random)))
            }
          }
        }
      }
    }
    return rows
  }

  private func sum(_ rows: [CellTable.Row], _ isIn: (CellTable.Row) -> Bool) -> Int {
    rows.reduce(0) { isIn($1) ? $0 + $1.count : $0 }
  }

  @Test(
    "every list sums to the total, and no line or reason of it tells of few", arguments: 0..<300)
  func merging(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let rows = rows(&random)
    let purpose = ConsentReport.Purpose("sales", rows, sessions: 10)
    let dropped = sum(rows) { $0.reason != nil }
    #expect(purpose.kept == sum(rows) { $0.reason == nil }, "seed \(seed)")
    guard let all = purpose.all else {
      #expect((1..<10).contains(dropped), "seed \(seed)")
      #expect(purpose.days.isEmpty && purpose.makers.isEmpty && purpose.devices.isEmpty)
      return
    }
    #expect(all.dropped == dropped && all.seen == sum(rows) { _ in true }, "seed \(seed)")
    #expect(all.byReason?.values.reduce(0, +) == dropped, "seed \(seed)")
    let people = purpose.isWithBots ? all.seen : sum(rows) { !$0.isBot }
    let lists = [
      (purpose.days, all.seen), (purpose.makers, all.seen), (purpose.devices, people),
      (purpose.referrers, people),
    ]
    for (lines, total) in lists {
      #expect(lines.reduce(0) { $0 + $1.seen } == total, "seed \(seed)")
      for line in lines {
        #expect(line.seen == line.kept + line.dropped, "seed \(seed)")
        // Where all are in one line that is the total, which is told.
        guard lines.count > 1 else { continue }
        #expect(line.dropped == 0 || line.dropped >= 10, "seed \(seed)")
        #expect(line.seen >= 10, "seed \(seed)")
      }
      #expect(lines.count(where: \.isMerged) <= 1, "seed \(seed)")
    }
    for line in purpose.days {
      #expect(line.byReason?.values.reduce(0, +) == line.dropped, "seed \(seed)")
      #expect(line.byReason?.values.allSatisfy { $0 >= 10 } ?? false, "seed \(seed)")
    }
  }

  /// The name under which a line shows its events; nil for merged ones.
  private static func name(_ line: ConsentReport.Line) -> String? {
    line.cell ?? line.day.map { $0 + (line.source ?? "") }
  }

  @Test(
    "a small count is never merged alone, since the total less the others would tell it",
    arguments: 0..<300)
  func neverAlone(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let rows = rows(&random)
    let purpose = ConsentReport.Purpose("sales", rows, sessions: 10)
    func expect(_ lines: [ConsentReport.Line], _ name: (CellTable.Row) -> String) {
      let shown = Set(lines.compactMap(Self.name))
      let hidden = Set(rows.map(name)).subtracting(shown)
      #expect(hidden.count != 1 || Set(rows.map(name)).count == 1, "seed \(seed): \(hidden)")
    }
    for line in purpose.days {
      guard let other = line.byReason?["other"], let day = line.day else { continue }
      let own = rows.filter { $0.day.isoDate == day && $0.source == line.source }
      let merged = Set(own.compactMap(\.reason)).subtracting(Set((line.byReason ?? [:]).keys))
      #expect(merged.count >= 2 && other >= 10, "seed \(seed)")
    }
    guard purpose.all != nil else { return }
    expect(purpose.days) { $0.day.isoDate + ($0.source ?? "") }
    expect(purpose.makers) { $0.isBot ? "bots" : "people" }
    guard purpose.isWithBots else { return }
    expect(purpose.devices) { $0.device }
    expect(purpose.referrers) { $0.referrerMedium }
  }

  @Test(
    "reasons: small ones are merged with the next larger, until that tells of none",
    arguments: [
      (["no-consent": 40, "gpc": 9], ["other": 49]),
      (["no-consent": 40, "erased": 12, "gpc": 9], ["no-consent": 40, "other": 21]),
      (["no-consent": 40, "erased": 4, "gpc": 9], ["no-consent": 40, "other": 13]),
      (["no-consent": 40, "erased": 4, "gpc": 5], ["other": 49]),
      (["no-consent": 40, "erased": 10], ["no-consent": 40, "erased": 10]),
      (["no-consent": 40, "erased": 0], ["no-consent": 40]), ([:], [:]),
    ] as [([String: Int], [String: Int])])
  func reasons(_ exact: [String: Int], _ published: [String: Int]) {
    #expect(SmallCounts.merge(exact) == published)
  }

  private func line(_ cell: String, _ kept: Int, of seen: Int) -> ConsentReport.Line {
    let row = { (reason: String?, count: Int) in
      CellTable.Row(
        controller: "acme", day: CivilDate(dayNumber: 0), cell: ("web", cell, "direct"),
        isBot: false, purpose: "sales", reason: reason, count: count)
    }
    return ConsentReport.Purpose(
      "sales", [row(nil, kept), row("no-consent", seen - kept)], sessions: 1
    )
    .devices[0]
  }

  @Test("a slice: less than four fifths of the highest share, and by no chance")
  func slices() {
    let desktop = line("desktop", 620, of: 1_000)
    let mobile = line("mobile", 310, of: 1_000)
    let found = ConsentSlice.find([desktop, mobile], .device, perSession: 1)
    #expect(found.map(\.cell) == ["mobile"] && found.map(\.reference) == ["desktop"])
    // (0.62 - 0.31) / sqrt(0.465 · 0.535 · (1/1000 + 1/1000))
    #expect(abs((found.first?.z ?? 0) - 13.897) < 0.001)
    #expect(
      found.first?.text(purpose: "sales")
        == "models for sales know only a slice: 31 % of events by mobile are kept, against 62 % by desktop"
    )
    let nearly = line("mobile", 496, of: 1_000)
    #expect(ConsentSlice.find([desktop, nearly], .device, perSession: 1).isEmpty, "four fifths")
    #expect(
      ConsentSlice.find([desktop, line("tablet", 0, of: 99)], .device, perSession: 1).isEmpty)
    #expect(
      ConsentSlice.find([desktop, line("tablet", 0, of: 100)], .device, perSession: 1).count == 1)
  }

  @Test("a slice is told by sessions, not by their events, which share one visitor's consent")
  func clusters() {
    let lines = [line("desktop", 620, of: 1_000), line("mobile", 480, of: 1_000)]
    #expect(ConsentSlice.find(lines, .device, perSession: 1).count == 1)
    // 125 sessions each: too near for so few.
    #expect(ConsentSlice.find(lines, .device, perSession: 8).isEmpty)
    #expect(ConsentSlice.find(lines, .device, perSession: 11).isEmpty, "under 100 sessions")
  }

  @Test("pages reached from the same site are not compared: they say nothing of who comes")
  func internalPages() {
    let lines = [line("internal", 900, of: 1_000), line("search", 600, of: 1_000)]
    #expect(ConsentSlice.find(lines, .referrer, perSession: 1).isEmpty)
  }

  @Test("nothing kept, or nothing dropped, is no slice")
  func extremes() {
    for kept in [0, 1_000] {
      let lines = [line("desktop", kept, of: 1_000), line("mobile", kept, of: 1_000)]
      #expect(ConsentSlice.find(lines, .device, perSession: 1).isEmpty)
    }
    #expect(ConsentSlice.find([], .device, perSession: 1).isEmpty)
    let purpose = ConsentReport.Purpose("sales", [], sessions: 0)
    #expect(purpose.all?.seen == 0 && purpose.days.isEmpty && purpose.slices.isEmpty)
  }
}
