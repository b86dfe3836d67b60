import Bytes
import Events
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

/// A made-up site whose key is rotated: a pipeline with a key, a workspace and a ledger of its own.
struct KeySite {
  let site: SimulatedSite
  static let first = "2026-11-20T12:00:00Z"
  static let second = "2026-11-22T03:00:00Z"
  static let third = "2026-11-22T06:00:00Z"

  init(visitors: Int = 120, seed: UInt64 = 3) throws {
    site = try SimulatedSite(visitors: visitors, seed: seed)
    // Every ninth visitor of the logs is restricted, so that some events are held back.
    let cookies = try site.files("logs/").flatMap(site.lines).compactMap { line in
      line.firstRange(of: "_actmu=").map { String(line[$0.upperBound...].prefix(36)) }
    }
    let restricted = Set(cookies).sorted().enumerated().filter { $0.offset % 9 == 0 }.map(\.element)
    let statements = restricted.map {
      #"{"controller":"acme","subject":"\#($0)","purpose":"*","action":"restrict","at":"2026-11-19T00:00:00Z","appendedAt":"2026-11-19T00:00:00Z"}"#
    }
    site.folder.file("statements/restrictions.ndjson", statements.joined(separator: "\n") + "\n")
  }

  /// Makes the rotation of a key and gives the name of its file.
  func rotate(_ old: String, to new: String) throws -> String {
    try KeyFile.rotate(site.folder.path(old), to: site.folder.path(new))
    return new
  }

  func configuration(
    _ workspace: String, key: String, ledger: String?
  ) throws -> PipelineConfiguration {
    let text = """
      controller: acme
      workspace: \(workspace)
      pseudonymKey: \(key)
      \(ledger.map { "ledger: \($0)" } ?? "")
      logs:
        - path: logs/*/access.log*
          format: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"'
          visitor: cookie:_actmu
        - {path: events/*, format: journey}
      statements: statements/*
      consent: {identify: sales, maxAgeDays: 395}
      sessions: {timeout: 20m}
      outcomes:
        - name: purchase
          purpose: sales
          patterns:
            - event: page_viewed
              criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
      training: {bits: 12, l2: 20, minimumSessions: 1, minimumSupport: 5}
      """
    return try PipelineConfiguration(text: text, file: site.folder.path("pipeline.yaml"))
  }

  private func options(_ asOf: String) throws -> RunOptions {
    var options = RunOptions(asOf: try #require(Timestamp(asOf)))
    options.isAsOfGiven = true
    return options
  }

  @discardableResult
  func run(
    _ workspace: String, key: String, ledger: String? = nil, asOf: String = KeySite.second,
    edit: (inout RunOptions) -> Void = { _ in }
  ) async throws -> NightlyRun.Result {
    var options = try options(asOf)
    edit(&options)
    return try await NightlyRun(
      configuration: configuration(workspace, key: key, ledger: ledger), options: options,
      log: SimulatedSite.quiet
    ).run()
  }

  @discardableResult
  func rekey(
    _ workspace: String, from old: String, to key: String, ledger: String? = nil,
    asOf: String = KeySite.third, edit: (inout RunOptions) -> Void = { _ in }
  ) async throws -> NightlyRun.Result {
    var options = try options(asOf)
    edit(&options)
    return try await WorkspaceRekeying(
      configuration: configuration(workspace, key: key, ledger: ledger),
      oldKey: site.folder.path(old), options: options, log: SimulatedSite.quiet
    ).run()
  }

  /// The events of a workspace's tables of events, in their order.
  private func events(_ workspace: String) throws -> EventBatch {
    var batch = EventBatch()
    for table in ["tables/events", "held"] {
      let path = site.folder.path("\(workspace)/\(table)")
      for name in Folder.files(below: path) {
        try EventTable.read("\(path)/\(name)", shards: 0..<TableLayout.shardCount, into: &batch)
      }
    }
    return batch
  }

  /// The pseudonyms, ids of events and tokens in the tables of events of a workspace, by column.
  func names(_ workspace: String) throws -> [String: Set<String>] {
    let events = try events(workspace)
    var names: [String: Set<String>] = [:]
    for row in events.rows {
      for (column, name) in [
        ("visitor", row.visitor), ("customer", row.customer), ("id", row.id),
        ("consentSubject", row.consentSubject),
      ] where !name.isEmpty { names[column, default: []].insert(events.string(name)) }
    }
    return names
  }

  /// The digest of each table of a workspace by its path, but for tallies and the runs' own.
  func digests(_ workspace: String) throws -> [String: String] {
    struct Figures: Decodable { var tables: [TableFile] }
    let run = try String(
      contentsOfFile: site.folder.path("\(workspace)/runs/current"), encoding: .utf8
    ).filter { !$0.isNewline }
    let path = site.folder.path("\(workspace)/runs/\(run)/figures.json")
    let figures = try JSONDecoder().decode(
      Figures.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    return Dictionary(
      uniqueKeysWithValues: figures.tables.filter { TableLayout.partition(of: $0.path) != nil }
        .map { ($0.path, $0.digest) })
  }
}
