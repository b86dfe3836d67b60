import Foundation
import TestKit
import Testing

@Suite(
  "the main job on real logs",
  .enabled(if: Logisland.isHere, "shared vectors are not here"), .serialized)
struct MainJobRealLogTests {
  static let asOf = ["--as-of", "2013-12-01T00:00:00Z"]

  /// A folder with the pipeline file, its key and the logs, as they are or compressed.
  private func folder(compressed: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "5c", count: 32))
    for week in ["48", "49"] {
      let content = try bytes(Logisland.log(week))
      folder.file(
        "logs/access.log.\(week)\(compressed ? ".gz" : "")",
        compressed ? try gzip(content) : content)
    }
    folder.file(
      "pipeline.yaml",
      """
      controller: acme
      purposes: [support]
      workspace: workspace
      pseudonymKey: test-only.key
      logs:
        - path: logs/access.log.*
          format: combined
          visitor: host+agent
      consent: {basis: {support: legitimate_interests}}
      outcomes:
        - name: register
          purpose: support
          direction: maximise
          patterns:
            - event: page_viewed
              criteria: [{key: page.url, operator: containsAny, values: [q=user/register]}]
      training: {bits: 18, l2: 10, minimumSessions: 5, minimumSupport: 3}

      """)
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ more: [String] = []) throws -> Command.Result {
    try Command.run("sojourn", ["run", folder.path("pipeline.yaml")] + Self.asOf + more)
  }

  @Test("goes from logs to a bundle that scores its golden prefixes and verifies")
  func bundle() throws {
    let folder = try folder()
    let result = try run(folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("register"))
    let bundle = folder.path("workspace/models/register")
    let check = try Command.run("sojourn-score", ["--bundle", bundle, "--check"])
    #expect(check.status == 0, "\(check.errors)")
    #expect(try object(check.output)["passed"] as? Bool == true)
    for path in [bundle, folder.path("workspace")] {
      let verified = try Command.run("sojourn", ["verify", path])
      #expect(verified.status == 0, "\(verified.errors)")
    }
    let shown = try Command.run("sojourn", ["inspect", "bundle", bundle])
    #expect(shown.text.contains("register"))
    let status = try Command.run("sojourn", ["status", "--workspace", folder.path("workspace")])
    #expect(status.text.contains("register"))
  }

  @Test("conservation: the manifest's counts balance from lines to rows")
  func balance() throws {
    let folder = try folder()
    _ = try run(folder)
    let manifest = try WorkspaceContent(folder.path("workspace")).manifest()
    let figures = manifest["figures"] as? [String: Any] ?? [:]
    let text = try JSONSerialization.data(withJSONObject: figures["stages"] ?? [])
    let stages = try JSONDecoder().decode([StageTallies].self, from: text)
    #expect(
      stages.map(\.stage)
        == ["statements", "ingest", "consent", "consent/support", "sessionize/support"])
    #expect(stages.allSatisfy { $0.isBalanced })
    #expect(stages[1].in == 28_200)
    #expect(stages[1].out == stages[2].in)
    #expect(stages[2].out == stages[3].in)
    #expect(stages[3].out == stages[4].in)
    let tables = figures["tables"] as? [[String: Any]] ?? []
    func rows(_ table: String) -> Int {
      tables.filter { ($0["path"] as? String ?? "").hasPrefix("tables/\(table)/") }
        .reduce(0) { $0 + ($1["rows"] as? Int ?? 0) }
    }
    #expect(rows("events") == stages[2].out)
    #expect(rows("sessions") == stages[4].sessions)
    #expect(rows("outcomes") > 0)
  }

  @Test("two runs give the same bytes: another workspace, other jobs, compressed logs")
  func sameBytes() throws {
    let folder = try folder()
    let packed = try self.folder(compressed: true)
    #expect(try run(folder, ["--jobs", "1"]).status == 0)
    #expect(try run(packed, ["--jobs", "8", "--workspace", packed.path("other")]).status == 0)
    let one = try WorkspaceContent(folder.path("workspace")).published
    let other = try WorkspaceContent(packed.path("other")).published
    #expect(one.count > 100)
    #expect(one.keys.contains("models/register/weights.safetensors"))
    #expect(one == other, "\(Set(one.keys).symmetricDifference(other.keys).sorted().prefix(3))")
  }

  @Test("nothing raw at rest: no address and no agent of the logs in any file")
  func nothingRaw() throws {
    let folder = try folder()
    _ = try run(folder)
    let content = try WorkspaceContent(folder.path("workspace"))
    let rest = try content.files.values.reduce(content.allRows(), +)
    let path = folder.file("everything", rest)
    let found = try Command.shell(
      """
      cd '\(folder.url.path)/logs'
      cut -d' ' -f1 access.log.* | sort -u > ../addresses
      sed 's/.*"\\([^"]*\\)"$/\\1/' access.log.* | sort -u | awk 'length > 12' > ../agents
      grep -cwFf ../addresses '\(path)'; grep -cFf ../agents '\(path)'
      wc -l < ../addresses; wc -l < ../agents
      """)
    #expect(found.lines.prefix(2) == ["0", "0"])
    #expect(found.lines.dropFirst(2).allSatisfy { (Int($0) ?? 0) > 200 }, "\(found.lines)")
  }
}
