import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

/// What becomes of a visitor's events under a restriction, night by night.
struct Restriction: CustomTestStringConvertible, Sendable {
  var name: String
  /// The statements that each night brings, the first on the 12th of November.
  var nights: [[String]]
  /// How many events lie at rest and how many are held back after each night.
  var expected: [[Int]]
  var testDescription: String { name }

  private static func say(_ action: String, _ day: Int) -> String {
    NightSite.statement(action, "a", day)
  }

  static let all = [
    Restriction(
      name: "restricted and lifted",
      nights: [[say("grant", 10)], [say("restrict", 13)], [say("unrestrict", 14)]],
      expected: [[2, 0], [0, 3], [4, 0]]),
    Restriction(
      name: "restricted before anything was read, and lifted",
      nights: [[say("grant", 10), say("restrict", 11)], [], [say("unrestrict", 14)]],
      expected: [[0, 2], [0, 3], [4, 0]]),
    Restriction(
      name: "restricted, and withdrawn meanwhile: nothing is left to hold",
      nights: [
        [say("grant", 10)], [say("restrict", 13)], [say("withdraw", 14)], [say("unrestrict", 15)],
      ],
      expected: [[2, 0], [0, 3], [0, 0], [0, 0]]),
    Restriction(
      name: "restricted, and erased meanwhile",
      nights: [
        [say("grant", 10)], [say("restrict", 13)], [say("erase", 14), say("unrestrict", 14)],
      ],
      expected: [[2, 0], [0, 3], [0, 0]]),
    Restriction(
      name: "restricted, and granted only once it was lifted: a grant never reaches back",
      nights: [[say("restrict", 10)], [say("unrestrict", 13)], [say("grant", 14)]],
      expected: [[0, 0], [0, 0], [1, 0]]),
    Restriction(
      name: "restricted twice",
      nights: [
        [say("grant", 10), say("restrict", 11)], [say("unrestrict", 13)], [say("restrict", 14)],
        [say("unrestrict", 15)],
      ],
      expected: [[0, 2], [3, 0], [0, 4], [5, 0]]),
  ]
}

@Suite("consent 24: restricted events are kept stored, and used by no run until that is lifted")
struct HeldEventTests {
  private let site: NightSite

  init() throws { site = try NightSite() }

  @Test("night by night, and as one run over all", arguments: Restriction.all)
  func nights(_ restriction: Restriction) async throws {
    var statements = ""
    site.folder.file("logs/l", NightSite.line("a", 11) + NightSite.line("a", 12, 8))
    for (night, new) in restriction.nights.enumerated() {
      if night > 0 {
        site.folder.file("logs/l\(night)", NightSite.line("a", 12 + night, 1))
      }
      statements += NightSite.statement("grant", "b", 10) + new.joined()
      site.folder.file("statements", statements)
      let asOf = "2026-11-\(12 + night)T12:00:00Z"
      try await site.run(asOf, into: "nights")
      let held = try site.rows("nights", "held")
      #expect(
        [try site.rows("nights", "tables/events").count, held.count]
          == restriction.expected[night], "night \(night)")
      #expect(held.allSatisfy { !$0.contains(#""purposes""#) })
      let whole = "whole-\(night)"
      try await site.run(asOf, into: whole)
      for folder in ["tables/events", "tables/sessions", "tables/outcomes", "held"] {
        #expect(
          try site.rows("nights", folder) == site.rows(whole, folder), "\(folder), night \(night)")
      }
      #expect(try dropped("nights") == dropped(whole), "night \(night)")
      #expect(try dropped(whole) + restriction.expected[night][0] == night + 2)
    }
  }

  /// How many events were dropped, those that are held back among them.
  ///
  /// Why is as it was said when it was: what a restriction held back once may have no grant by now.
  private func dropped(_ workspace: String) throws -> Int {
    try site.rows(workspace, "tables/consent_tally").reduce(0) { sum, row in
      let object = try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any]
      return sum + (object?["count"] as? Int ?? 0)
    }
  }
}
