import Foundation
import TestKit
import Testing

@Suite("sojourn key new")
struct KeyTests {
  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  @Test("makes a key that its owner alone can read, whatever the umask", arguments: ["000", "022"])
  func permissions(mask: String) throws {
    let folder = try TemporaryFolder()
    let result = try Command.shell("umask \(mask); sojourn key new site.key", in: folder.url)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(try mode(folder.path("site.key")) == 0o600)
  }

  @Test("never the same twice")
  func unlike() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { _ = try Command.run("sojourn", ["key", "new", folder.path(name)]) }
    #expect(try bytes(folder.path("a")).count >= 32)
    #expect(try bytes(folder.path("a")) != bytes(folder.path("b")))
  }

  @Test("never replaces what is there: 73", arguments: ["old key", ""])
  func existing(content: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("site.key", content)
    let result = try Command.run("sojourn", ["key", "new", path])
    #expect(result.status == 73)
    #expect(result.errors.contains(path))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
  }

  @Test("never replaces a link that leads nowhere")
  func danglingLink() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("site.key")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "elsewhere")
    #expect(try Command.run("sojourn", ["key", "new", path]).status == 73)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "elsewhere")
  }

  @Test("of many at once, one makes the key and the others say 73")
  func race() throws {
    let folder = try TemporaryFolder()
    let result = try Command.shell(
      """
      for i in 1 2 3 4 5 6 7 8 9 10 11 12; do (sojourn key new site.key 2>/dev/null; echo $?) & done
      wait
      """, in: folder.url)
    #expect(result.lines.count { $0 == "0" } == 1)
    #expect(result.lines.count { $0 == "73" } == 11)
  }

  @Test("no folder for it: 73")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let result = try Command.run("sojourn", ["key", "new", folder.path("none/site.key")])
    #expect(result.status == 73)
  }
}
