import Foundation
import TestKit
import Testing

/// A pipeline with a ledger, some of whose visitors say more as days pass.
private struct LedgerNights {
  static let first = "2026-03-06T00:00:00Z"
  static let second = "2026-03-07T00:00:00Z"
  let job: NightJob

  init() throws {
    job = try NightJob(rules: "ledger: acme.ledger")
    job.log(
      "day-4", NightJob.line("c", 4, "10:00"), NightJob.line("c", 4, "10:05", "/checkout/done"))
    job.log(
      "day-5", NightJob.line("a", 5, "10:00"), NightJob.line("a", 5, "10:05", "/checkout/done"),
      NightJob.line("b", 5, "10:10"), NightJob.line("d", 5, "12:00"))
  }

  var ledger: String { job.folder.path("acme.ledger") }
  var anchor: String { ledger + ".checkpoint" }

  /// Appends statements by `sojourn-ledger`.
  func append(_ statements: String..., now: String = "2026-03-06T13:00:00Z") throws {
    let result = try Command.run(
      "sojourn-ledger",
      ["append", "--config", job.folder.path("pipeline.yaml"), "--now", now],
      input: Data(statements.joined().utf8))
    #expect(result.status == 0, "\(result.errors)")
  }

  func command(_ name: String, _ more: String...) throws -> Command.Result {
    try Command.run("sojourn-ledger", [name, "--config", job.folder.path("pipeline.yaml")] + more)
  }

  /// A withdrawal by a, made before the first night and learned after it.
  static let lateWithdrawal =
    #"{"controller":"acme","subject":"a","action":"withdraw","at":"2026-03-05T18:00:00Z","appendedAt":"2026-03-06T12:00:00Z"}"#
    + "\n"
}

@Suite("consent: nights judged by a ledger")
struct NightLedgerTests {
  @Test("a run takes its statements into the ledger, and its manifest holds the signed checkpoint")
  func first() throws {
    let nights = try LedgerNights()
    let result = try nights.job.run(at: LedgerNights.first)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.count("new in the ledger") == 3)
    let verified = try nights.command("verify")
    #expect(verified.status == 0 && verified.count("entries") == 3, "\(verified.errors)")
    let manifest = try nights.job.content().manifest()
    let known = try #require(manifest["ledger"] as? [String: Any])
    #expect(known["size"] as? Int == 3)
    let note = try nights.command("checkpoint").text
    #expect(known["checkpoint"] as? String == note)
    #expect(note.contains(try #require(known["root"] as? String)))
    // The same again is nothing new, by whichever command.
    let again = try nights.job.run(at: LedgerNights.second)
    #expect(again.count("new in the ledger") == 0 || again.count("new in the ledger") == nil)
    #expect(try nights.command("verify").count("entries") == 3)
  }

  @Test("consent 30: a run refuses a ledger that is not what was signed, and changes nothing")
  func refused() throws {
    typealias Damage = (name: String, body: (LedgerNights, TemporaryFolder) throws -> Void)
    let manager = FileManager.default
    func put(_ from: String, _ to: String) throws {
      try? manager.removeItem(atPath: to)
      try manager.copyItem(atPath: from, toPath: to)
    }
    let damages: [Damage] = [
      (
        "an older copy, with the checkpoint that was beside it then",
        { nights, old in
          try put(old.path("ledger"), nights.ledger)
          try put(old.path("anchor"), nights.anchor)
        }
      ),
      ("an older copy", { nights, old in try put(old.path("ledger"), nights.ledger) }),
      (
        "an older copy, without a checkpoint beside it",
        { nights, old in
          try put(old.path("ledger"), nights.ledger)
          try manager.removeItem(atPath: nights.anchor)
        }
      ),
      (
        "one that was made anew from the same statements",
        { nights, _ in
          try manager.removeItem(atPath: nights.ledger)
          try manager.removeItem(atPath: nights.anchor)
          let files = ["grants.ndjson", "more.ndjson"].map { "statements/\($0)" }
          let text = try files.map {
            String(decoding: try bytes(nights.job.folder.path($0)), as: UTF8.self)
          }.joined()
          try nights.append(text, now: LedgerNights.second)
        }
      ),
      (
        "one byte of a leaf's words",
        { nights, _ in
          var content = try bytes(nights.ledger)
          let place = try #require(content.range(of: Data("checkbox".utf8)))
          content[place.lowerBound] = UInt8(ascii: "C")
          try content.write(to: URL(fileURLWithPath: nights.ledger))
        }
      ),
    ]
    for damage in damages {
      let nights = try LedgerNights()
      let old = try TemporaryFolder()
      #expect(try nights.job.run(at: LedgerNights.first).status == 0)
      try put(nights.ledger, old.path("ledger"))
      try put(nights.anchor, old.path("anchor"))
      nights.job.folder.file(
        "statements/more.ndjson", NightJob.statement("grant", "d", at: "2026-03-06T11:00:00Z"))
      #expect(try nights.job.run(at: LedgerNights.second).status == 0)
      let before = try nights.job.content()
      try damage.body(nights, old)
      for flags in [[], ["--rebuild-affected"], ["--as-of", LedgerNights.first]] {
        let result = try Command.run(
          "sojourn",
          flags.first == "--as-of"
            ? nights.job.arguments(at: LedgerNights.first)
            : nights.job.arguments(at: "2026-03-08T00:00:00Z", flags))
        #expect(result.status == 77, "\(damage.name) \(flags): \(result.status) \(result.errors)")
        #expect(result.errors.contains("not to be trusted"), "\(damage.name): \(result.errors)")
      }
      #expect(try nights.job.content().lasting == before.lasting, "\(damage.name)")
    }
  }

  @Test("a workspace that was made with a ledger is not gone on with without it: 78")
  func withoutLedger() throws {
    let nights = try LedgerNights()
    #expect(try nights.job.run(at: LedgerNights.first).status == 0)
    let path = nights.job.folder.path("pipeline.yaml")
    let text = String(decoding: try bytes(path), as: UTF8.self)
    nights.job.folder.file("pipeline.yaml", text.replacing("ledger: acme.ledger", with: ""))
    let result = try nights.job.run(at: LedgerNights.second)
    #expect(result.status == 78)
    #expect(result.errors.contains("names no ledger"), "\(result.errors)")
    #expect(try nights.job.run(at: LedgerNights.second, "--rebuild").status == 0)
  }

  @Test("consent 3: a denial in a file that can't be read ends the night with 65 before it judges")
  func unreadableDenial() throws {
    let nights = try LedgerNights()
    nights.job.folder.file(
      "statements/bad.ndjson", NightJob.statement("withdraw", "a", at: "yesterday"))
    let result = try nights.job.run(at: LedgerNights.first)
    #expect(result.status == 65)
    #expect(result.errors.contains("bad.ndjson:1"), "\(result.errors)")
    #expect(try nights.job.rows("events").isEmpty)
  }

  /// The parts of a summary that say which records were used and what became of them.
  private func selection(_ result: Command.Result) -> [String] {
    let lines = result.text.components(separatedBy: "\n")
    let start = lines.firstIndex(of: "Consent") ?? 0
    let end = lines.firstIndex { $0.hasPrefix("Outcomes") || $0 == "Where it lies" } ?? start
    return Array(lines[start..<end])
  }

  @Test("consent 5: an earlier run replayed selects the same records and publishes nothing")
  func replay() throws {
    let nights = try LedgerNights()
    let first = try nights.job.run(at: LedgerNights.first)
    #expect(first.count("events permitted for some purpose") == 5)
    // Learned since: a withdrawal made before the first night, one after it, an objection, a link, a grant.
    try nights.append(
      LedgerNights.lateWithdrawal,
      NightJob.statement("withdraw", "c", at: "2026-03-06T11:00:00Z"),
      NightJob.statement("object", "b", at: "2026-03-06T11:00:00Z"),
      NightJob.statement("link", "c", at: "2026-03-06T11:00:00Z")
        .replacing(#""purpose":"sales""#, with: #""other":"a""#),
      NightJob.statement("grant", "d", at: "2026-03-06T11:00:00Z"))
    let second = try nights.job.run(at: LedgerNights.second)
    #expect(second.status == 0, "\(second.errors)")
    let before = try nights.job.content()
    for _ in 0..<2 {
      let replay = try nights.job.run(at: LedgerNights.first)
      #expect(replay.status == 0, "\(replay.errors)")
      #expect(selection(replay) == selection(first))
      #expect(replay.text.contains("this run is an audit"))
      #expect(replay.count("erasures learned since, and applied") == 0)
      #expect(try nights.job.content().lasting == before.lasting)
    }
    // By K, too, at the later moment: what the first run knew.
    let known = try nights.job.run(at: LedgerNights.second, "--known-at", "3", workspace: "scratch")
    #expect(known.status == 0, "\(known.errors)")
    #expect(known.count("events permitted for some purpose") == 5)
    #expect(!FileManager.default.fileExists(atPath: nights.job.folder.path("scratch/tables")))
  }

  @Test("consent 5, 23: a replay leaves out what was erased since, and says how many erasures")
  func replayAfterErasure() throws {
    let nights = try LedgerNights()
    try nights.job.run(at: LedgerNights.first)
    try nights.append(
      NightJob.statement("erase", "c", at: "2026-03-06T11:00:00Z"),
      NightJob.statement("withdraw", "b", at: "2026-03-06T11:00:00Z"))
    #expect(try nights.job.run(at: LedgerNights.second).status == 0)
    let replay = try nights.job.run(at: LedgerNights.first)
    #expect(replay.count("erasures learned since, and applied") == 1, "\(replay.text)")
    #expect(replay.count("events permitted for some purpose") == 3)
    #expect(replay.count("dropped: erased") == 2)
  }

  @Test("impact says nothing where nothing was learned, and nothing of what was withdrawn of late")
  func nothingLearned() throws {
    let nights = try LedgerNights()
    try nights.job.run(at: LedgerNights.first)
    let none = try nights.command("impact", "--as-of", LedgerNights.second)
    #expect(none.status == 0, "\(none.errors)")
    #expect(none.text.contains("nothing: no event at rest is reached"))
    // Somebody of whom nothing lies at rest.
    try nights.append(NightJob.statement("withdraw", "d", at: "2026-03-06T11:00:00Z"))
    let other = try nights.command("impact", "--as-of", LedgerNights.second)
    #expect(other.text.contains("nothing: no event at rest is reached"))
    #expect(other.count("withdraw") == 1)
  }

  @Test(
    "consent 15: impact tells what had been withdrawn before a run from what was withdrawn after")
  func lateRuns() throws {
    let nights = try LedgerNights()
    try nights.job.run(at: LedgerNights.first)
    try nights.append(
      LedgerNights.lateWithdrawal, NightJob.statement("erase", "b", at: "2026-03-06T11:00:00Z"),
      NightJob.statement("withdraw", "c", at: "2026-03-06T11:00:00Z"))
    let report = try object(
      nights.command("impact", "--as-of", LedgerNights.second, "--json").output)
    #expect(report["statements"] as? [String: Int] == ["withdraw": 2, "erase": 1])
    #expect(report["since"] as? Int == 3 && report["size"] as? Int == 6)
    #expect(report["visitors"] as? Int == 3)
    let runs = try #require(report["runs"] as? [[String: Any]])
    // Of the five events that the run had used only a's two had been withdrawn before it.
    #expect(runs.map { $0["events"] as? Int } == [2])
    #expect(runs.map { $0["asOf"] as? String } == [LedgerNights.first])
    let partitions = try #require(report["partitions"] as? [[String: Any]])
    let lines = partitions.map { "\($0["table"] ?? "") \($0["day"] ?? "") \($0["events"] ?? "")" }
    #expect(
      lines == [
        "events 2026-03-04 2", "sessions/purpose=sales 2026-03-04 2", "events 2026-03-05 3",
        "sessions/purpose=sales 2026-03-05 3",
      ])
    let text = try nights.command("impact", "--as-of", LedgerNights.second).text
    #expect(text.contains("rebuild  2026-03-04, 2026-03-05"))
    // Once tonight's run has done it there is nothing left to do, but the run of before stays named.
    #expect(try nights.job.run(at: LedgerNights.second).status == 0)
    let after = try nights.command("impact", "--as-of", "2026-03-08T00:00:00Z")
    #expect(after.text.contains("nothing: no event at rest is reached"))
  }

  @Test(
    "--rebuild-affected changes the partitions that impact names and no others, as tonight's run would"
  )
  func rebuildAffected() throws {
    let nights = try LedgerNights()
    try nights.job.run(at: LedgerNights.first)
    // New lines lie there that the rebuild must not read.
    nights.job.log("day-6", NightJob.line("c", 6, "10:00"))
    try nights.append(LedgerNights.lateWithdrawal)
    let before = try nights.job.identities()
    let result = try nights.job.run(at: "2026-03-06T14:00:00Z", "--rebuild-affected")
    #expect(result.status == 0, "\(result.errors)")
    let after = try nights.job.identities()
    let changed = Set(before.keys).union(after.keys).filter {
      before[$0] != after[$0] && !$0.hasPrefix("runs/") && !$0.hasPrefix("consent_")
    }
    #expect(!changed.isEmpty)
    #expect(changed.allSatisfy { $0.contains("dt=2026-03-05") }, "\(changed)")
    #expect(try nights.job.rows("events").count == 3)
    #expect(try nights.job.eventTimes().filter { $0.hasPrefix("2026-03-06") }.isEmpty)
    // The night that comes then gives what one without the rebuild gives.
    #expect(try nights.job.run(at: LedgerNights.second).status == 0)
    let other = try LedgerNights()
    try other.job.run(at: LedgerNights.first)
    other.job.log("day-6", NightJob.line("c", 6, "10:00"))
    try other.append(LedgerNights.lateWithdrawal)
    #expect(try other.job.run(at: LedgerNights.second).status == 0)
    let (a, b) = (try nights.job.content(), try other.job.content())
    #expect(a.published(below: "tables/events") == b.published(below: "tables/events"))
    #expect(a.published(below: "tables/sessions") == b.published(below: "tables/sessions"))
    #expect(a.published(below: "tables/outcomes") == b.published(below: "tables/outcomes"))
  }

  @Test("impact and the rebuild want a ledger, and the rebuild no nights: 78, 64")
  func usage() throws {
    let job = try NightJob()
    let impact = try Command.run(
      "sojourn-ledger", ["impact", "--config", job.folder.path("pipeline.yaml")])
    #expect(impact.status == 78)
    #expect(impact.errors.contains("names no ledger"))
    #expect(
      try job.run(at: LedgerNights.first, "--rebuild-affected", "--date", "2026-03-05").status == 64
    )
  }
}
