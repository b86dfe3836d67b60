import Foundation
import TestKit
import Testing

@Suite("pipes: input is read to the end, a closed pipe is survived, only data on standard output")
struct PipeTests {
  /// A file of records that is far larger than a pipe's buffer.
  private func large(_ stage: RecordStage, _ folder: TemporaryFolder) -> String {
    let lines = (0..<30_000).map { stage.record.replacing("v1", with: "v\($0)") + "\n" }
    return folder.file("large", lines.joined())
  }

  @Test(
    "a reader that goes early: no signal, 74, and the writer is not cut off",
    arguments: RecordStage.all)
  func closed(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = large(stage, folder)
    let result = try Command.shell(
      "cat '\(file)' | \(stage.line) | head -1 > /dev/null; echo ${PIPESTATUS[@]}")
    let codes = result.lines.last?.split(separator: " ") ?? []
    #expect(codes.count == 3)
    #expect(codes.first == "0", "the writer's code")
    #expect(codes.count > 1 && codes[1] == "74", "\(codes)")
  }

  @Test("standard output that was closed before: no crash", arguments: RecordStage.all)
  func closedBefore(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = large(stage, folder)
    let result = try Command.shell("\(stage.line) '\(file)' >&-")
    #expect(result.status == 74, "\(result.errors)")
  }

  /// Inputs that a stage gives up on, as lines of the shell that go on writing after it.
  static let bad = [
    "too many rejected lines": "yes bad | head -c 3000000",
    "a line over the limit": "head -c 9000000 /dev/zero; yes x | head -c 3000000",
    "damaged gzip": #"printf '\037\213\010\0\0\0\0\0\0\003\377'; yes | head -c 3000000"#,
    "reserved flags": #"printf '\037\213\010\377'; yes | head -c 3000000"#,
    "a damaged frame of zstd": #"printf '\050\265\057\375'; yes | head -c 3000000"#,
  ]

  @Test(
    "what can't be used is read to the end all the same", arguments: RecordStage.all,
    bad.keys.sorted())
  func readsOn(stage: RecordStage, name: String) throws {
    let result = try Command.shell(
      "(\(Self.bad[name] ?? "")) | \(stage.line) > /dev/null; echo ${PIPESTATUS[@]}")
    #expect(result.lines.last == "0 65", "\(result.errors)")
  }

  @Test("training and scoring read on as well", arguments: bad.keys.sorted())
  func laterStages(name: String) throws {
    let job = try MadeUpRun(MadeUpSite(seed: 17, visitors: 80))
    try job.run()
    let bundle = job.folder.path("workspace/models/purchase")
    for line in [
      "sojourn-train --format svmlight",
      "sojourn-train --outcome purchase --config '\(job.pipeline)'",
      "sojourn-score --bundle '\(bundle)' --as-of \(MadeUpSite.asOf)",
    ] {
      let result = try Command.shell(
        "(\(Self.bad[name] ?? "")) | \(line) > /dev/null; echo ${PIPESTATUS[@]}")
      #expect(result.lines.last == "0 65", "\(line): \(result.errors)")
    }
  }

  @Test("an output that can't be written: the input is read to its end", arguments: RecordStage.all)
  func fullOutput(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = large(stage, folder)
    let full = try Command.shell("cat '\(file)' | \(stage.line) > /dev/full; echo ${PIPESTATUS[@]}")
    #expect(full.lines.last == "0 74")
    let limited = try Command.shell(
      """
      cat '\(file)' | (ulimit -f 8; trap '' XFSZ; \(stage.line) --output out)
      echo ${PIPESTATUS[@]}
      """, in: folder.url)
    #expect(limited.lines.last == "0 74", "\(limited.errors)")
  }

  @Test(
    "the same bytes from a file, from standard input and by the drop", arguments: RecordStage.all)
  func ways(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let file = large(stage, folder)
    let named = try Command.shell("\(stage.line) < '\(file)'").output
    let slow = try Command.shell(
      "(head -c 100001 '\(file)'; sleep 0.1; tail -c +100002 '\(file)') | \(stage.line) -"
    ).output
    #expect(!named.isEmpty)
    #expect(named == slow)
  }

  @Test("nothing but data on standard output", arguments: RecordStage.all)
  func onlyData(stage: RecordStage) throws {
    let input = Data("bad\n\(stage.record)\nbad\n".utf8)
    for more in [[], ["--log-format", "json"]] {
      let result = try stage.run([], more, input: input)
      #expect(!result.errors.isEmpty)
      #expect(try objects(result.output).count == stage.yields)
    }
  }
}
