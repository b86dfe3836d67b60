import Foundation
import TestKit

/// A folder with a pipeline file, its key, logs and statements, and a workspace beside them.
final class MadeUpRun {
  let folder: TemporaryFolder
  /// The pipeline file.
  let pipeline: String

  /// Writes everything that a run of `site` needs.
  init(_ site: MadeUpSite, more: String = "") throws {
    folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file("logs/access.log", site.logText)
    folder.file("statements.ndjson", site.statementText)
    pipeline = folder.file("pipeline.yaml", MadeUpRun.text + more)
  }

  static let text = """
    controller: acme
    purposes: [support, sales, marketing]
    workspace: workspace
    pseudonymKey: test-only.key
    logs:
      - path: logs/access.log*
        format: '\(MadeUpSite.format)'
        visitor: cookie:_actmu
    statements: statements.ndjson
    outcomes:
      - name: purchase
        purpose: sales
        patterns:
          - event: page_viewed
            criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
    training: {bits: 12, l2: 1, minimumSessions: 5, minimumSupport: 3}

    """

  /// The run's arguments.
  func arguments(_ more: [String] = [], workspace: String = "workspace") -> [String] {
    ["run", pipeline, "--workspace", folder.path(workspace)]
      + (more.contains("--as-of") ? [] : ["--as-of", MadeUpSite.asOf]) + more
  }

  /// Does the run.
  @discardableResult
  func run(_ more: [String] = [], workspace: String = "workspace") throws -> Command.Result {
    try Command.run("sojourn", arguments(more, workspace: workspace))
  }

  /// What lies in a workspace.
  func content(_ workspace: String = "workspace") throws -> WorkspaceContent {
    try WorkspaceContent(folder.path(workspace))
  }
}
