public import Foundation

/// Vectors published by others, which lie beside the repository and are never copied into it.
public enum SharedData {
  /// The path of a file or folder of the shared vectors; nil where they are not.
  public static func path(_ relative: String) -> String? {
    let folder =
      ProcessInfo.processInfo.environment["SOJOURN_SHARED_DATA"].map(URL.init(fileURLWithPath:))
      ?? repository.deletingLastPathComponent().appendingPathComponent("shared/data")
    let path = folder.appendingPathComponent(relative).path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The repository's root.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
