import Foundation
import TestKit

/// The files of a workspace by their path in it, compressed ones as what they hold.
struct WorkspaceContent: Equatable {
  private(set) var files: [String: Data] = [:]

  /// Reads a workspace; one that is not there is empty.
  init(_ folder: String) throws {
    guard FileManager.default.fileExists(atPath: folder) else { return }
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      files[name] = try bytes("\(folder)/\(name)")
    }
    try inflate(folder)
  }

  /// The part below some folders.
  func below(_ folders: String...) -> [String: Data] {
    files.filter { file in folders.contains { file.key.hasPrefix("\($0)/") } }
  }

  /// The tables and models: what is the same for the same input.
  var published: [String: Data] { below("tables", "models") }

  /// The names of files that a run has left half done.
  var leftovers: [String] { files.keys.filter { $0.contains(".tmp") }.sorted() }

  /// The last run's record.
  func manifest() throws -> [String: Any] {
    let manifests = files.keys.filter { $0.hasSuffix("/manifest.json") && $0.hasPrefix("runs/") }
    guard let last = manifests.max(), let text = files[last] else { return [:] }
    return try object(text)
  }

  /// Inflates all compressed files with one process.
  private mutating func inflate(_ folder: String) throws {
    let names = files.keys.filter { $0.hasSuffix(".gz") }.sorted()
    guard !names.isEmpty else { return }
    let list = names.map { "'\(folder)/\($0)'" }.joined(separator: " ")
    let sizes = try Command.shell("gzip -l \(list)").lines.dropFirst().prefix(names.count)
      .map { Int($0.split(separator: " ")[1]) ?? 0 }
    var rest = try Command.shell("gzip -dc \(list)").output[...]
    for (name, size) in zip(names, sizes) {
      files[name] = Data(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
  }
}
