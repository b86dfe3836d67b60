import Bytes
import ConsentLedger
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("A workspace that is given the rotation of its key")
struct RekeyingTests {
  @Test(
    "holds what a run with the new key over the same logs would make",
    arguments: [
      (seed: 3, ledger: nil), (seed: 4, ledger: "acme.ledger"), (seed: 5, ledger: "acme.ledger"),
    ] as [(seed: UInt64, ledger: String?)])
  func asBuiltAnew(seed: UInt64, ledger: String?) async throws {
    let site = try KeySite(visitors: 400, seed: seed)
    let (old, new) = ("test-only.key", try site.rotate("test-only.key", to: "new.key"))
    try await site.run("w", key: old, ledger: ledger, asOf: KeySite.first)
    try await site.run("w", key: old, ledger: ledger)
    let before = try site.names("w")
    for column in ["visitor", "customer", "id", "consentSubject"] {
      try #require(before[column]?.isEmpty == false, "\(column), seed \(seed)")
    }
    try #require(!site.site.files("w/held/").isEmpty)
    try await site.rekey("w", from: old, to: new, ledger: ledger)
    try await site.run("anew", key: new, ledger: ledger.map { "anew-\($0)" }, asOf: KeySite.third)
    let (rekeyed, anew) = (try site.site.published("w"), try site.site.published("anew"))
    for name in Set(rekeyed.keys).union(anew.keys).sorted() {
      #expect(rekeyed[name] == anew[name], "\(name), seed \(seed)")
    }
    #expect(rekeyed.keys.contains("models/purchase/weights.safetensors"))
    #expect(try site.digests("w") == site.digests("anew"), "seed \(seed)")
    for (column, names) in try site.names("w") {
      #expect(names.isDisjoint(with: before[column] ?? []), "\(column), seed \(seed)")
      #expect(names.count == before[column]?.count, "\(column), seed \(seed)")
    }
  }

  @Test(
    "in so little memory that a day is taken up in parts, by however many jobs", arguments: [1, 3])
  func spilled(jobs: Int) async throws {
    let site = try KeySite()
    let new = try site.rotate("test-only.key", to: "new.key")
    for (name, memory) in [("roomy", nil), ("narrow", 1 << 20)] as [(String, Int?)] {
      try await site.run(name, key: "test-only.key")
      try await site.rekey(name, from: "test-only.key", to: new) {
        $0.memory = memory
        $0.jobs = jobs
      }
    }
    #expect(try site.site.published("narrow") == site.site.published("roomy"))
  }

  @Test("goes on night by night as one that never had another key")
  func nightAfter() async throws {
    let site = try KeySite()
    let new = try site.rotate("test-only.key", to: "new.key")
    try await site.run("w", key: "test-only.key", ledger: "w.ledger", asOf: KeySite.first)
    try await site.rekey(
      "w", from: "test-only.key", to: new, ledger: "w.ledger", asOf: "2026-11-21T00:00:00Z")
    try await site.run("w", key: new, ledger: "w.ledger", asOf: KeySite.third)
    try await site.run("anew", key: new, ledger: "anew.ledger", asOf: KeySite.third)
    #expect(try site.site.published("w") == site.site.published("anew"))
  }

  @Test("twice, and by a rotation of the rotation; the second time over is no change")
  func again() async throws {
    let site = try KeySite(visitors: 400)
    let second = try site.rotate("test-only.key", to: "second.key")
    let third = try site.rotate(second, to: "third.key")
    try await site.run("w", key: "test-only.key", ledger: "w.ledger")
    try await site.rekey("w", from: "test-only.key", to: second, ledger: "w.ledger")
    let once = try site.site.content(of: "w")
    let result = try await site.rekey("w", from: "test-only.key", to: second, ledger: "w.ledger")
    #expect(result.code == .done && result.summary.contains("already"))
    #expect(try site.site.content(of: "w") == once)
    try await site.rekey(
      "w", from: second, to: third, ledger: "w.ledger", asOf: "2026-11-22T07:00:00Z")
    try await site.run("anew", key: third, ledger: "a.ledger", asOf: "2026-11-22T07:00:00Z")
    let (rekeyed, anew) = (try site.site.published("w"), try site.site.published("anew"))
    for name in Set(rekeyed.keys).union(anew.keys).sorted() {
      #expect(rekeyed[name] == anew[name], "\(name)")
    }
  }

  @Test("needs no log: what lies at rest is enough")
  func withoutLogs() async throws {
    let site = try KeySite(visitors: 60)
    let new = try site.rotate("test-only.key", to: "new.key")
    try await site.run("w", key: "test-only.key")
    let counts = try site.names("w").mapValues(\.count)
    for folder in ["logs", "events"] {
      try FileManager.default.removeItem(atPath: site.site.folder.path(folder))
    }
    try await site.rekey("w", from: "test-only.key", to: new)
    #expect(try site.names("w").mapValues(\.count) == counts)
  }

  @Test("is refused to a run before: 78, which names the command", arguments: [nil, "w.ledger"])
  func refused(ledger: String?) async throws {
    let site = try KeySite(visitors: 60)
    let new = try site.rotate("test-only.key", to: "new.key")
    try await site.run("w", key: "test-only.key", ledger: ledger)
    let before = try site.site.content(of: "w")
    let failure = await #expect(throws: (any Error).self) {
      try await site.run("w", key: new, ledger: ledger)
    }
    let stage = StageFailure(try #require(failure))
    #expect(stage.code == .configuration)
    #expect(stage.description.contains("sojourn rekey"))
    #expect(try site.site.content(of: "w") == before)
  }

  @Test("of a key that is no rotation, or from one that it never had, is refused: 78")
  func otherKeys() async throws {
    let site = try KeySite(visitors: 60)
    let new = try site.rotate("test-only.key", to: "new.key")
    let sister = try site.rotate("test-only.key", to: "sister.key")
    site.site.folder.file("test-only-other.key", String(repeating: "fedcba9876543210", count: 4))
    try await site.run("w", key: "test-only.key")
    let before = try site.site.content(of: "w")
    for (old, key) in [("test-only.key", "test-only-other.key"), (sister, new)] {
      let failure = await #expect(throws: StageFailure.self) {
        try await site.rekey("w", from: old, to: key)
      }
      #expect(failure?.code == .configuration)
    }
    let failure = await #expect(throws: StageFailure.self) {
      try await site.rekey("w", from: "test-only.key", to: new, asOf: KeySite.first)
    }
    #expect(failure?.code == .usage)
    #expect(try site.site.content(of: "w") == before)
  }

  @Test("where nothing lies yet, there is nothing to do")
  func nothing() async throws {
    let site = try KeySite(visitors: 30)
    let new = try site.rotate("test-only.key", to: "new.key")
    let result = try await site.rekey("w", from: "test-only.key", to: new)
    #expect(result.code == .done)
    #expect(!Folder.exists(site.site.folder.path("w/tables")))
  }
}
