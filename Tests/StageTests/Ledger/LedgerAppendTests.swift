import Foundation
import TestKit
import Testing

@Suite("sojourn-ledger append")
struct LedgerAppendTests {
  @Test("takes statements plain, by gzip, by zstd and from standard input, all at once too")
  func inputs() throws {
    let text = LedgerJob.grants(0..<40)
    let job = try LedgerJob()
    let plain = job.folder.file("plain.ndjson", LedgerJob.grants(0..<10))
    let gz = job.folder.file("a.ndjson.gz", try gzip(Data(LedgerJob.grants(10..<20).utf8)))
    _ = job.folder.file("b.ndjson", LedgerJob.grants(20..<30))
    #expect(try Command.shell("zstd -q b.ndjson", in: job.folder.url).status == 0)
    let result = try job.append(
      LedgerJob.grants(30..<40), [plain, gz, job.folder.path("b.ndjson.zst"), "-"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.count("appended") == 40)
    #expect(try job.size() == 40)
    // The same, whichever way they come.
    for (status, input, more) in try [
      (Int32(0), text, []), (0, "", [plain, gz, plain]),
      (0, "", [job.folder.file("all.gz", gzip(Data(text.utf8)))]),
    ] {
      let again = try job.append(input, more)
      #expect(again.status == status, "\(again.errors)")
      #expect(again.count("appended") == 0)
    }
    #expect(try job.size() == 40)
  }

  @Test("says what it did, for people and as tallies that balance")
  func report() throws {
    let job = try LedgerJob()
    let text =
      LedgerJob.grants(0..<5) + LedgerJob.grants(3..<5) + "no statement\n"
      + LedgerJob.statement("grant", "b", at: "2026-03-05T00:00:00Z", #","bundled":true"#)
      + LedgerJob.statement("grant", "-", at: "2026-03-05T00:00:00Z")
    let path = job.folder.path("report.json")
    let result = try job.append(text, ["--report", path])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.count("read") == 10)
    #expect(result.count("appended") == 6)
    #expect(result.count("known already") == 2)
    #expect(result.text.contains("rejected        2  (not-json 1, placeholder-subject 1)"))
    #expect(result.text.contains("grant nothing   1  (bundled 1)"))
    let tallies = try StageTallies(path)
    #expect(tallies.isBalanced)
    #expect(tallies.in == 10 && tallies.out == 6)
    #expect(tallies.dropped == ["duplicate": 2])
    #expect(tallies.rejected == ["not-json": 1, "placeholder-subject": 1])
  }

  @Test("names a rejected line by file, number and reason, and never by what it holds")
  func rejected() throws {
    let job = try LedgerJob()
    let file = job.folder.file(
      "in.ndjson",
      LedgerJob.grants(0..<2) + "secret-cookie-17\n"
        + LedgerJob.statement("grant", "secret-cookie-18", at: "yesterday")
        + LedgerJob.statement(
          "grant", "secret-cookie-19", at: "2026-03-05T00:00:00Z", #","implied":true"#)
        + LedgerJob.statement("grant", "secret-cookie-20", at: "2026-03-05T00:00:00Z")
        .replacing("acme", with: "globex"))
    let result = try job.append("", [file])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("\(file):3: statement rejected: not-json"))
    #expect(result.errors.contains("\(file):4: statement rejected: bad-time"))
    #expect(result.errors.contains("\(file):5: kept, but grants nothing: implied"))
    #expect(result.errors.contains("\(file):6: statement rejected: other-controller"))
    #expect(!(result.errors + result.text).contains("secret-cookie"))
    #expect(try job.size() == 3)
  }

  @Test(
    "consent 3: a denial that can't be read is an error of its own, and all others are taken in",
    arguments: ["withdraw", "object", "restrict", "erase", "Withdraw"])
  func lostDenial(_ action: String) throws {
    let job = try LedgerJob()
    let bad = LedgerJob.statement(action, "x", at: "the day before")
    let result = try job.append(LedgerJob.grants(0..<3) + bad + LedgerJob.grants(3..<6))
    #expect(result.status == 65)
    #expect(result.errors.contains(":4: a statement that ends a use can't be read"))
    #expect(result.count("appended") == 6)
    #expect(try job.size() == 6)
    // Of nobody, or said to somebody else, it is nobody's loss.
    for harmless in [
      LedgerJob.statement(action, "-", at: "2026-03-05T00:00:00Z"),
      LedgerJob.statement("withdraw", "x", at: "2026-03-05T00:00:00Z")
        .replacing("acme", with: "globex"),
    ] where action != "Withdraw" || !harmless.contains("Withdraw") {
      let result = try job.append(harmless)
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test("more rejected lines than are borne: 65, and what could be read stays")
  func tooMany() throws {
    let job = try LedgerJob()
    let result = try job.append(
      LedgerJob.grants(0..<3) + String(repeating: "junk\n", count: 150))
    #expect(result.status == 65)
    #expect(try job.size() == 3)
  }

  @Test("a damaged or a missing file is named; the others are taken in")
  func damaged() throws {
    let job = try LedgerJob()
    let gz = try gzip(Data(LedgerJob.grants(0..<200).utf8))
    let cut = job.folder.file("cut.gz", gz.dropLast(30))
    let good = job.folder.file("good.ndjson", LedgerJob.grants(200..<210))
    let damaged = try job.append("", [cut, good])
    #expect(damaged.status == 65)
    #expect(damaged.errors.contains("cut.gz"))
    let size = try #require(try job.size())
    #expect(size >= 10)
    #expect(try job.said("visitor-205").count == 1)
    let missing = try job.append("", [job.folder.path("nowhere"), good])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("nowhere"))
    #expect(try job.size() == size)
    // The whole file mends it.
    #expect(try job.append("", [job.folder.file("whole.gz", gz)]).status == 0)
    #expect(try job.size() == 210)
  }

  @Test("an empty input makes a ledger that verifies and holds nothing")
  func empty() throws {
    let job = try LedgerJob()
    #expect(try job.append("").status == 0)
    #expect(try job.size() == 0)
    #expect(try job.append(LedgerJob.grants(0..<1)).status == 0)
    #expect(try job.size() == 1)
  }

  @Test("--source stands where a statement does not say where it comes from")
  func source() throws {
    let job = try LedgerJob()
    let text =
      LedgerJob.statement("grant", "a", at: "2026-03-01T00:00:00Z")
      + LedgerJob.statement("grant", "b", at: "2026-03-01T00:00:00Z", #","source":"crm""#)
    #expect(try job.append(text, ["--source", "web form"]).status == 0)
    #expect(try job.run("show", ["--subject", "a"]).text.contains("from web form"))
    #expect(try job.run("show", ["--subject", "b"]).text.contains("from crm"))
  }
}
