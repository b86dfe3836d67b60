import Foundation
import TestKit
import Testing

@Suite("outputs: whole or not at all, and a full disk is told")
struct OutputTests {
  /// More records than any buffer holds.
  private func records(_ stage: RecordStage, _ count: Int = 20_000) -> Data {
    Data(
      (0..<count).map { number in
        let minute = 10 + number % 50
        return stage.record.replacing("12:00:00", with: "12:\(minute):00")
          .replacing("v1", with: "v\(number)") + "\n"
      }.joined().utf8)
  }

  @Test("standard output on a full disk: 74, one line", arguments: RecordStage.all)
  func fullStandardOutput(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("in", records(stage))
    let result = try Command.shell("\(stage.line) '\(file)' > /dev/full")
    #expect(result.status == 74)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test("one record alone on a full disk: 74", arguments: RecordStage.all)
  func fullForOne(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("in", stage.record)
    #expect(try Command.shell("\(stage.line) '\(file)' > /dev/full").status == 74)
  }

  @Test("--output that can't grow: 74, named, and no file stays", arguments: RecordStage.all)
  func fullDisk(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    folder.file("in", records(stage))
    let result = try Command.shell(
      "ulimit -f 100; trap '' XFSZ; \(stage.line) in --output out.ndjson", in: folder.url)
    #expect(result.status == 74, "\(result.errors)")
    #expect(result.errors.contains("out.ndjson"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["in"])
  }

  @Test("--output in a folder that is not there: 73, named", arguments: RecordStage.all)
  func noFolder(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/out.ndjson")
    let result = try stage.run([], ["--output", path], input: Data(stage.record.utf8))
    #expect(result.status == 73)
    #expect(result.errors.contains(path))
  }

  @Test(
    "--output where a folder stands: 73 or 74, and the folder stays", arguments: RecordStage.all)
  func folderInTheWay(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    folder.file("out/inside", "x")
    let result = try stage.run(
      [], ["--output", folder.path("out")], input: Data(stage.record.utf8))
    #expect([73, 74].contains(result.status))
    #expect(result.errors.contains(folder.path("out")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out"])
  }

  @Test("--output to a pipe that has a name does not replace it", arguments: RecordStage.all)
  func namedPipe(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    folder.file("in", stage.record)
    let result = try Command.shell(
      """
      mkfifo out
      timeout -s KILL 5 cat out > /dev/null & reader=$!
      timeout -s KILL 5 \(stage.line) in --output out; status=$?
      test -p out && echo pipe
      kill -KILL $reader 2> /dev/null
      exit $status
      """, in: folder.url)
    #expect([0, 73].contains(result.status))
    #expect(result.lines == ["pipe"])
  }

  @Test("a failed stage leaves the last output as it is", arguments: RecordStage.all)
  func lastOutput(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out.ndjson", "before\n")
    let bad = Data(String(repeating: "bad\n", count: 500).utf8)
    #expect(try stage.run([], ["--output", path], input: bad).status == 65)
    #expect(try bytes(path) == Data("before\n".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out.ndjson"])
  }

  @Test("--report on a path that can't be written: 73 or 74", arguments: RecordStage.all)
  func report(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/report.json")
    let result = try stage.run([], ["--report", path], input: Data(stage.record.utf8))
    #expect([73, 74].contains(result.status))
    #expect(result.errors.contains(path))
  }

  @Test("a run on a full disk: 74, and what was published before stays whole")
  func run() throws {
    let job = try MadeUpRun(MadeUpSite(seed: 15, visitors: 40))
    #expect(try job.run().status == 0)
    let before = try job.content().below("tables", "models", "runs")
    job.folder.file("logs/access.log.2", MadeUpSite(seed: 16, visitors: 60).logText)
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell("ulimit -f 1; trap '' XFSZ; sojourn \(arguments)")
    #expect(result.status == 74, "\(result.errors)")
    #expect(result.errors.contains("workspace"))
    #expect(try job.content().below("tables", "models", "runs") == before)
    #expect(try job.content().leftovers.isEmpty)
  }

  @Test("the summary of a run on a full standard output: 74")
  func summary() throws {
    let job = try MadeUpRun(MadeUpSite(seed: 15, visitors: 40))
    let arguments = job.arguments().map { "'\($0)'" }.joined(separator: " ")
    #expect(try Command.shell("sojourn \(arguments) > /dev/full").status == 74)
  }
}
