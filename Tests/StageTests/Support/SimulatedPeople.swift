import Foundation
import TestKit

/// A simulated site, with who of its people is dropped for certain and what only their records hold.
struct SimulatedPeople {
  let folder: TemporaryFolder
  /// All lines of the logs and of the collector's events, by file.
  private(set) var lines: [String: [String]] = [:]
  /// The visitors of whom no statement speaks and who never log in.
  private(set) var silent: Set<String> = []
  /// Everybody's ids: cookies, logins and e-mail addresses.
  private(set) var ids: Set<String> = []

  init(seed: UInt64, visitors: Int = 120) throws {
    folder = try TemporaryFolder()
    let made = try Command.run(
      "sojourn-simulate",
      [
        "--seed", "\(seed)", "--visitors", "\(visitors)", "--days", "3", "--output",
        folder.url.path,
      ])
    guard made.status == 0 else { throw Failed(message: made.errors) }
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file("pipeline.yaml", SimulatedPeople.pipeline)
    var statements = ""
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).sorted() {
      if name.hasPrefix("statements/") { statements += try text(name) }
      guard name.hasPrefix("logs/") || name.hasPrefix("events/") else { continue }
      let isFile = !name.hasSuffix("/") && name.contains(".")
      if isFile {
        lines[name] = try text(name).split(separator: "\n").map(String.init)
      }
    }
    takePeople(statements)
  }

  struct Failed: Error { var message: String }

  /// A file's text, unpacked.
  private func text(_ name: String) throws -> String {
    let data = name.hasSuffix(".gz") ? try gunzip(folder.path(name)) : try bytes(folder.path(name))
    return String(decoding: data, as: UTF8.self)
  }

  private mutating func takePeople(_ statements: String) {
    var known: Set<String> = []
    for line in lines.values.joined() {
      guard let cookie = SimulatedPeople.cookie(line) else { continue }
      ids.insert(cookie)
      guard let login = SimulatedPeople.value("customerId", in: line) else { continue }
      known.insert(cookie)
      ids.formUnion([login, "\(login)@example.com"])
    }
    silent = ids.filter { !$0.hasPrefix("customer-") }.subtracting(known)
      .filter { !statements.contains($0) }
  }

  /// Whether a line is of somebody who is dropped for certain, or of nobody.
  func isDropped(_ line: String) -> Bool {
    SimulatedPeople.cookie(line).map(silent.contains) ?? true
  }

  /// The texts that stand in lines of dropped people alone: ids, addresses, agents, pages, queries, search
  /// terms, moments, whole and in parts.
  var secrets: Set<String> {
    let all = Array(lines.values.joined())
    let candidates = Set(all.filter(isDropped).flatMap(SimulatedPeople.parts))
    var search = ArtifactSearch()
    for text in candidates { search.add(text, text) }
    let others = all.filter { !isDropped($0) }.joined(separator: "\n") + SimulatedPeople.pipeline
    return candidates.subtracting(search.kinds(in: Data(others.utf8)))
  }

  /// A line's texts: between spaces and quotes, and those between the marks of addresses.
  private static func parts(_ line: String) -> [String] {
    let texts = line.utf8.split { separators.contains($0) }
    let pieces = texts.flatMap { $0.split { marks.contains($0) } }
    let quoted = line.utf8.split(separator: 0x22)
    return (texts + pieces + quoted).filter { part in
      // A shorter one may come about by chance: a byte before `https:` tells a text's length. Numbers alone
      // are sizes and the like, which counts may equal.
      part.count >= 8 && part.contains { !(0x30...0x39).contains($0) && $0 != 0x2D }
    }.map { String(Substring($0)) }
  }

  private static let separators = Set(" \"[]{},;()".utf8)
  private static let marks = Set("/?&=#@".utf8)

  static func cookie(_ line: String) -> String? {
    if line.hasPrefix("{") { return value("customerCookieId", in: line) }
    guard let start = line.range(of: "_actmu=") else { return nil }
    let cookie = line[start.upperBound...].prefix { $0.isHexDigit || $0 == "-" }
    return cookie.count > 20 ? String(cookie) : nil
  }

  static func value(_ key: String, in line: String) -> String? {
    guard let start = line.range(of: "\"\(key)\":\"") else { return nil }
    return String(line[start.upperBound...].prefix { $0 != "\"" })
  }

  static let pipeline = """
    controller: acme
    workspace: workspace
    pseudonymKey: test-only.key
    logs:
      - path: logs/*/access.log*
        format: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"'
        visitor: cookie:_actmu
      - {path: events/*, format: journey}
    statements: known/*
    consent: {identify: sales, maxAgeDays: 395}
    sessions: {timeout: 20m}
    outcomes:
      - name: purchase
        purpose: sales
        patterns:
          - event: page_viewed
            criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
    training: {bits: 12, l2: 20, minimumSessions: 3, minimumSupport: 5}

    """

  /// Makes the statements of days up to one known to runs.
  func tell(upTo day: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("statements"))
    where name.prefix(10) <= day {
      folder.file("known/\(name)", try bytes(folder.path("statements/\(name)")))
    }
  }
}
