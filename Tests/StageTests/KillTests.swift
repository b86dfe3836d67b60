import Foundation
import TestKit
import Testing

@Suite("a run that is killed at any moment", .serialized)
struct KillTests {
  static let first = MadeUpSite(seed: 21, visitors: 60)
  static let second = MadeUpSite(seed: 22, visitors: 200)

  /// A job whose workspace holds a finished run, with more logs and statements since.
  private func job() throws -> MadeUpRun {
    let job = try MadeUpRun(Self.first)
    #expect(try job.run().status == 0)
    job.folder.file("logs/access.log.2", Self.second.logText)
    job.folder.file("statements.ndjson", Self.first.statementText + Self.second.statementText)
    return job
  }

  /// Starts a run and kills it after a time; says whether it came to its end before.
  private func kill(_ job: MadeUpRun, after seconds: Double) throws -> Bool {
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell(
      """
      sojourn \(arguments) > /dev/null 2>&1 & run=$!
      sleep \(seconds)
      kill -KILL $run 2> /dev/null
      wait $run
      """)
    return result.status == 0
  }

  @Test("the next one gives the bytes of a run that nobody disturbed; nothing half is ever seen")
  func anyMoment() throws {
    let undisturbed = try job()
    let old = try undisturbed.content()
    let start = ContinuousClock.now
    #expect(try undisturbed.run().status == 0)
    let components = (ContinuousClock.now - start).components
    let duration = Double(components.seconds) + Double(components.attoseconds) / 1e18
    let new = try undisturbed.content()
    #expect(old.published(below: "tables") != new.published(below: "tables"))

    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let job = try job()
    for attempt in 1...LongTests.count(short: 20, long: 200) {
      let moment = Double.random(in: 0...duration, using: &generator)
      _ = try kill(job, after: moment)
      let place = "seed \(seed), attempt \(attempt), killed after \(moment) s"
      let found = try job.content()
      for folder in ["tables", "models/purchase"] {
        let seen = found.published(below: folder)
        #expect(
          seen == old.published(below: folder) || seen == new.published(below: folder),
          "\(folder): \(place)")
      }
      let bundle = job.folder.path("workspace/models/purchase")
      #expect(try Command.run("sojourn-score", ["--bundle", bundle, "--check"]).status == 0)
    }
    #expect(try job.run().status == 0, "seed \(seed)")
    let end = try job.content()
    #expect(end.published == new.published, "seed \(seed)")
    #expect(end.leftovers.isEmpty, "\(end.leftovers)")
    #expect(try Command.run("sojourn", ["verify", job.folder.path("workspace")]).status == 0)
  }

  @Test("a reader that looks at the tables while runs replace them never sees half a partition")
  func reader() throws {
    let job = try job()
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell(
      """
      mkdir seen
      (for turn in 1 2 3 4; do
        cp '\(job.folder.path("logs/access.log"))' '\(job.folder.path("logs/access.log"))'.more$turn
        sed -i "s/cookie-/cookie-$turn/" '\(job.folder.path("logs/access.log"))'.more$turn
        sojourn \(arguments) > /dev/null 2>&1
      done; touch done) &
      number=0
      until [ -e done ]; do
        for file in $(find '\(job.folder.path("workspace/tables"))' -name '*.parquet' 2> /dev/null); do
          number=$((number + 1))
          # A name that is gone by now is no half partition; one that opens must be whole.
          cp "$file" seen/$number.parquet 2> /dev/null || rm -f seen/$number.parquet
        done
      done
      wait
      sojourn inspect table seen > rows && wc -l < rows
      """, in: job.folder.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect((result.lines.last.flatMap { Int($0) } ?? 0) > 0)
  }

  @Test("a stage that is killed leaves no output, and its next run no rest of it")
  func stage() throws {
    let folder = try TemporaryFolder()
    folder.file("in", Self.second.logText)
    let result = try Command.shell(
      """
      mkfifo pipe
      sojourn-ingest --format combined pipe --output out & run=$!
      exec 9> pipe; cat in >&9; sleep 0.1; kill -KILL $run; wait $run; exec 9>&-
      test -e out || echo none
      sojourn-ingest --format combined in --output out; rm -f in pipe
      """, in: folder.url)
    #expect(result.lines == ["none"])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names.filter { !$0.contains(".tmp") } == ["out"])
  }
}
