import Foundation
import TestKit
import Testing

@Suite("consent 37: a ledger names nobody")
struct LedgerSecrecyTests {
  @Test("no id stands in its bytes, its checkpoint, what is said or what is logged")
  func nothing() throws {
    let job = try LedgerJob()
    var said = ""
    func run(_ result: Command.Result) { said += result.text + result.errors }
    var ids: [String] = []
    for round in 0..<12 {
      let prefix = "person-of-interest-\(round)"
      let range = 0..<(round % 3 == 0 ? 300 : 7)
      ids += range.map { "\(prefix)-\($0)" }
      let login = "login-\(round)@secret.example"
      ids.append(login)
      run(
        try job.append(
          LedgerJob.grants(range, prefix)
            + LedgerJob.statement(
              "link", "\(prefix)-0", at: "2026-03-09T00:00:00Z", #","other":"\#(login)""#)
            + LedgerJob.statement("erase", "\(prefix)-1", at: "2026-03-10T00:00:00Z")
            + LedgerJob.statement("grant", "\(prefix)-x", at: "never") + "\(prefix)-y\n"))
    }
    for id in [ids[0], ids[1], "person-of-interest-99"] {
      run(try job.run("show", ["--subject", id]))
      run(try job.run("show", ["--subject", id, "--json"]))
      run(try job.run("prove", ["--subject", id, "-o", job.folder.path("receipts")]))
    }
    run(try job.verify())
    run(try job.run("suppressions", ["--since", "0", "--set", job.folder.path("set")]))
    run(try job.run("checkpoint", ["--all"]))
    var written = ["what is said": Data(said.utf8)]
    for name in try FileManager.default.contentsOfDirectory(atPath: job.folder.url.path)
    where name != "receipts" {
      written[name] = try bytes(job.folder.path(name))
    }
    #expect(written.keys.contains("acme.ledger") && written.keys.contains("acme.ledger.checkpoint"))
    #expect((written["acme.ledger"]?.count ?? 0) > 200_000)
    for (name, content) in written {
      for part in ["person-of-interest", "secret.example", "login-"] {
        #expect(content.range(of: Data(part.utf8)) == nil, "\(name) holds \(part)")
      }
      // Nor as hexadecimal digits or base 64 of whole ids.
      for id in ids.prefix(40) {
        let hex = id.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(content.range(of: Data(hex.utf8)) == nil, "\(name)")
      }
    }
    let receipt = String(decoding: try bytes(job.folder.path("receipts")), as: UTF8.self)
    #expect(receipt.contains("person-of-interest"), "a receipt is the person's own")
  }

  @Test("two people who say the same leave nothing by which they could be told to be who they are")
  func salted() throws {
    let one = try LedgerJob()
    let two = try LedgerJob()
    for job in [one, two] { try job.append(LedgerJob.grants(0..<3)) }
    let subjects = try [one, two].map { job in
      try objects(job.run("show", ["--subject", "visitor-1", "--json"]).output)
        .compactMap { $0["subject"] as? String }
    }
    #expect(subjects[0].count == 1 && subjects[1].count == 1)
    #expect(subjects[0] != subjects[1], "the same id has another salt in every ledger")
  }
}
