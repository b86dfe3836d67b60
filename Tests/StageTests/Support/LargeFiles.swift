import Foundation
import TestKit

/// Large files that several tests read, made once.
enum LargeFiles {
  nonisolated(unsafe) private static let folder = try? TemporaryFolder()

  /// 80 MB of requests for a style sheet in under 400 KB of gzip.
  static let bomb: String = {
    let line = #"192.0.2.1 - - [05/Mar/2026:12:00:00 +0000] \"GET /a.css HTTP/1.1\" 200 5"#
    return made("bomb.gz", "yes \"\(line)\" | head -c 80000000 | gzip -9")
  }()

  /// 80 MB of zeros in gzip.
  static let zeros: String = made("zeros.gz", "head -c 80000000 /dev/zero | gzip -9")

  private static func made(_ name: String, _ line: String) -> String {
    guard let path = unsafe folder?.path(name) else { return "" }
    _ = try? Command.shell("\(line) > '\(path)'")
    return path
  }
}
