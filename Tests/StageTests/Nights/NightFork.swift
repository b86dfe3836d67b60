import Foundation
import TestKit

/// A copy of a trial with a ledger, some time after its last night.
struct NightFork {
  private let folder: TemporaryFolder
  private let moment: String

  init(of original: TemporaryFolder, at moment: String, learning statements: String) throws {
    folder = try TemporaryFolder()
    self.moment = moment
    _ = try Command.shell("cp -a '\(original.url.path)/.' '\(folder.url.path)'")
    guard !statements.isEmpty else { return }
    let result = try Command.run(
      "sojourn-ledger",
      ["append", "--config", folder.path("with-ledger.yaml"), "--now", moment],
      input: Data(statements.utf8))
    guard result.status == 0 else { throw NightTrial.Failed(message: result.errors) }
  }

  /// What `sojourn-ledger impact` reports.
  func impact() throws -> [String: Any] {
    let result = try Command.run(
      "sojourn-ledger",
      [
        "impact", "--config", folder.path("with-ledger.yaml"), "--workspace",
        folder.path("nights"), "--as-of", moment, "--json",
      ])
    guard result.status == 0 else { throw NightTrial.Failed(message: result.errors) }
    return try object(result.output)
  }

  /// Does a run and gives what then lies in the workspace.
  func run(_ flags: String...) throws -> WorkspaceContent {
    let result = try Command.run(
      "sojourn",
      [
        "run", folder.path("with-ledger.yaml"), "--workspace", folder.path("nights"), "--as-of",
        moment,
      ] + flags)
    guard result.status == 0 else { throw NightTrial.Failed(message: result.errors) }
    return try content()
  }

  func content() throws -> WorkspaceContent { try WorkspaceContent(folder.path("nights")) }

  /// The purposes of each event at rest, by all else that the event says.
  func events() throws -> [String: Set<String>] {
    guard FileManager.default.fileExists(atPath: folder.path("nights/tables/events")) else {
      return [:]
    }
    return try objects(content().rows("tables/events")).reduce(into: [:]) { events, row in
      let purposes = Set(row["purposes"] as? [String] ?? [])
      // A customer may be taken off while the event stays.
      let rest = row.filter { !["purposes", "customer", "consentKey", "traits"].contains($0.key) }
      let key = try JSONSerialization.data(withJSONObject: rest, options: [.sortedKeys])
      events[String(decoding: key, as: UTF8.self), default: []].formUnion(purposes)
    }
  }
}
