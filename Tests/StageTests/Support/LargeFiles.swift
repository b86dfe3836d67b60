import Foundation
import TestKit

/// Compressed files that hold far more than they weigh, made once and held in memory.
enum LargeFiles {
  /// 80 MB of requests for a style sheet in under 400 KB of gzip.
  static let requests: Data = {
    let line = #"192.0.2.1 - - [05/Mar/2026:12:00:00 +0000] \"GET /a.css HTTP/1.1\" 200 5"#
    return made("yes \"\(line)\" | head -c 80000000 | gzip -9")
  }()

  /// 80 MB of zeros in gzip.
  static let zeros = made("head -c 80000000 /dev/zero | gzip -9")

  private static func made(_ line: String) -> Data {
    (try? Command.shell(line).output) ?? Data()
  }
}
