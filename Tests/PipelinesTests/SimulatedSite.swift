import Bytes
import Compression
import Foundation
import Logging
import Pipelines
import TestKit
import Testing
import Workspace

/// A made-up site's logs in a folder of their own, and runs over them.
final class SimulatedSite {
  static let asOf = "2026-11-22T03:00:00Z"
  let folder: TemporaryFolder

  init(visitors: Int = 150, seed: UInt64 = 3) throws {
    folder = try TemporaryFolder()
    _ = try SimulateStage(
      seed: seed, visitors: visitors, days: 3, start: SimulateStage.defaultStart
    ).run(output: folder.url.path, log: Self.quiet)
    folder.file("test-only.key", String(repeating: "0123456789abcdef", count: 4))
  }

  static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  /// The files below the folder whose path begins so, in order.
  func files(_ prefix: String) -> [String] {
    Folder.files(below: folder.url.path).filter { $0.hasPrefix(prefix) }
  }

  /// A file's bytes, inflated.
  static func inflate(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try InputFile(path: path).forEachBlock { bytes.append($0) }
    return bytes
  }

  /// A file's lines, inflated.
  func lines(_ name: String) throws -> [String] {
    String(decoding: try Self.inflate(folder.path(name)), as: UTF8.self).split(separator: "\n").map(
      String.init)
  }

  /// A table's rows as NDJSON.
  static func rows(_ path: String) throws -> [UInt8] {
    var rows: [UInt8] = []
    try TableText.read(path) { rows.append($0) }
    return rows
  }

  /// Everything that lies in a workspace by path, tables as their rows.
  func content(of workspace: String) throws -> [String: [UInt8]] {
    var content: [String: [UInt8]] = [:]
    for name in Folder.files(below: folder.path(workspace)) {
      let path = folder.path("\(workspace)/\(name)")
      content[name] = try name.hasSuffix(".parquet") ? Self.rows(path) : WholeFile.read(path)
    }
    return content
  }

  /// Runs the pipeline into a workspace and gives the exit code with the summary.
  @discardableResult
  func run(
    into workspace: String, controller: String = "acme", logs: String = "logs/*/access.log*",
    events: String = "events/*",
    edit: (inout RunOptions) -> Void = { _ in }
  ) async throws -> NightlyRun.Result {
    let text = """
      controller: \(controller)
      workspace: \(workspace)
      pseudonymKey: test-only.key
      logs:
        - path: \(logs)
          format: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"'
          visitor: cookie:_actmu
        - {path: \(events), format: journey}
      statements: statements/*
      consent: {identify: sales, maxAgeDays: 395}
      sessions: {timeout: 20m}
      site: {timeZone: Europe/Dublin}
      outcomes:
        - name: purchase
          purpose: sales
          patterns:
            - event: page_viewed
              criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
      training: {bits: 12, l2: 20, minimumSessions: 3, minimumSupport: 5}
      """
    var options = RunOptions(asOf: try #require(Timestamp(Self.asOf)))
    options.isAsOfGiven = true
    edit(&options)
    let configuration = try PipelineConfiguration(text: text, file: folder.path("pipeline.yaml"))
    return try await NightlyRun(configuration: configuration, options: options, log: Self.quiet)
      .run()
  }

  /// The tables and models of a workspace, without what only says how the run went: manifests, and the
  /// model cards that are made of them.
  func published(_ workspace: String) throws -> [String: [UInt8]] {
    try content(of: workspace).filter {
      ["tables/events/", "tables/sessions/", "tables/outcomes/", "held/", "models/", "basis/"]
        .contains(
          where: $0.key.hasPrefix) && !$0.key.hasSuffix("/manifest.json")
        && !$0.key.contains("/model-card.")
    }
  }

  func figures(_ workspace: String) throws -> [UInt8] {
    let name = try #require(
      Folder.files(below: folder.path("\(workspace)/runs")).first { $0.hasSuffix("figures.json") })
    return try WholeFile.read(folder.path("\(workspace)/runs/\(name)"))
  }
}
