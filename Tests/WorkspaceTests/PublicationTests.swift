import Foundation
import TestKit
import Testing
import Workspace

/// A run's parts get their names all together: whatever the moment at which it is killed, the
/// workspace is as it was or as the run has made it once the next run has looked at it.
@Suite("Publications: a run has happened or has not")
struct PublicationTests {
  /// What is put in place, in order.
  ///
  /// The folder of the first can be made no folder, so that a commit stops before it has put anything
  /// in place.
  private static let parts = [
    "first/part", "tables", "held", "models/purchase", "models/new", "runs/2", "runs/state.json",
    "runs/current",
  ]

  private let folder: TemporaryFolder
  private var publication: Publication { Publication(workspace: folder.path("w")) }

  init() throws { folder = try TemporaryFolder() }

  private static let old = [
    "tables/events/a": "old", "tables/events/b": "old", "held/x": "old",
    "models/purchase/weights": "old", "models/other/weights": "old", "runs/1/summary.txt": "old",
    "runs/state.json": "old", "runs/current": "1",
  ]
  private static let staged = [
    "first/part": "new", "tables/events/a": "new", "tables/events/c": "new", "held/y": "new",
    "models/purchase/weights": "new", "models/new/weights": "new", "runs/2/summary.txt": "new",
    "runs/state.json": "new", "runs/current": "2",
  ]
  private static let new = staged.merging([
    "models/other/weights": "old", "runs/1/summary.txt": "old",
  ]) { new, _ in new }

  /// What a reader finds, without what is on its way.
  private func visible() -> [String: String] {
    var files: [String: String] = [:]
    for name in Folder.files(below: folder.path("w")) where !name.hasPrefix(".") {
      files[name] = content(name)
    }
    return files
  }

  private func content(_ name: String) -> String {
    String(
      decoding: FileManager.default.contents(atPath: folder.path("w/\(name)")) ?? Data(),
      as: UTF8.self)
  }

  /// A workspace with what an earlier run has published and, staged, what this one is to publish.
  private func start() {
    for (name, text) in Self.old { folder.file("w/\(name)", text) }
    for (name, text) in Self.staged { folder.file("w/.staging.tmp/\(name)", text) }
  }

  private func commit() throws {
    try publication.commit(folder.path("w/.staging.tmp"), parts: Self.parts)
  }

  /// The moment right after the commit, with no part in place yet.
  private func committed() throws {
    start()
    folder.file("w/first", "in the way")
    #expect(throws: WorkspaceError.self) { try commit() }
    try FileManager.default.removeItem(atPath: folder.path("w/first"))
    #expect(visible() == Self.old)
    #expect(publication.isUnfinished)
  }

  /// Puts a part in place as a run does.
  private func place(_ part: String) throws {
    let (from, to) = (folder.path("w/.commit/\(part)"), folder.path("w/\(part)"))
    let aside = folder.path("aside")
    try Folder.create(Folder.parent(of: to))
    let isExchanged = Folder.isFolder(to)
    if Folder.exists(to) {
      try FileManager.default.moveItem(atPath: to, toPath: aside)
    }
    try FileManager.default.moveItem(atPath: from, toPath: to)
    if isExchanged {
      try FileManager.default.moveItem(atPath: aside, toPath: from)
    } else {
      try Folder.remove(aside)
    }
  }

  @Test("parts take the place of those that stand there; all else stays, and nothing is left over")
  func whole() throws {
    start()
    try commit()
    #expect(visible() == Self.new)
    #expect(Folder.files(below: folder.path("w")).count == Self.new.count)
    #expect(!publication.isUnfinished)
  }

  @Test("the first run's parts get their names in an empty workspace")
  func first() throws {
    for (name, text) in Self.staged { folder.file("w/.staging.tmp/\(name)", text) }
    try commit()
    #expect(visible() == Self.staged)
  }

  @Test("killed before the commit: the old state, and what was staged is not looked at")
  func beforeCommit() throws {
    start()
    try publication.finish()
    #expect(visible() == Self.old)
    // The list of parts is written before the commit.
    folder.file("w/.staging.tmp/parts", "1 tables\n")
    try publication.finish()
    #expect(visible() == Self.old)
    #expect(!publication.isUnfinished)
  }

  @Test("a part that is not there stops the commit before anything is seen of it")
  func missingPart() throws {
    start()
    #expect(throws: WorkspaceError.self) {
      try publication.commit(folder.path("w/.staging.tmp"), parts: Self.parts + ["runs/none"])
    }
    #expect(visible() == Self.old)
    #expect(!publication.isUnfinished)
  }

  @Test(
    "killed after the commit with so many parts in place: the next run finishes it",
    arguments: 0...8)
  func afterCommit(placed: Int) throws {
    try committed()
    for part in Self.parts.prefix(placed) { try place(part) }
    try publication.finish()
    #expect(visible() == Self.new)
    #expect(Folder.files(below: folder.path("w")).count == Self.new.count)
    try publication.finish()
    #expect(visible() == Self.new, "once more changes nothing")
  }

  @Test("killed while what was replaced is removed: the rest of it goes", arguments: 0...6)
  func whileRemoving(removed: Int) throws {
    try committed()
    for part in Self.parts { try place(part) }
    for name in Folder.names(in: folder.path("w/.commit")).prefix(removed) {
      try Folder.remove(folder.path("w/.commit/\(name)"))
    }
    try publication.finish()
    #expect(visible() == Self.new)
    #expect(!publication.isUnfinished)
  }

  @Test("a list of parts that no run has written is refused, and nothing is touched")
  func foreignList() throws {
    start()
    folder.file("w/.commit/parts", "tables\n")
    #expect(throws: WorkspaceError.self) { try publication.finish() }
    #expect(visible() == Self.old)
  }
}
