import Foundation
import TestKit

/// A small file system in memory for a job's workspace.
struct SmallDisk {
  let path: String

  /// Whether this process may mount one.
  static let isAllowed: Bool = {
    guard let disk = try? SmallDisk(at: TemporaryFolder().url.path + "-probe", kilobytes: 64) else {
      return false
    }
    disk.unmount()
    return true
  }()

  struct Refused: Error {}

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    let result = try Command.shell(
      "mkdir -p '\(path)' && mount -t tmpfs -o size=\(kilobytes)k tmpfs '\(path)'")
    guard result.status == 0 else { throw Refused() }
  }

  /// Mounts it anew with other options, its content as it is.
  func remount(_ options: String) throws {
    let result = try Command.shell("mount -o remount,\(options) '\(path)'")
    guard result.status == 0 else { throw Refused() }
  }

  /// How many kilobytes are taken.
  func taken() throws -> Int {
    let result = try Command.shell("df -k --output=used '\(path)' | tail -n 1")
    return Int(result.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  func unmount() {
    _ = try? Command.shell("umount '\(path)'; rmdir '\(path)'")
  }
}
