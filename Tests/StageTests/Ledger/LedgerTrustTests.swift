import Foundation
import TestKit
import Testing

@Suite("a ledger that can't be used, through the executables")
struct LedgerTrustTests {
  private static let event =
    #"{"time":"2026-03-05T12:00:00Z","visitor":"visitor-1","event":"page_viewed","controller":"acme"}"#
    + "\n"

  private func job() throws -> LedgerJob {
    let job = try LedgerJob()
    try job.append(LedgerJob.grants(0..<20))
    try job.append(LedgerJob.grants(20..<40))
    return job
  }

  private func consent(_ job: LedgerJob, _ more: [String] = []) throws -> Command.Result {
    try Command.run(
      "sojourn-consent",
      ["--controller", "acme", "--purposes", "sales", "--as-of", "2026-03-20"]
        + (more.isEmpty ? job.flags : more), input: Data(Self.event.utf8))
  }

  /// Every command that reads a ledger, by what it ends with.
  private func codes(_ job: LedgerJob) throws -> [String: Int32] {
    [
      "append": try job.append(LedgerJob.grants(40..<41)).status,
      "suppressions": try job.run("suppressions", ["--since", "0"]).status,
      "verify": try Command.run("sojourn-ledger", ["verify"] + job.flags).status,
      "consent": try consent(job).status,
    ]
  }

  @Test("a sound one is taken by all")
  func sound() throws {
    let job = try job()
    #expect(try codes(job).values.allSatisfy { $0 == 0 })
    #expect(try consent(job).lines.count == 1)
  }

  @Test(
    "consent 30: one that was changed is refused with 77, and the first bad entry is named",
    .enabled(if: LedgerJob.canTamper, "sqlite3 is not here"))
  func changed() throws {
    let job = try job()
    try job.tamper("DROP TRIGGER entryStays; UPDATE entry SET at = at + 1 WHERE number = 17")
    for result in [try job.verify(), try consent(job)] {
      #expect(result.status == 77)
      #expect(result.errors.contains("entry 17 is not what was appended"), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    #expect(try job.run("suppressions", ["--since", "0"]).status == 77)
  }

  @Test(
    "consent 30: one whose end was cut off is refused by all, its checkpoint beside it tells",
    .enabled(if: LedgerJob.canTamper, "sqlite3 is not here"))
  func shortened() throws {
    let job = try LedgerJob()
    try job.append(LedgerJob.grants(0..<20))
    let copy = job.folder.path("old")
    try FileManager.default.copyItem(atPath: job.ledger, toPath: copy)
    try job.append(LedgerJob.grants(20..<40))
    try FileManager.default.removeItem(atPath: job.ledger)
    try FileManager.default.moveItem(atPath: copy, toPath: job.ledger)
    let codes = try codes(job)
    #expect(codes.values.allSatisfy { $0 == 77 }, "\(codes)")
    let result = try job.verify()
    #expect(result.errors.contains("it holds 20 entries, and had 40"), "\(result.errors)")
  }

  @Test("a checkpoint beside it that nobody trusted has signed: 77, named with what to do")
  func anchor() throws {
    let job = try job()
    for text in ["junk", "", try job.run("checkpoint").text.replacing("40\n", with: "20\n")] {
      job.folder.file("acme.ledger.checkpoint", text)
      let result = try job.verify()
      #expect(result.status == 77)
      #expect(result.errors.contains("acme.ledger.checkpoint"), "\(result.errors)")
      #expect(try consent(job).status == 77)
    }
    // Without it nothing is known of what was signed last, but all else still is.
    try FileManager.default.removeItem(atPath: "\(job.ledger).checkpoint")
    #expect(try job.verify().status == 0)
    try job.append("")
    #expect(FileManager.default.fileExists(atPath: "\(job.ledger).checkpoint"))
  }

  @Test("what is missing: 66 for a ledger that is read, and how to make one")
  func missing() throws {
    let job = try LedgerJob()
    for command in ["show", "prove"] {
      let result = try job.run(command, ["--subject", "a", "--controller", "acme"])
      #expect(result.status == 66, "\(command): \(result.errors)")
      #expect(result.errors.contains("sojourn-ledger append"))
    }
    #expect(try consent(job).status == 66)
    #expect(
      try Command.run("sojourn-ledger", ["verify", "--controller", "acme"] + job.flags).status == 66
    )
    #expect(!FileManager.default.fileExists(atPath: job.ledger), "reading makes nothing")
    let keyless = try Command.run(
      "sojourn-ledger",
      [
        "append", "--ledger", job.ledger, "--controller", "acme", "--key",
        job.folder.path("no.key"),
      ])
    #expect(keyless.status == 66 || keyless.status == 78, "\(keyless.status)")
  }

  @Test("another key or controller: 78, and nothing is appended")
  func otherKey() throws {
    let job = try job()
    let other = job.folder.file("test-only-2.key", String(repeating: "2b", count: 32))
    let append = try Command.run(
      "sojourn-ledger", ["append", "--ledger", job.ledger, "--key", other],
      input: Data(LedgerJob.grants(50..<51).utf8))
    #expect(append.status == 78)
    #expect(append.errors.contains("has another key than this one"))
    #expect(try consent(job, ["--ledger", job.ledger, "--key", other]).status == 78)
    let globex = try job.run("append", ["--controller", "globex"])
    #expect(globex.status == 78)
    #expect(globex.errors.contains("acme's ledger, not globex's"))
    #expect(try job.size() == 40)
    // Another public key trusts nothing of it.
    let stranger = try LedgerJob()
    try FileManager.default.removeItem(atPath: stranger.key)
    stranger.folder.file("test-only.key", String(repeating: "2b", count: 32))
    try stranger.append(LedgerJob.grants(0..<1))
    let publicKey = try stranger.run("public-key").text.trimmingCharacters(in: .newlines)
    #expect(
      try Command.run(
        "sojourn-ledger", ["verify", "--ledger", job.ledger, "--public-key", publicKey]
      ).status == 77)
  }

  @Test("what is no ledger: 65, named; and flags that are missing: 64")
  func usage() throws {
    let job = try job()
    let text = job.folder.file("text", "this is no ledger, and long enough to be looked at\n")
    for command in ["append", "checkpoint"] {
      let result = try Command.run(
        "sojourn-ledger", [command, "--ledger", text, "--key", job.key, "--controller", "acme"])
      #expect(result.status == 65, "\(command): \(result.errors)")
      #expect(result.errors.contains("is no consent ledger"))
    }
    for arguments in [
      ["show", "--ledger", job.ledger, "--subject", "visitor-1"], ["append", "--key", job.key],
      ["prove", "--ledger", job.ledger, "--key", job.key],
      ["prove", "--ledger", job.ledger, "--key", job.key, "--from", "1"],
      ["prove", "--ledger", job.ledger, "--key", job.key, "--entry", "1", "--subject", "a"],
      ["verify"], ["verify", "--ledger", job.ledger],
      ["verify", "--ledger", job.ledger, "--public-key", "no key"],
      ["append", "--ledger", job.folder.path("new"), "--key", job.key],
    ] {
      #expect(try Command.run("sojourn-ledger", arguments).status == 64, "\(arguments)")
    }
    for arguments in [
      ["--ledger", job.ledger], job.flags + ["--statements", text],
    ] {
      #expect(try consent(job, arguments).status == 64, "\(arguments)")
    }
  }

  @Test("a policy that is none: 78")
  func policy() throws {
    let job = try job()
    let policy = job.folder.file("policy.yaml", "grantLagDay: 3\n")
    let result = try job.append("", ["--policy", policy])
    #expect(result.status == 78)
    #expect(result.errors.contains("grantLagDay"))
  }
}
