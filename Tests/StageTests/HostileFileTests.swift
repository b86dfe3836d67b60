import Foundation
import TestKit
import Testing

@Suite("hostile files: a clear error, the right exit code, other files go on")
struct HostileFileTests {
  /// The message on a file: the lines of standard error that name it.
  private func messages(_ result: Command.Result, naming path: String) -> [Substring] {
    result.errors.split(separator: "\n").filter { $0.contains(path) }
  }

  /// Runs a stage over a bad file between two good ones.
  private func among(
    _ stage: RecordStage, _ bad: String, _ folder: TemporaryFolder
  ) throws -> (result: Command.Result, tallies: StageTallies) {
    let good = folder.file("good", stage.record + "\n")
    let other = folder.file("other", stage.record.replacing("12:00:00", with: "19:00:00") + "\n")
    let report = folder.path("report.json")
    let result = try stage.run([good, bad, other], ["--report", report])
    return (result, try StageTallies(report))
  }

  @Test("an empty file is no fault", arguments: RecordStage.all)
  func empty(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let result = try stage.run([folder.file("empty", "")])
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(try stage.run([]).status == 0, "empty standard input")
  }

  @Test("one byte is a rejected line", arguments: RecordStage.all)
  func oneByte(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let (result, tallies) = try among(stage, folder.file("one", "x"), folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(tallies.in == 3)
    #expect(tallies.rejected.total == 1)
    #expect(tallies.isBalanced)
  }

  @Test("the first byte of gzip alone, or its magic bytes alone", arguments: RecordStage.all)
  func magic(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let half = folder.file("half", Data([0x1F]))
    #expect(try stage.run([half]).status == 0, "one byte is no gzip")
    let magic = folder.file("magic", Data([0x1F, 0x8B]))
    let result = try stage.run([magic])
    #expect(result.status == 65)
    #expect(messages(result, naming: magic).count == 1)
  }

  @Test(
    "binary noise is beyond the reject limits: 65", arguments: RecordStage.all, [1, 2] as [UInt64])
  func noise(stage: RecordStage, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let noise =
      Data([0x20]) + Data((0..<500_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    let result = try stage.run(["-"], input: noise)
    #expect(result.status == 65, "seed \(seed)")
    #expect(result.output.isEmpty || stage.executable == "sojourn-consent")
    #expect(result.errors.utf8.count < 10_000)
    #expect(result.errors.allSatisfy { $0.isASCII }, "nothing of the noise")
  }

  @Test("a line of 1 MB is read", arguments: RecordStage.all)
  func longLine(stage: RecordStage) throws {
    let long = String(repeating: "a", count: 1 << 20)
    let record =
      stage.executable == "sojourn-ingest"
      ? stage.record.replacing("/a", with: "/\(long)")
      : stage.record.replacing(#""event""#, with: #""url":"/\#(long)","event""#)
    let result = try stage.run([], input: Data("\(record)\n".utf8))
    #expect(result.status == 0, "\(result.errors.prefix(300))")
    #expect(result.lines.count == stage.yields)
    let junk = try stage.run([], input: Data("\(long)\n\(stage.record)\n".utf8))
    #expect(junk.status == 0)
    #expect(junk.lines.count == stage.yields)
    #expect(!junk.errors.contains("aaaa"))
  }

  @Test(
    "a line over the limit: 65, the place is named, its content is not", arguments: RecordStage.all)
  func tooLongLine(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let content = stage.record + "\n" + String(repeating: "SECRET", count: 1_500_000) + "\n"
    let path = folder.file("long", content)
    let (result, tallies) = try among(stage, path, folder)
    #expect(result.status == 65)
    #expect(messages(result, naming: "\(path):2").contains { $0.contains("bytes") })
    #expect(!result.errors.contains("SECRET"))
    #expect(tallies.isBalanced)
  }

  @Test("truncated gzip: 65, named once, the others go on", arguments: RecordStage.all)
  func truncated(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let whole = try gzip(Data((0..<500).map { _ in stage.record + "\n" }.joined().utf8))
    let path = folder.file("cut.gz", whole.dropLast(12))
    let (result, tallies) = try among(stage, path, folder)
    #expect(result.status == 65)
    #expect(messages(result, naming: path).filter { $0.contains("error") }.count == 1)
    #expect(tallies.isBalanced)
    #expect(tallies.in >= 3, "the files after it are read")
  }

  @Test("a decompression bomb: 65 and little memory", arguments: RecordStage.all)
  func bomb(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("zeros.gz", LargeFiles.zeros)
    let result = try Command.shell("ulimit -v 1000000; exec \(stage.line) '\(path)'")
    #expect(result.status == 65, "\(result.errors)")
    #expect(messages(result, naming: path).count { $0.contains("error") } == 1)
    #expect(result.output.isEmpty)
  }

  @Test("past 64 MB the ratio is what counts, and a flag lifts the limit")
  func ratio() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("requests.gz", LargeFiles.requests)
    #expect((1...400_000).contains(LargeFiles.requests.count))
    let refused = try RecordStage.ingest.run([path])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("200"))
    let borne = try RecordStage.ingest.run([path], ["--maximum-ratio", "none"])
    #expect(borne.status == 0, "\(borne.errors)")
  }

  @Test("no newline at the end: the last record counts", arguments: RecordStage.all)
  func noNewline(stage: RecordStage) throws {
    let result = try stage.run([], input: Data(stage.record.utf8))
    #expect(result.status == 0)
    #expect(result.lines.count == stage.yields)
  }

  @Test("lines that end in CR and LF", arguments: RecordStage.all)
  func carriageReturn(stage: RecordStage) throws {
    let result = try stage.run([], input: Data("\(stage.record)\r\n".utf8))
    #expect(result.status == 0)
    #expect(result.lines.count == stage.yields)
    #expect(!result.text.contains("\\r"))
  }

  @Test(
    "a folder, a missing file and a path under a file: 66, named once, the others go on",
    arguments: RecordStage.all, ["folder", "missing", "good/under"])
  func unreadable(stage: RecordStage, name: String) throws {
    let folder = try TemporaryFolder()
    folder.file("folder/inside", "x")
    let path = folder.path(name)
    let (result, tallies) = try among(stage, path, folder)
    #expect(result.status == 66, "\(result.errors)")
    #expect(messages(result, naming: path).count == 1, "\(result.errors)")
    #expect(tallies.in == 2)
    #expect(tallies.isBalanced)
  }

  @Test(
    "a file that may not be read: 66", .enabled(if: getuid() != 0, "root may read every file"),
    arguments: RecordStage.all)
  func forbidden(stage: RecordStage) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("mine", stage.record)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let result = try stage.run([path])
    #expect(result.status == 66)
    #expect(messages(result, naming: path).count == 1)
  }

  @Test(
    "the same hostile files named to the later stages", arguments: ["none", "folder", "noise.gz"])
  func laterStages(name: String) throws {
    let folder = try TemporaryFolder()
    folder.file("folder/inside", "x")
    folder.file("noise.gz", Data([0x1F, 0x8B, 0x08, 0x00, 1, 2, 3]))
    let path = folder.path(name)
    let job = try MadeUpRun(MadeUpSite(seed: 14, visitors: 8))
    let expected: Int32 = name == "noise.gz" ? 65 : 66
    for line in [
      ["sojourn-train", "--format", "svmlight", path],
      ["sojourn-train", "--outcome", "purchase", "--config", job.pipeline, path],
      ["sojourn-consent", "--controller", "a", "--purposes", "sales", "--statements", path],
    ] {
      let result = try Command.run(line[0], Array(line.dropFirst()))
      #expect(result.status == expected, "\(line): \(result.errors)")
      #expect(messages(result, naming: path).contains { $0.contains("error") }, "\(line)")
      #expect(result.output.isEmpty)
    }
  }

  @Test("what is no bundle and no model", arguments: ["none", "empty", "junk"])
  func noBundle(name: String) throws {
    let folder = try TemporaryFolder()
    folder.file("empty/.keep", "")
    for file in ["manifest.json", "weights.safetensors", "golden.ndjson", "model.json"] {
      folder.file("junk/\(file)", "{\"x\":")
    }
    let path = folder.path(name)
    for line in [
      ["sojourn-score", "--check", "--bundle", path], ["sojourn-score", "--bundle", path],
      ["sojourn-export", "--output", folder.path("out"), "--model", path],
      ["sojourn", "inspect", "bundle", path], ["sojourn", "verify", path],
    ] {
      let result = try Command.run(line[0], Array(line.dropFirst()))
      #expect([65, 66].contains(result.status), "\(line): \(result.errors)")
      #expect(messages(result, naming: path).count == 1, "\(line): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }
}
