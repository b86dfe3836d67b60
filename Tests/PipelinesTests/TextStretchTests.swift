import Pipelines
import TestKit
import Testing

@Suite("Text in stretches of whole lines")
struct TextStretchTests {
  private let text = "first\n\nthird line\n  \nfifth, a longer one than the others\nsixth\nlast"

  @Test(
    "every line comes once and whole, in order, wherever stretches end", arguments: 1...80,
    [1, 2, 5])
  func cuts(bytes: Int, jobs: Int) throws {
    let folder = try TemporaryFolder()
    for (name, content) in [
      ("open", text), ("ended", text + "\n"), ("feeds", "\n\n\n"), ("none", ""),
    ] {
      folder.file(name, content)
      var found = ""
      try unsafe TextStretches(path: folder.path(name), jobs: jobs, bytes: bytes).forEach {
        unsafe String(decoding: $1, as: UTF8.self)
      } _: { stretch in
        #expect(stretch.isEmpty || stretch.hasSuffix("\n") || content.hasSuffix(stretch))
        found += stretch
      }
      #expect(found == content, "\(name), \(bytes) bytes")
    }
  }
}
