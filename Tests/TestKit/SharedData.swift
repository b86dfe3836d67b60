import Foundation

/// Finds test vectors that are shared between projects and stand outside the repository.
public enum SharedData {
  /// The path of a shared file or folder; nil where it is not here.
  ///
  /// Looks in the folder that `SOJOURN_SHARED_DATA` names, else in `shared/data` beside the
  /// repository.
  public static func path(_ relative: String) -> String? {
    let root =
      ProcessInfo.processInfo.environment["SOJOURN_SHARED_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")
    let path = root.appending(path: relative).path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
