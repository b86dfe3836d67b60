import Bytes
import Foundation
import Pipelines
import TestKit
import Testing
import Workspace

/// A site in a folder of its own, whose logs and statements come night by night.
final class NightSite {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "0123456789abcdef", count: 4))
  }

  /// A visitor's page in November 2026, as a line of a log.
  static func line(_ visitor: String, _ day: Int, _ hour: Int = 12, _ page: String = "/") -> String
  {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(day))/Nov/2026:\(two(hour)):00:00 +0000"
    return #"198.51.100.7 - - [\#(time)] "GET \#(page) HTTP/1.1" 200 5 "v=\#(visitor)""# + "\n"
  }

  /// A statement at midnight of a day in November 2026, appended at six in the morning.
  static func statement(
    _ action: String, _ visitor: String, _ day: Int, appended: Int? = nil
  ) -> String {
    #"{"controller":"acme","subject":"\#(visitor)","purpose":"sales","action":"\#(action)","at":"2026-11-\#(day)T00:00:00Z","appendedAt":"2026-11-\#(appended ?? day)T06:00:00Z","notice":"n1","method":"checkbox"}"#
      + "\n"
  }

  /// Forms sessions for the purpose of sales in a workspace.
  @discardableResult
  func run(
    _ asOf: String, into workspace: String, edit: (inout RunOptions) -> Void = { _ in }
  ) async throws -> NightlyRun.Result {
    let text = """
      controller: acme
      purposes: [sales]
      workspace: \(workspace)
      pseudonymKey: test-only.key
      logs:
        - {path: logs/*, format: '%h %l %u %t "%r" %>s %b "%{Cookie}i"', visitor: "cookie:v"}
      statements: statements
      """
    var options = RunOptions(asOf: try #require(Timestamp(asOf)))
    options.untilStage = .sessionize
    options.isAsOfGiven = true
    edit(&options)
    let configuration = try PipelineConfiguration(text: text, file: folder.path("pipeline.yaml"))
    return try await NightlyRun(
      configuration: configuration, options: options, log: SimulatedSite.quiet
    ).run()
  }

  /// The rows of the files below a folder of a workspace, in order.
  func rows(_ workspace: String, _ table: String) throws -> [String] {
    let path = folder.path("\(workspace)/\(table)")
    return try Folder.files(below: path).flatMap { name in
      let rows = try SimulatedSite.rows("\(path)/\(name)")
      return String(decoding: rows, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }
}
