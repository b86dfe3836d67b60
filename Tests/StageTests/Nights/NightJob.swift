import Foundation
import TestKit

/// A pipeline whose logs and statements come night by night, as its user writes them down.
final class NightJob {
  let folder: TemporaryFolder

  /// The source of an access log's visitors.
  static let access = #"format: '\#(MadeUpSite.format)', visitor: "cookie:_actmu""#

  /// A pipeline for sales and support; the visitors a, b and c have granted sales all along.
  ///
  /// - Parameters:
  ///   - logs: the pattern of its logs, below the folder `logs`.
  ///   - format: how they are written.
  ///   - rules: more keys of the pipeline file.
  init(logs: String = "*", format: String = NightJob.access, rules: String = "") throws {
    folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file(
      "pipeline.yaml",
      """
      controller: acme
      purposes: [sales, support]
      workspace: workspace
      pseudonymKey: test-only.key
      logs:
        - {path: 'logs/\(logs)', \(format)}
      statements: statements/*
      outcomes:
        - name: purchase
          purpose: sales
          patterns:
            - event: page_viewed
              criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
      \(rules)
      """)
    let grants = ["a", "b", "c"].map { NightJob.statement("grant", $0, at: "2026-03-01T00:00:00Z") }
    folder.file("statements/grants.ndjson", grants.joined())
  }

  /// A statement that was appended when it was said.
  static func statement(
    _ action: String, _ subject: String, _ purpose: String = "sales", at moment: String
  ) -> String {
    #"{"controller":"acme","subject":"\#(subject)","purpose":"\#(purpose)","action":"\#(action)","at":"\#(moment)","appendedAt":"\#(moment)","notice":"n1","method":"checkbox"}"#
      + "\n"
  }

  /// A line of a log: a visitor's page on a day of March 2026.
  static func line(_ visitor: String, _ day: Int, _ clock: String, _ page: String = "/") -> String {
    #"198.51.100.7 - - [\#(day < 10 ? "0" : "")\#(day)/Mar/2026:\#(clock):00 +0000] "GET \#(page) HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" "_actmu=\#(visitor)""#
      + "\n"
  }

  /// Writes a log in place of what stands under its name.
  func log(_ name: String, _ lines: String...) { folder.file("logs/\(name)", lines.joined()) }

  /// Does a run and gives what it said.
  @discardableResult
  func run(
    at moment: String, _ flags: String..., workspace: String = "workspace"
  ) throws -> Command.Result {
    try Command.run("sojourn", arguments(at: moment, flags, workspace: workspace))
  }

  /// A run's arguments.
  func arguments(
    at moment: String, _ flags: [String] = [], workspace: String = "workspace"
  ) -> [String] {
    [
      "run", folder.path("pipeline.yaml"), "--workspace", folder.path(workspace),
      "--as-of", moment,
    ] + flags
  }

  /// What lies in a workspace.
  func content(_ workspace: String = "workspace") throws -> WorkspaceContent {
    try WorkspaceContent(folder.path(workspace))
  }

  /// The rows of a table below `tables`, in order; none where it has no file.
  func rows(_ table: String, in workspace: String = "workspace") throws -> [[String: Any]] {
    guard FileManager.default.fileExists(atPath: folder.path("\(workspace)/tables/\(table)"))
    else { return [] }
    return try objects(content(workspace).rows("tables/\(table)"))
  }

  /// By what the files of the tables are told from others.
  func identities() throws -> [String: [Int]] {
    try fileIdentities(below: folder.path("workspace/tables"))
  }

  /// The events at rest by the time at which they happened, in order.
  func eventTimes() throws -> [String] {
    try rows("events").map { $0["time"] as? String ?? "" }.sorted()
  }
}

extension Command.Result {
  /// The number that stands behind a title in a run's summary; nil where there is no such line.
  func count(_ title: String) -> Int? {
    lines.lazy.map { $0.trimmingCharacters(in: .whitespaces) }
      .first { $0.hasPrefix("\(title) ") }
      .flatMap { Int($0.dropFirst(title.count).split(separator: " ").first ?? "") }
  }
}
