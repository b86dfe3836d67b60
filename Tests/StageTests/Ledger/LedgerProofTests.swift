import Foundation
import TestKit
import Testing
import Transparency

@Suite("sojourn-ledger show, prove and verify")
struct LedgerProofTests {
  private static let me = "zoë@example.com"

  /// A ledger with two batches, where somebody has granted and withdrawn.
  private func job() throws -> LedgerJob {
    let job = try LedgerJob()
    try job.append(
      LedgerJob.grants(0..<30)
        + LedgerJob.statement(
          "grant", Self.me, at: "2026-03-02T00:00:00Z",
          #","evidence":{"form": "f1"},"source":"form""#)
    )
    try job.append(
      LedgerJob.grants(30..<70)
        + LedgerJob.statement("withdraw", Self.me, at: "2026-03-09T00:00:00Z")
        + LedgerJob.statement("link", Self.me, at: "2026-03-09T01:00:00Z", #","other":"login-1""#))
    return job
  }

  @Test("show prints a history as people read it, links from either end")
  func show() throws {
    let job = try job()
    try job.append(
      LedgerJob.statement("grant", Self.me, at: "2026-03-10T00:00:00Z", #","implied":true"#))
    let result = try job.run("show", ["--subject", Self.me])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 4)
    #expect(
      result.lines[0].hasSuffix(
        #"2026-03-02T00:00:00Z  grant  sales  under notice n1  by checkbox  from form  evidence {"form":"f1"}"#
      ))
    #expect(result.lines[1].contains("2026-03-09T00:00:00Z  withdraw  sales"))
    #expect(result.lines[2].contains("link  to another id"))
    #expect(result.lines[3].hasSuffix("(grants nothing: implied)"))
    let other = try job.run("show", ["--subject", "login-1"])
    #expect(other.lines.count == 1 && other.text.contains("link  from another id"))
    #expect(!(result.text + other.text).contains(Self.me))
    let unknown = try job.run("show", ["--subject", "ZOË@example.com"])
    #expect(unknown.status == 66)
    #expect(!unknown.errors.contains("example.com"), "an id stands in no error")
  }

  @Test(
    "consent 36: prove writes a receipt that verify accepts with the public key alone, for good")
  func receipt() throws {
    let job = try job()
    let path = job.folder.path("receipt.json")
    #expect(try job.run("prove", ["--subject", Self.me, "-o", path]).status == 0)
    let key = job.folder.file("key.pub", try job.publicKey())
    func verify(_ file: String) throws -> Command.Result {
      try Command.run("sojourn-ledger", ["verify", "--receipt", file, "--public-key", key])
    }
    let result = try verify(path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("statements   3, in a ledger of 73 entries"))
    try job.append(LedgerJob.grants(70..<100))
    #expect(try verify(path).status == 0)
    // Without the ledger too.
    try FileManager.default.removeItem(atPath: job.ledger)
    #expect(try verify(path).status == 0)
    let text = String(decoding: try bytes(path), as: UTF8.self)
    for (old, new) in [
      ("2026-03-02", "2026-03-03"), ("zoë", "zoe"), ("f1", "f2"), ("withdraw", "grant"),
    ] {
      let changed = try verify(job.folder.file("changed.json", text.replacing(old, with: new)))
      #expect(changed.status == 77, "\(old) to \(new)")
      #expect(changed.errors.contains("changed.json"))
    }
    #expect(try verify(job.folder.file("empty", "")).status == 77)
    #expect(try verify(job.folder.path("nowhere")).status == 66)
  }

  @Test("prove --entry writes a proof that any verifier of c2sp.org/tlog-proof accepts")
  func entry() throws {
    let job = try job()
    let verifier = try NoteVerifier(
      job.publicKey().trimmingCharacters(in: .whitespacesAndNewlines))
    let receipt = try object(job.run("prove", ["--subject", Self.me]).output)
    let statements = try #require(receipt["statements"] as? [[String: Any]])
    #expect(statements.count == 3)
    for statement in statements {
      let number = try #require(statement["index"] as? Int)
      let entry = try #require(statement["entry"] as? String)
      let result = try job.run("prove", ["--entry", "\(number)"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.lines.first == TLogProof.format)
      let proof = try TLogProof(Array(result.output).span)
      #expect(proof.index == number)
      let checkpoint = try proof.verify(
        leaf: MerkleHash.leaf(Array(entry.utf8).span), verifiers: [verifier],
        origin: "sojourn-ledger/acme")
      #expect(checkpoint.size == 73)
    }
    for wrong in ["73", "-1", "999999999999"] {
      #expect(try job.run("prove", ["--entry=\(wrong)"]).status == 64, "\(wrong)")
    }
  }

  @Test("consent 34: prove --from --to shows that the ledger only grew between two checkpoints")
  func growth() throws {
    let job = try job()
    let key = job.folder.file("key.pub", try job.publicKey())
    for (old, new) in [(31, 73), (31, 31), (73, 73)] {
      let path = job.folder.path("growth.json")
      #expect(
        try job.run("prove", ["--from", "\(old)", "--to", "\(new)", "-o", path]).status == 0)
      let result = try Command.run(
        "sojourn-ledger", ["verify", "--consistency", path, "--public-key", key])
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.text.contains("the ledger of \(old) entries is the beginning of that of \(new)"))
    }
    let path = job.folder.path("growth.json")
    #expect(try job.run("prove", ["--from", "31", "--to", "73", "-o", path]).status == 0)
    var proof = try object(bytes(path))
    let hashes = try #require(proof["proof"] as? [String])
    proof["proof"] = Array(hashes.reversed())
    let forged = job.folder.file("forged.json", try JSONSerialization.data(withJSONObject: proof))
    #expect(
      try Command.run("sojourn-ledger", ["verify", "--consistency", forged, "--public-key", key])
        .status == 77)
    for (old, new) in [(30, 73), (31, 72), (73, 31), (0, 31)] {
      #expect(try job.run("prove", ["--from", "\(old)", "--to", "\(new)"]).status == 64)
    }
  }

  @Test("verify says what it found, and takes checkpoints that others have kept")
  func checkpoints() throws {
    let job = try job()
    let old = job.folder.file("old.checkpoint", try job.run("checkpoint").text)
    let result = try job.verify()
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.count("entries") == 73)
    #expect(result.text.contains("checkpoints  2, each consistent with all others"))
    #expect(result.text.contains("subjects     72, of which redacted 0"))
    try job.append(LedgerJob.grants(70..<80))
    #expect(try job.verify(["--checkpoint", old]).status == 0)
    let all = try job.run("checkpoint", ["--all"]).text
    #expect(all.components(separatedBy: "sojourn-ledger/acme\n").count == 4)
    // One of another ledger is none of this one's past.
    let other = try LedgerJob()
    try other.append(LedgerJob.grants(0..<5))
    let strange = other.folder.file("c", try other.run("checkpoint").text)
    let refused = try job.verify(["--checkpoint", strange])
    #expect(refused.status == 77, "\(refused.errors)")
    let junk = job.folder.file("junk", "no checkpoint")
    #expect(try job.verify(["--checkpoint", junk]).status == 77)
    #expect(try job.verify(["--checkpoint", job.folder.path("nowhere")]).status == 66)
  }
}
