import Foundation
import TestKit

/// The files of a workspace by their path in it.
struct WorkspaceContent: Equatable {
  private let folder: String
  private(set) var files: [String: Data] = [:]

  /// Reads a workspace; one that is not there is empty.
  init(_ folder: String) throws {
    self.folder = folder
    guard FileManager.default.fileExists(atPath: folder) else { return }
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      files[name] = try bytes("\(folder)/\(name)")
    }
  }

  /// Whether two workspaces hold the same files with the same bytes.
  static func == (a: WorkspaceContent, b: WorkspaceContent) -> Bool { a.files == b.files }

  /// The part below some folders.
  func below(_ folders: String...) -> [String: Data] {
    files.filter { file in folders.contains { file.key.hasPrefix("\($0)/") } }
  }

  /// The tables and models: what is the same for the same input, so not the table of runs.
  var published: [String: Data] {
    below("tables", "held", "models", "basis").filter { !$0.key.hasPrefix("tables/runs/") }
  }

  /// The part of ``published`` below a folder.
  func published(below folder: String) -> [String: Data] {
    published.filter { $0.key.hasPrefix("\(folder)/") }
  }

  /// All that a run leaves: the lock's file names whoever held it last, be it a run that did nothing.
  var lasting: [String: Data] { files.filter { $0.key != ".lock" } }

  /// The names of files that a run has left half done.
  var leftovers: [String] { files.keys.filter { $0.contains(".tmp") }.sorted() }

  /// The last run's record.
  func manifest() throws -> [String: Any] {
    let manifests = files.keys.filter { $0.hasSuffix("/manifest.json") && $0.hasPrefix("runs/") }
    guard let last = manifests.max(), let text = files[last] else { return [:] }
    return try object(text)
  }

  /// The rows of a table's file, or of all files below a folder in order of their paths, as `sojourn
  /// inspect table` prints them.
  func rows(_ path: String) throws -> Data {
    let result = try Command.run("sojourn", ["inspect", "table", "\(folder)/\(path)"])
    guard result.status == 0 else { throw NotATable(message: result.errors) }
    return result.output
  }

  /// The rows of all tables.
  func allRows() throws -> Data { try rows("") }

  /// What is no table that a run has written.
  struct NotATable: Error {
    var message: String
  }
}
