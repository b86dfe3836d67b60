import Bytes
import Foundation
import Identity
import TestKit
import Testing

@Suite("sojourn-ledger suppressions")
struct SuppressionTests {
  private static let purposes = ["support", "sales", "marketing"]

  /// What an id is called in journeys at rest.
  private static func name(_ id: String) throws -> String {
    let key = try #require(PseudonymKey([UInt8](repeating: 0x2A, count: 32)))
    return key.subkey(for: .visitors, of: "acme").rawPseudonym(of: Array(id.utf8).span).text
  }

  /// A ledger where everybody has granted sales and marketing.
  private func job(_ ids: [String]) throws -> LedgerJob {
    let job = try LedgerJob()
    for purpose in ["sales", "marketing"] {
      try job.append(
        ids.map { LedgerJob.statement("grant", $0, purpose, at: "2026-03-01T00:00:00Z") }.joined())
    }
    return job
  }

  /// The feed since a position: ids by the names they were given, with their purposes.
  private func feed(
    _ job: LedgerJob, since: String, asOf: String = "2026-03-20", of ids: [String]
  ) throws -> [String: String] {
    let result = try job.run("suppressions", ["--since", since, "--as-of", asOf])
    #expect(result.status == 0, "\(result.errors)")
    let known = try Dictionary(uniqueKeysWithValues: ids.map { (try Self.name($0), $0) })
    return try objects(result.output).reduce(into: [:]) { feed, entry in
      let id = entry["id"] as? String ?? ""
      let purposes = (entry["purposes"] as? [String] ?? []).joined(separator: ",")
      feed[known[id] ?? id] = purposes + (entry["erased"] as? Bool == true ? " erased" : "")
    }
  }

  @Test(
    "names those who withdrew, objected, refused, restricted or were erased since, and for what")
  func kinds() throws {
    let ids = ["calm", "withdrew", "all", "refused", "objected", "restricted", "erased", "early"]
    let job = try job(ids)
    try job.append(LedgerJob.statement("withdraw", "early", at: "2026-03-02T00:00:00Z"))
    let since = try #require(try job.size())
    let at = "2026-03-05T00:00:00Z"
    try job.append(
      LedgerJob.statement("withdraw", "withdrew", at: at)
        + LedgerJob.statement("withdraw", "all", "*", at: at)
        + LedgerJob.statement("refuse", "refused", "marketing", at: at)
        + LedgerJob.statement("object", "objected", at: at)
        + LedgerJob.statement("restrict", "restricted", "*", at: at)
        + LedgerJob.statement("erase", "erased", "*", at: at)
        + LedgerJob.statement("withdraw", "stranger", at: at))
    let found = try feed(job, since: "\(since)", of: ids)
    #expect(
      found == [
        "withdrew": "sales", "all": "sales,marketing", "refused": "marketing",
        "objected": "sales", "restricted": "sales,marketing",
        "erased": "support,sales,marketing erased",
      ])
    // A time stands for the size that there was then.
    #expect(try feed(job, since: "2026-03-03T00:00:00Z", of: ids) == found)
    #expect(try feed(job, since: "0", of: ids).keys.contains("early"))
    let size = try #require(try job.size())
    #expect(try feed(job, since: "\(size)", of: ids).isEmpty)
    #expect(try feed(job, since: "\(size + 100)", of: ids).isEmpty)
  }

  @Test("leaves out who has granted again since, and who is not yet out at the moment asked about")
  func granted() throws {
    let ids = ["back", "partly", "later"]
    let job = try job(ids)
    let since = try #require(try job.size())
    try job.append(
      LedgerJob.statement("withdraw", "back", "*", at: "2026-03-05T00:00:00Z")
        + LedgerJob.statement("withdraw", "partly", "*", at: "2026-03-05T00:00:00Z"))
    try job.append(
      LedgerJob.statement("grant", "back", "sales", at: "2026-03-06T00:00:00Z")
        + LedgerJob.statement("grant", "back", "marketing", at: "2026-03-06T00:00:00Z")
        + LedgerJob.statement("grant", "partly", "sales", at: "2026-03-06T00:00:00Z")
        + LedgerJob.statement("withdraw", "later", "*", at: "2026-03-15T00:00:00Z"))
    #expect(
      try feed(job, since: "\(since)", of: ids) == [
        "partly": "marketing", "later": "sales,marketing",
      ])
    #expect(try feed(job, since: "\(since)", asOf: "2026-03-10", of: ids)["back"] == nil)
  }

  @Test("consent 21: reaches every id that is linked, whichever of them said it")
  func linked() throws {
    let ids = ["cookie-1", "cookie-2", "login", "other"]
    let job = try job(ids)
    try job.append(
      LedgerJob.statement("link", "cookie-1", at: "2026-03-02T00:00:00Z", #","other":"login""#)
        + LedgerJob.statement("link", "cookie-2", at: "2026-03-02T00:00:00Z", #","other":"login""#))
    let since = try #require(try job.size())
    try job.append(LedgerJob.statement("withdraw", "cookie-1", at: "2026-03-05T00:00:00Z"))
    #expect(
      try feed(job, since: "\(since)", of: ids) == [
        "cookie-1": "sales", "cookie-2": "sales", "login": "sales",
      ])
    // A link that comes later carries an end that was said before.
    let again = try #require(try job.size())
    try job.append(
      LedgerJob.statement("link", "other", at: "2026-03-06T00:00:00Z", #","other":"login""#))
    #expect(try feed(job, since: "\(since)", of: ids).count == 4)
    #expect(
      try feed(job, since: "\(again)", of: ids)["other"] == "sales",
      "who was linked to somebody who had withdrawn has to be let go of too")
  }

  @Test("the compact set holds the same: a line of JSON, then 24 bytes an id in order")
  func compactSet() throws {
    let ids = (0..<40).map { "visitor-\($0)" }
    let job = try job(ids)
    try job.append(
      ids.enumerated().filter { $0.offset % 3 > 0 }.map { number, id in
        LedgerJob.statement(
          number % 3 == 1 ? "withdraw" : "erase", id, number % 2 == 0 ? "*" : "sales",
          at: "2026-03-05T00:00:00Z")
      }.joined())
    let (lines, set) = (job.folder.path("stop.ndjson"), job.folder.path("stop.set"))
    let result = try job.run(
      "suppressions",
      ["--since", "80", "--as-of", "2026-03-20", "-o", lines, "--set", set])
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
    let entries = try objects(bytes(lines))
    #expect(entries.count == 26)
    let content = try bytes(set)
    let end = try #require(content.firstIndex(of: 0x0A))
    let head = try object(content[..<end])
    #expect(head["form"] as? Int == 1 && head["controller"] as? String == "acme")
    #expect(head["purposes"] as? [String] == Self.purposes)
    #expect(head["since"] as? Int == 80 && head["size"] as? Int == 106)
    #expect(head["asOf"] as? String == "2026-03-20T00:00:00Z")
    #expect(head["count"] as? Int == entries.count)
    let body = Array(content[(end + 1)...])
    #expect(body.count == 24 * entries.count)
    var before: [UInt8] = []
    for (place, entry) in entries.enumerated() {
      let record = Array(body[(24 * place)..<(24 * place + 24)])
      let name = record[..<16].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(name == entry["id"] as? String)
      #expect(before.lexicographicallyPrecedes(record[..<16]))
      before = Array(record[..<16])
      let word = record[16...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let named = Self.purposes.enumerated().filter { word >> UInt64($0.offset) & 1 == 1 }
      #expect(named.map(\.element) == entry["purposes"] as? [String])
      #expect(word >> 3 == 0)
    }
  }
}
