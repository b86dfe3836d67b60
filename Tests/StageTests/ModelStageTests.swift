import Foundation
import TestKit
import Testing

@Suite("train, export and score as stages")
struct ModelStageTests {
  /// A folder with sessions of a made-up site, with their events, and its pipeline file.
  private func sessions() throws -> MadeUpRun {
    let job = try MadeUpRun(MadeUpSite(seed: 51))
    let result = try Command.shell(
      """
      set -o pipefail
      sojourn-ingest --format '\(MadeUpSite.format)' --visitor cookie:_actmu logs/access.log \
        | sojourn-consent --controller acme --purposes sales --statements statements.ndjson \
            --as-of \(MadeUpSite.asOf) \
        | sojourn-sessionize --config pipeline.yaml --as-of \(MadeUpSite.asOf) > sessions.ndjson
      """, in: job.folder.url)
    #expect(result.status == 0, "\(result.errors)")
    return job
  }

  private func train(_ job: MadeUpRun, _ output: String) throws -> Command.Result {
    try Command.run(
      "sojourn-train",
      [
        "--outcome", "purchase", "--config", job.pipeline, "--as-of", MadeUpSite.asOf,
        "--output", job.folder.path(output), job.folder.path("sessions.ndjson"),
      ])
  }

  @Test("from sessions to a bundle that scores its golden prefixes, twice the same bytes")
  func chain() throws {
    let job = try sessions()
    let trained = try train(job, "a.model")
    #expect(trained.status == 0, "\(trained.errors)")
    let figures = try object(trained.output)
    #expect((figures["examples"] as? Int ?? 0) > 100)
    #expect(try train(job, "b.model").status == 0)
    for name in ["a", "b"] {
      let result = try Command.run(
        "sojourn-export",
        ["--model", job.folder.path("\(name).model"), "--output", job.folder.path(name)])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.isEmpty)
      let check = try Command.run("sojourn-score", ["--bundle", job.folder.path(name), "--check"])
      #expect(check.status == 0, "\(check.errors)")
      #expect(try object(check.output)["prefixes"] as? Int == 100)
    }
    #expect(try job.content("a") == job.content("b"))
  }

  @Test("--report counts the lines and sessions that were read, and the rejected ones")
  func reports() throws {
    let job = try sessions()
    try job.run()
    let lines = try bytes(job.folder.path("sessions.ndjson"))
    let count = try objects(lines).count
    let scored = try Command.run(
      "sojourn-score",
      [
        "--bundle", job.folder.path("workspace/models/purchase"), "--as-of", MadeUpSite.asOf,
        "--report", job.folder.path("score.json"),
      ], input: lines + Data("no session\n".utf8))
    #expect(scored.status == 0, "\(scored.errors)")
    let trained = try Command.run(
      "sojourn-train",
      [
        "--outcome", "purchase", "--config", job.pipeline, "--as-of", MadeUpSite.asOf,
        "--report", job.folder.path("train.json"), job.folder.path("sessions.ndjson"),
      ])
    #expect(trained.status == 0, "\(trained.errors)")
    for (stage, rejected) in [("score", 1), ("train", 0)] {
      let report = try object(bytes(job.folder.path("\(stage).json")))
      #expect(report["stage"] as? String == stage)
      #expect(report["in"] as? Int == count + rejected)
      #expect(report["out"] as? Int == count)
      #expect(report["sessions"] as? Int == count)
      #expect((report["rejected"] as? [String: Int])?["bad-line"] ?? 0 == rejected)
    }
  }

  @Test("scoring gives one probability for each event of each session")
  func score() throws {
    let job = try sessions()
    try job.run()
    let input = try bytes(job.folder.path("sessions.ndjson"))
    let result = try Command.run(
      "sojourn-score",
      [
        "--bundle", job.folder.path("workspace/models/purchase"), "--as-of", MadeUpSite.asOf,
      ], input: input)
    #expect(result.status == 0, "\(result.errors)")
    let scores = try objects(result.output)
    let events = try objects(input).reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
    #expect(!scores.isEmpty && scores.count <= events)
    for score in scores {
      let probability = score["probability"] as? Double ?? -1
      #expect(probability > 0 && probability < 1)
    }
  }

  @Test("consent 31, 32: past its expiry a bundle scores nothing: 78")
  func expired() throws {
    let job = try sessions()
    try job.run()
    let result = try Command.run(
      "sojourn-score",
      ["--bundle", job.folder.path("workspace/models/purchase"), "--as-of", "2027-03-20"],
      input: bytes(job.folder.path("sessions.ndjson")))
    #expect(result.status == 78)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("expired"))
  }

  @Test(
    "a bundle with one byte changed is refused: 65",
    arguments: ["weights.safetensors", "golden.ndjson"])
  func changedByte(name: String) throws {
    let job = try sessions()
    try job.run()
    let bundle = "workspace/models/purchase"
    var content = try bytes(job.folder.path("\(bundle)/\(name)"))
    content[content.count - 9] ^= 1
    job.folder.file("\(bundle)/\(name)", content)
    for arguments in [["--check"], ["--as-of", MadeUpSite.asOf]] {
      let result = try Command.run(
        "sojourn-score", ["--bundle", job.folder.path(bundle)] + arguments)
      #expect(result.status == 65, "\(arguments)")
      #expect(result.errors.contains(name))
    }
  }

  @Test("too few data: 99, and no model")
  func tooFew() throws {
    let job = try MadeUpRun(MadeUpSite(seed: 51))
    job.folder.file("sessions.ndjson", "")
    #expect(try train(job, "a.model").status == 99)
    #expect(!FileManager.default.fileExists(atPath: job.folder.path("a.model")))
  }

  @Test("an outcome that the pipeline file does not name: 78")
  func unknownOutcome() throws {
    let job = try MadeUpRun(MadeUpSite(seed: 51))
    let result = try Command.run(
      "sojourn-train", ["--outcome", "purchas", "--config", job.pipeline])
    #expect(result.status == 78)
    #expect(result.errors.contains("purchas"))
  }

  @Test("ready examples: one line of figures")
  func readyExamples() throws {
    let lines = (0..<200).map { "\($0 % 3 == 0 ? "+1" : "-1") \($0 % 3 + 1):1 9:0.5\n" }
    let result = try Command.run(
      "sojourn-train", ["--format", "svmlight"], input: Data(lines.joined().utf8))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 1)
    #expect(try object(result.output)["examples"] as? Int == 200)
  }
}
