import Foundation
import TestKit
import Testing

/// A change of the pipeline file that makes it wrong.
struct PipelineFault: CustomTestStringConvertible, Sendable {
  var from: String
  var to: String
  /// What the message must hold.
  var hints: [String]

  var testDescription: String { "`\(from)` → `\(to)`" }
}

@Suite("the pipeline file: what is wrong is refused with file, line, key and what was expected")
struct PipelineFileTests {
  static let site = MadeUpSite(seed: 13, visitors: 8)
  static let faults = [
    PipelineFault(from: "purposes:", to: "purpose:", hints: ["purpose", "`purposes`", ":2"]),
    PipelineFault(from: "minimumSessions", to: "minimumSession", hints: ["`minimumSessions`"]),
    PipelineFault(from: "operator:", to: "operater:", hints: ["operator"]),
    PipelineFault(from: "containsAny", to: "containAny", hints: ["`containsAny`", ":15"]),
    PipelineFault(from: "purpose: sales", to: "purpose: sale", hints: ["`sales`"]),
    PipelineFault(from: "bits: 12", to: "bits: many", hints: ["training.bits", "whole number"]),
    PipelineFault(from: "bits: 12", to: "bits: 0", hints: ["training.bits"]),
    PipelineFault(
      from: "visitor: cookie:_actmu", to: "visitor: cooky", hints: ["cookie:NAME", ":8"]),
    PipelineFault(from: "controller: acme", to: "", hints: ["controller"]),
    PipelineFault(from: "controller: acme", to: "controller: [a", hints: ["YAML"]),
    PipelineFault(from: "logs:\n", to: "logs: none\nlog:\n", hints: ["logs"]),
    PipelineFault(
      from: "training:", to: "consent: {basis: {support: legitimate_interest}}\ntraining:",
      hints: ["`legitimate_interests`"]),
    PipelineFault(
      from: "training:", to: "consent: {track: sale}\ntraining:", hints: ["sale"]),
    PipelineFault(
      from: "training:", to: "sessions: {timeout: 20}\ntraining:",
      hints: ["sessions.timeout", "20m"]),
    PipelineFault(
      from: "training:", to: "sessions: {bots: hide}\ntraining:", hints: ["sessions.bots", "flag"]),
    PipelineFault(
      from: "training:", to: "site: {timeZone: Europe/Dubln}\ntraining:", hints: ["site.timeZone"]),
    PipelineFault(
      from: "controller: acme", to: "controller: acme\ncontroller: acme", hints: ["twice"]),
  ]

  @Test("78, before anything is read or written", arguments: faults)
  func wrong(fault: PipelineFault) throws {
    let job = try MadeUpRun(Self.site)
    let text = try String(contentsOfFile: job.pipeline, encoding: .utf8)
    #expect(text.contains(fault.from))
    let range = try #require(text.range(of: fault.from))
    job.folder.file("pipeline.yaml", text.replacingCharacters(in: range, with: fault.to))
    let result = try job.run()
    #expect(result.status == 78, "\(result.errors)")
    for hint in ["pipeline.yaml"] + fault.hints {
      #expect(result.errors.contains(hint), "\(hint) in: \(result.errors)")
    }
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: job.folder.path("workspace")))
  }

  @Test("a pipeline file that is missing or a folder: 66; an empty one: 78")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    for (path, status) in [
      (folder.path("none.yaml"), 66), (folder.url.path, 66), (folder.file("empty.yaml", ""), 78),
    ] as [(String, Int32)] {
      let result = try Command.run("sojourn", ["run", path])
      #expect(result.status == status, "\(path)")
      #expect(result.errors.contains(path))
    }
  }

  @Test("a key that is missing, readable by others or no key: 78, and what to do")
  func key() throws {
    let job = try MadeUpRun(Self.site)
    let text = try String(contentsOfFile: job.pipeline, encoding: .utf8)
    job.folder.file("pipeline.yaml", text.replacing("test-only.key", with: "site.key"))
    let missing = try job.run()
    #expect(missing.status == 78)
    #expect(missing.errors.contains("sojourn key new"))
    let path = job.folder.file("site.key", String(repeating: "2a", count: 32))
    for mode in [0o644, 0o640, 0o604] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let result = try job.run()
      #expect(result.status == 78)
      #expect(result.errors.contains("chmod 600"))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(try [0, 99].contains(job.run().status))
    for content in ["", "short", String(repeating: "zz", count: 32)] {
      job.folder.file("site.key", content)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      #expect(try job.run().status == 78, "\(content)")
    }
  }

  @Test("paths are relative to the pipeline file, not to where the command runs")
  func paths() throws {
    let job = try MadeUpRun(Self.site)
    let elsewhere = try TemporaryFolder()
    let result = try Command.run(
      "sojourn", ["run", job.pipeline, "--as-of", MadeUpSite.asOf], in: elsewhere.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(FileManager.default.fileExists(atPath: job.folder.path("workspace/tables")))
  }
}
