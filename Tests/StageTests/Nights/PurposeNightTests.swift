import Foundation
import TestKit
import Testing

@Suite("consent 29 and 49: each output is judged again, for its own purpose and night")
struct PurposeNightTests {
  private static func say(
    _ action: String, _ subject: String, _ purpose: String, at moment: String,
    appended: String? = nil
  ) -> String {
    let text = NightJob.statement(action, subject, purpose, at: moment)
    guard let appended else { return text }
    return text.replacing(#""appendedAt":"\#(moment)""#, with: #""appendedAt":"\#(appended)""#)
  }

  private static func event(
    _ visitor: String, _ clock: String, gpc: String? = nil, customer: String? = nil
  ) -> String {
    var fields = [
      #""eventName":"page_viewed""#, #""customerCookieId":"\#(visitor)""#,
      #""createdDate":"2026-03-\#(clock):00Z""#, #""page":{"url":"/\#(clock)"}"#,
    ]
    if let gpc { fields.append(#""consent":{"gpc":"\#(gpc)"}"#) }
    if let customer { fields.append(#""customerId":"\#(customer)""#) }
    return "{\(fields.joined(separator: ","))}\n"
  }

  /// How many sessions each purpose has, and of how many events.
  private func sessions(_ job: NightJob) throws -> [String: [Int]] {
    try ["sales", "support"].reduce(into: [:]) { all, purpose in
      let rows = try job.rows("sessions/purpose=\(purpose)")
      all[purpose] = [rows.count, rows.reduce(0) { $0 + ($1["events"] as? Int ?? 0) }]
    }
  }

  @Test(
    "what only support may use is in no table of sales, and sales' model is as if it had never been"
  )
  func supportAlone() throws {
    func made(withSupport: Bool) throws -> MadeUpRun {
      let job = try MadeUpRun(MadeUpSite(seed: 5))
      guard withSupport else { return job }
      // Others of the same habits, who have granted support alone.
      let others = MadeUpSite(seed: 6)
      job.folder.file("logs/access.log.1", others.logText)
      job.folder.file(
        "statements.ndjson",
        MadeUpSite(seed: 5).statementText
          + others.statementText.replacing(#""purpose":"sales""#, with: #""purpose":"support""#))
      return job
    }
    let (one, both) = (try made(withSupport: false), try made(withSupport: true))
    for job in [one, both] { #expect(try job.run().status == 0) }
    let (alone, beside) = (try one.content(), try both.content())
    #expect(beside.published(below: "tables/events").count >= 1)
    #expect(
      try beside.rows("tables/events").count > alone.rows("tables/events").count,
      "they are at rest, for support")
    for folder in ["tables/sessions/purpose=sales", "tables/outcomes/purpose=sales"] {
      #expect(beside.published(below: folder) == alone.published(below: folder), "\(folder)")
    }
    for file in ["weights.safetensors", "golden.ndjson"] {
      #expect(beside.files["models/purchase/\(file)"] == alone.files["models/purchase/\(file)"])
      #expect(beside.files["models/purchase/\(file)"] != nil)
    }
  }

  @Test("what only support may use bridges no two visits in a session of sales")
  func bridge() throws {
    let job = try NightJob(
      format: "format: journey",
      rules: "consent: {gpcDenies: [sales]}\nsessions: {timeout: 20m}")
    job.folder.file(
      "statements/support", Self.say("grant", "a", "support", at: "2026-03-01T00:00:00Z"))
    job.log(
      "events", Self.event("a", "02T10:00"), Self.event("a", "02T10:15", gpc: "1"),
      Self.event("a", "02T10:30"))
    try job.run(at: "2026-03-03")
    #expect(try sessions(job) == ["sales": [2, 2], "support": [1, 3]])
  }

  @Test("withdrawn and given again: a purpose's past events are out for ever, the others' stay in")
  func withdrawn() throws {
    let job = try NightJob(format: "format: journey")
    job.folder.file(
      "statements/support", Self.say("grant", "a", "support", at: "2026-03-01T00:00:00Z"))
    job.log("2", Self.event("a", "02T10:00"))
    try job.run(at: "2026-03-03")
    #expect(try sessions(job) == ["sales": [1, 1], "support": [1, 1]])

    job.folder.file(
      "statements/2", Self.say("withdraw", "a", "sales", at: "2026-03-03T12:00:00Z"))
    job.log("3", Self.event("a", "03T11:00"), Self.event("a", "03T13:00"))
    try job.run(at: "2026-03-04")
    #expect(try sessions(job) == ["sales": [0, 0], "support": [3, 3]])
    #expect(
      try job.rows("events").allSatisfy { $0["purposes"] as? [String] == ["support"] })

    job.folder.file("statements/3", Self.say("grant", "a", "sales", at: "2026-03-04T12:00:00Z"))
    job.log("4", Self.event("a", "04T11:00"), Self.event("a", "04T13:00"))
    try job.run(at: "2026-03-05")
    #expect(try sessions(job) == ["sales": [1, 1], "support": [5, 5]])
    #expect(
      try job.rows("sessions/purpose=sales").map { $0["entry"] as? String } == ["/04T13:00"])
  }

  @Test(
    "given later, for what lies at rest already: from the claimed time within a week, else from the append",
    arguments: [("2026-03-04T06:00:00Z", 2), ("2026-03-12T06:00:00Z", 0)])
  func givenLater(appended: String, reached: Int) throws {
    let job = try NightJob(format: "format: journey")
    job.folder.file(
      "statements/support", Self.say("grant", "d", "support", at: "2026-03-01T00:00:00Z"))
    job.log(
      "2", Self.event("d", "02T09:00"), Self.event("d", "02T11:00"), Self.event("d", "03T11:00"))
    try job.run(at: "2026-03-04")
    #expect(try sessions(job) == ["sales": [0, 0], "support": [3, 3]])
    // The logs are gone: what lies at rest for support is judged anew for sales.
    try FileManager.default.removeItem(atPath: job.folder.path("logs/2"))
    job.log("none", "")
    job.folder.file(
      "statements/late",
      Self.say("grant", "d", "sales", at: "2026-03-02T10:00:00Z", appended: appended))
    try job.run(at: "2026-03-13")
    #expect(try sessions(job) == ["sales": [reached, reached], "support": [3, 3]])
    let both = Set(["sales", "support"])
    let purposes = try job.rows("events").count { Set($0["purposes"] as? [String] ?? []) == both }
    #expect(purposes == reached)
  }

  @Test(
    "consent 50: identify refused later: customer and traits go from what lies at rest, events stay"
  )
  func identifyWithdrawn() throws {
    let job = try NightJob(format: "format: journey", rules: "consent: {identify: support}")
    job.folder.file(
      "statements/support", Self.say("grant", "a", "support", at: "2026-03-01T00:00:00Z"))
    job.log("2", Self.event("a", "02T10:00", customer: "someone"))
    try job.run(at: "2026-03-03")
    let named = try job.rows("events").compactMap { $0["customer"] as? String }
    try #require(named.count == 1)
    #expect(try String(decoding: job.content().allRows(), as: UTF8.self).contains(named[0]))

    job.folder.file(
      "statements/2", Self.say("withdraw", "a", "support", at: "2026-03-03T12:00:00Z"))
    try job.run(at: "2026-03-04")
    #expect(try job.rows("events").map { $0["purposes"] as? [String] } == [["sales"]])
    #expect(try sessions(job) == ["sales": [1, 1], "support": [0, 0]])
    var search = ArtifactSearch()
    search.add(named[0], "the customer's pseudonym")
    try search.expectNone(below: job.folder.path("workspace/tables"))
  }
}
