import Foundation
import TestKit
import Testing

@Suite("sojourn key rotate and rekey", .serialized)
struct KeyRotationTests {
  private static let site = MadeUpSite(seed: 31, visitors: 80)

  /// A job with a ledger whose workspace holds a finished run under the first key.
  private func job() throws -> MadeUpRun {
    let job = try MadeUpRun(Self.site, more: "ledger: acme.ledger\n")
    #expect(try job.run().status == 0)
    let key = job.folder.path("test-only.key")
    try FileManager.default.copyItem(atPath: key, toPath: job.folder.path("test-only-old.key"))
    return job
  }

  /// Puts a new key in the place that the pipeline names: a fixed one, so that all are the same.
  private func rotate(_ job: MadeUpRun) throws {
    let second = String(repeating: "3b", count: 32)
    job.folder.file("test-only.key", String(repeating: "2a", count: 32) + "\n" + second + "\n")
  }

  private func arguments(_ job: MadeUpRun) -> [String] {
    [
      "rekey", job.pipeline, "--from", job.folder.path("test-only-old.key"), "--workspace",
      job.folder.path("workspace"), "--as-of", MadeUpSite.asOf,
    ]
  }

  @Test("rotate keeps the first secret, brings a second, and lets its owner alone read them")
  func rotated() throws {
    let folder = try TemporaryFolder()
    let (old, new) = (folder.path("old"), folder.path("new"))
    #expect(try Command.run("sojourn", ["key", "new", old]).status == 0)
    #expect(try Command.run("sojourn", ["key", "rotate", old, new]).status == 0)
    let lines = try [old, new].map { try String(contentsOfFile: $0, encoding: .utf8) }.map {
      $0.split(separator: "\n")
    }
    #expect(lines[1].count == 2 && lines[1][0] == lines[0][0] && lines[1][1] != lines[0][0])
    let mode = try FileManager.default.attributesOfItem(atPath: new)[.posixPermissions]
    #expect((mode as? NSNumber)?.intValue == 0o600)
    #expect(try Command.run("sojourn", ["key", "rotate", old, new]).status == 73)
    #expect(try Command.run("sojourn", ["key", "rotate", folder.path("none"), "x"]).status == 78)
    let third = folder.path("third")
    #expect(try Command.run("sojourn", ["key", "rotate", new, third]).status == 0)
    let last = try String(contentsOfFile: third, encoding: .utf8).split(separator: "\n")
    #expect(last.count == 2 && last[0] == lines[0][0] && last[1] != lines[1][1])
  }

  @Test("a run with the new key says 78 and names the command that gives it to all")
  func named() throws {
    let job = try job()
    try rotate(job)
    let refused = try job.run()
    #expect(refused.status == 78)
    #expect(refused.errors.contains("sojourn rekey"))
    let done = try Command.run("sojourn", arguments(job))
    #expect(done.status == 0, "\(done.errors)")
    #expect(try job.run().status == 0)
    #expect(try Command.run("sojourn", ["verify", job.folder.path("workspace")]).status == 0)
    let ledger = try Command.run(
      "sojourn-ledger", ["verify", "--config", job.pipeline])
    #expect(ledger.status == 0, "\(ledger.errors)")
  }

  @Test("killed at any moment it can be started again, and nothing half is ever seen")
  func killed() throws {
    let undisturbed = try job()
    let old = try undisturbed.content()
    try rotate(undisturbed)
    let start = ContinuousClock.now
    #expect(try Command.run("sojourn", arguments(undisturbed)).status == 0)
    let components = (ContinuousClock.now - start).components
    let duration = Double(components.seconds) + Double(components.attoseconds) / 1e18
    let new = try undisturbed.content()
    #expect(old.published(below: "tables") != new.published(below: "tables"))
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let job = try job()
    try rotate(job)
    let command = arguments(job).map { "'\($0)'" }.joined(separator: " ")
    for attempt in 1...LongTests.count(short: 12, long: 200) {
      let moment = Double.random(in: 0...duration, using: &generator)
      _ = try Command.shell(
        "sojourn \(command) > /dev/null 2>&1 & run=$!; sleep \(moment); kill -KILL $run 2> /dev/null; wait $run"
      )
      let seen = try job.content().published(below: "tables")
      #expect(
        seen == old.published(below: "tables") || seen == new.published(below: "tables"),
        "seed \(seed), attempt \(attempt), killed after \(moment) s")
    }
    let done = try Command.run("sojourn", arguments(job))
    #expect(done.status == 0, "seed \(seed): \(done.errors)")
    let end = try job.content()
    // A model's manifest has the root of its ledger, which hangs on random salts.
    let isFunction = { (name: String) in !name.hasSuffix("/manifest.json") }
    #expect(
      end.published.filter { isFunction($0.key) } == new.published.filter { isFunction($0.key) },
      "seed \(seed)")
    #expect(end.leftovers.isEmpty, "\(end.leftovers)")
    #expect(try Command.run("sojourn-ledger", ["verify", "--config", job.pipeline]).status == 0)
  }
}
