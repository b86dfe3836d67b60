import Foundation
import TestKit
import Testing

@Suite("an append that is killed at any moment", .serialized)
struct LedgerKillTests {
  /// Starts an append of a file and kills it after a time.
  private func kill(_ job: LedgerJob, _ file: String, after seconds: Double) throws {
    let flags = (job.flags + ["--controller", "acme", file]).map { "'\($0)'" }
      .joined(separator: " ")
    _ = try Command.shell(
      """
      sojourn-ledger append \(flags) > /dev/null 2>&1 & run=$!
      sleep \(seconds)
      kill -KILL $run 2> /dev/null
      wait $run
      """)
  }

  @Test(
    "consent 35: leaves a ledger that verifies, and the same append again ends in the same statements"
  )
  func anyMoment() throws {
    let count = LongTests.count(short: 20, long: 300)
    let undisturbed = try LedgerJob()
    let job = try LedgerJob()
    var files: [String] = []
    for number in 0..<count {
      files.append(
        job.folder.file(
          "\(number).ndjson",
          LedgerJob.grants(0..<4000, "p\(number % 7)-v\(number)")
            + LedgerJob.grants(0..<200, "everybody-\(number / 3)")))
    }
    let start = ContinuousClock.now
    try undisturbed.append("", [files[0]])
    let components = (ContinuousClock.now - start).components
    let duration = Double(components.seconds) + Double(components.attoseconds) / 1e18
    try undisturbed.append("", files)
    let expected = try #require(try undisturbed.size())

    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    try job.append(LedgerJob.grants(0..<10, "first"))
    var sizes = [10]
    for (attempt, file) in files.enumerated() {
      let moment = Double.random(in: 0...duration, using: &generator)
      try kill(job, file, after: moment)
      let place = "seed \(seed), attempt \(attempt), killed after \(moment) s"
      let result = try job.verify()
      #expect(result.status == 0, "\(place): \(result.errors)")
      let size = result.count("entries") ?? -1
      // All of the file's new statements or none: one batch, one transaction.
      #expect([0, 4000, 4200].contains(size - (sizes.last ?? 0)), "\(place): \(size)")
      sizes.append(size)
    }
    #expect(try job.append("", files).status == 0, "seed \(seed)")
    #expect(try job.size() == expected + 10, "seed \(seed)")
    // What came late counts as appended with the entry before it, so the moments of append may differ.
    func said(_ job: LedgerJob) throws -> [String] {
      try job.said("everybody-0-7").map { $0.replacing(/"appendedAt":"[^"]*"/, with: "") }
    }
    #expect(try said(job) == said(undisturbed) && said(job).count == 1)
    let names = try FileManager.default.contentsOfDirectory(atPath: job.folder.url.path)
    #expect(names.filter { $0.hasSuffix("-journal") || $0.contains(".tmp") }.isEmpty, "\(names)")
  }

  @Test("consent 35: while the ledger is being made leaves nothing in the way of making it")
  func creation() throws {
    let count = LongTests.count(short: 25, long: 200)
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for attempt in 0..<count {
      let job = try LedgerJob()
      let file = job.folder.file("in.ndjson", LedgerJob.grants(0..<50))
      try kill(job, file, after: Double.random(in: 0...0.05, using: &generator))
      let verified = try Command.run(
        "sojourn-ledger", ["verify", "--controller", "acme"] + job.flags)
      #expect([0, 66].contains(verified.status), "seed \(seed): \(verified.errors)")
      let result = try job.append("", [file])
      #expect(result.status == 0, "seed \(seed), attempt \(attempt): \(result.errors)")
      #expect(try job.size() == 50)
    }
  }

  @Test("a file that is empty, as SQLite begins one, is no ledger yet and becomes one")
  func emptyFile() throws {
    let job = try LedgerJob()
    job.folder.file("acme.ledger", "")
    #expect(
      try Command.run("sojourn-ledger", ["verify", "--controller", "acme"] + job.flags).status == 66
    )
    #expect(try job.append(LedgerJob.grants(0..<3)).status == 0)
    #expect(try job.size() == 3)
  }
}
