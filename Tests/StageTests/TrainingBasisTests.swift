import Foundation
import TestKit
import Testing

/// The executables' answers to who asks what a model was made of.
@Suite("the records that a model was made of")
struct TrainingBasisTests {
  static let site = MadeUpSite(seed: 21)

  /// The events that a job's log holds, with the visitors' own ids.
  private func events(_ job: MadeUpRun) throws -> Data {
    let result = try Command.run(
      "sojourn-ingest",
      [
        "--format", MadeUpSite.format, "--visitor", "cookie:_actmu",
        job.folder.path("logs/access.log"),
      ])
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  private func audit(
    _ job: MadeUpRun, _ events: Data, _ more: [String] = []
  ) throws -> Command.Result {
    try Command.run(
      "sojourn", ["audit", "record", job.pipeline, "--outcome", "purchase"] + more, input: events)
  }

  private func verify(_ job: MadeUpRun, _ more: [String] = []) throws -> Command.Result {
    try Command.run("sojourn", ["verify", job.folder.path("workspace")] + more)
  }

  /// The visitors of whom events are present, and of whom they are absent.
  private func answers(
    _ job: MadeUpRun, _ events: Data
  ) throws -> (present: Set<String>, absent: Set<String>) {
    let proofs = try audit(job, events)
    #expect(proofs.status == 0, "\(proofs.errors)")
    var answers: (present: Set<String>, absent: Set<String>) = ([], [])
    let all = try zip(objects(events), objects(proofs.output))
    for (event, proof) in all {
      let visitor = event["visitor"] as? String ?? ""
      if proof["isPresent"] as? Bool == true {
        answers.present.insert(visitor)
      } else {
        answers.absent.insert(visitor)
      }
    }
    return answers
  }

  private func leafLists(_ job: MadeUpRun) throws -> [String] {
    try job.content().below("basis").keys.sorted()
  }

  @Test(
    "consent 48: an event is present where its visitor consents, else absent, and each proof holds")
  func presence() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let events = try events(job)
    let answers = try answers(job, events)
    #expect(answers.absent == Self.site.withoutConsent)
    #expect(!answers.present.isEmpty && answers.present.isDisjoint(with: answers.absent))

    let proofs = try audit(job, events)
    let file = job.folder.file("proofs.ndjson", proofs.output)
    let bundle = job.folder.path("workspace/models/purchase")
    let checked = try Command.run("sojourn", ["verify", bundle, "--proof", file])
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(checked.lines.count == proofs.lines.count)
    // A proof says nothing of visitors, pages or times of events.
    for secret in ["cookie-21", "/item/1", "2026-03-0"] { #expect(!proofs.text.contains(secret)) }
    // A present record passed off as absent, and the other way round.
    for (line, answer) in [("true", "false"), ("false", "true")] {
      let one = try #require(proofs.lines.first { $0.contains("\"isPresent\":\(line)") })
      let lie = job.folder.file(
        "lie.ndjson", one.replacing("\"isPresent\":\(line)", with: "\"isPresent\":\(answer)"))
      let refused = try Command.run("sojourn", ["verify", bundle, "--proof", lie])
      #expect(refused.status == 65)
      #expect(refused.errors.contains("lie.ndjson:1"))
    }
  }

  @Test(
    "consent 31: the manifest's basis counts the records, and says by what consent they were used")
  func manifest() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let content = try job.content()
    let manifest = try object(try #require(content.files["models/purchase/manifest.json"]))
    let basis = try #require(manifest["basis"] as? [String: Any])
    #expect(basis["records"] as? Int == Self.site.permittedLog.count)
    #expect(basis["purpose"] as? String == "sales")
    #expect(basis["asOf"] as? String == MadeUpSite.asOf)
    #expect(
      basis["configuration"] as? String == (try content.manifest()["configuration"] as? String))
    let dropped = try #require(basis["dropped"] as? [String: Int])
    #expect(
      dropped.values.reduce(0, +) + Self.site.permittedLog.count == Self.site.log.count)
    let leaves = try #require(basis["leaves"] as? Int)
    let list = try #require(content.below("basis").first)
    #expect(list.value.count == 16 + 32 * leaves)
    let root = try #require(Data(base64Encoded: basis["recordsRoot"] as? String ?? ""))
    #expect(list.key == "basis/\(root.map { String(format: "%02x", $0) }.joined()).leaves")
  }

  @Test("sojourn verify makes the leaves again from the tables")
  func again() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    #expect(try verify(job).text.contains("leaves have the manifest's root"))
    let result = try verify(job, ["--pipeline", job.pipeline])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("purchase: \(Self.site.permittedLog.count) records"))
    #expect(result.text.contains("all are there, and no others"))
    // Events as they lie at rest are found as they stand there.
    let rows = try job.content().rows("tables/events")
    let proofs = try audit(job, rows, ["--at-rest"])
    #expect(proofs.lines.count == Self.site.permittedLog.count)
    #expect(proofs.lines.allSatisfy { $0.contains("\"isPresent\":true") })
  }

  @Test("a list of leaves that was changed, cut off or taken away is named")
  func damagedList() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let list = try #require(try leafLists(job).first)
    let whole = try #require(try job.content().files[list])
    var swapped = whole
    swapped.replaceSubrange(16..<48, with: whole[48..<80])
    swapped.replaceSubrange(48..<80, with: whole[16..<48])
    var turned = whole
    turned[whole.count / 2] ^= 4
    let events = try events(job)
    for damaged in [swapped, turned, whole.dropLast(), whole.dropLast(32), Data("no".utf8)] {
      job.folder.file("workspace/\(list)", Data(damaged))
      for result in [try verify(job), try audit(job, events)] {
        #expect(result.status == 65)
        #expect(result.errors.contains(list))
        #expect(result.output.isEmpty)
      }
    }
    try FileManager.default.removeItem(atPath: job.folder.path("workspace/\(list)"))
    for result in [try verify(job), try audit(job, events)] {
      #expect(result.status == 66)
      #expect(result.errors.contains(list))
    }
  }

  @Test(
    "a manifest whose basis was changed is no longer the run's",
    arguments: ["records", "leaves", "sessions"])
  func damagedManifest(_ key: String) throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let path = "workspace/models/purchase/manifest.json"
    let text = String(decoding: try bytes(job.folder.path(path)), as: UTF8.self)
    let line = try #require(text.firstMatch(of: try Regex("    \"\(key)\" : [0-9]+,\n")))
    job.folder.file(path, text.replacing(line.0, with: "    \"\(key)\" : 3,\n"))
    #expect(try verify(job).status == 65)
    // Even where the run's record is made to fit, the tables tell.
    try fitRecord(of: job)
    #expect(try verify(job, ["--pipeline", job.pipeline]).status == 65)
  }

  /// Puts the digests of the bundle as it lies there into the run's record.
  private func fitRecord(of job: MadeUpRun) throws {
    let content = try job.content()
    let record = try #require(
      content.files.keys.first { $0.hasPrefix("runs/") && $0.hasSuffix("/manifest.json") })
    var manifest = try object(try #require(content.files[record]))
    var digests: [String: String] = [:]
    for (path, file) in content.below("models/purchase") {
      let folder = try TemporaryFolder()
      let sum = try Command.shell("sha256sum < '\(folder.file("x", file))'").text.prefix(64)
      digests[String(path.dropFirst("models/purchase/".count))] = String(sum)
    }
    manifest["bundles"] = ["purchase": digests]
    job.folder.file("workspace/\(record)", try JSONSerialization.data(withJSONObject: manifest))
  }

  @Test("a model of other records than those in the tables is found out")
  func otherRecords() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let other = try MadeUpRun(MadeUpSite(seed: 22))
    try other.run()
    for (path, file) in try other.content().below("models", "basis") {
      job.folder.file("workspace/\(path)", file)
    }
    try fitRecord(of: job)
    #expect(try verify(job).status == 0)
    let result = try verify(job, ["--pipeline", job.pipeline])
    #expect(result.status == 65)
    #expect(result.errors.contains("leaves are gone"))
  }

  private static func statement(_ action: String, _ visitor: String) -> String {
    #"{"controller":"acme","subject":"\#(visitor)","purpose":"sales","action":"\#(action)","at":"2026-03-20T06:00:00Z","appendedAt":"2026-03-20T06:00:00Z"}"#
      + "\n"
  }

  @Test(
    "consent 4, 23: the next night's model is made of nothing of who has withdrawn or was erased",
    arguments: ["withdraw", "erase"])
  func nextNight(_ action: String) throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let lists = try leafLists(job)
    let events = try events(job)
    let before = try answers(job, events)
    let visitor = try #require(before.present.sorted().first)
    job.folder.file(
      "statements.ndjson", Self.site.statementText + Self.statement(action, visitor))
    let night = try job.run(["--as-of", "2026-03-21T00:00:00Z"])
    #expect(night.status == 0, "\(night.errors)")
    let after = try answers(job, events)
    #expect(after.absent == before.absent.union([visitor]))
    #expect(after.present == before.present.subtracting([visitor]))
    #expect(try verify(job, ["--pipeline", job.pipeline]).status == 0)
    // The list of the model that was replaced goes with it.
    #expect(try leafLists(job).count == 1)
    #expect(try leafLists(job) != lists)
  }

  @Test(
    "an older model is held against what is left of its records, and its list answers for the rest")
  func olderModel() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let events = try events(job)
    let before = try answers(job, events)
    let visitor = try #require(before.present.sorted().first)
    job.folder.file(
      "statements.ndjson", Self.site.statementText + Self.statement("erase", visitor))
    try job.run(["--as-of", "2026-03-21T00:00:00Z", "--until-stage", "sessionize"])
    let result = try verify(job, ["--pipeline", job.pipeline])
    #expect(result.status == 0, "\(result.errors)")
    let count = Self.site.log.count { $0.contains("_actmu=\(visitor)\"") }
    #expect(result.text.contains("since then \(count) leaves are gone, 0 have come"))
    #expect(try answers(job, events) == before)
  }

  @Test("another key, outcome or bundle is refused, and no event is nothing to do")
  func refused() throws {
    let job = try MadeUpRun(Self.site)
    try job.run()
    let events = try events(job)
    #expect(try audit(job, Data()).status == 99)
    #expect(try audit(job, Data("{}\n".utf8)).status == 65)
    let missing = try Command.run(
      "sojourn", ["audit", "record", job.pipeline, "--outcome", "signup"], input: events)
    #expect(missing.status == 66)
    job.folder.file("test-only.key", String(repeating: "2b", count: 32))
    let otherKey = try audit(job, events)
    #expect(otherKey.status == 78)
    #expect(otherKey.errors.contains("test-only.key"))
    let text = try verify(job, ["--pipeline", job.pipeline]).text
    #expect(text.contains("another key"))
  }
}
