import Foundation
import TestKit

/// Log files as servers and rotations leave them: they grow, by gzip members too, are renamed, give
/// their names to others, are packed and copied, and may end in the middle of a line until they grow on.
struct NightLogs {
  private struct File {
    var name: String
    var isPacked: Bool
    /// All that has been written to it.
    var content = Data()
    /// What has come since it was last put in its place.
    var fresh: [Data] = []
    /// How many bytes of the content lie there, and how they lie there.
    var shown = 0
    var stored = Data()
    var isEmpty: Bool { stored.isEmpty }
    var isCut: Bool { shown < content.count }
  }

  let folder: TemporaryFolder
  /// Whether a file may end in the middle of a line, which then comes a night later.
  let mayCut: Bool
  private var files: [String: [File]] = [:]
  private var count = 0
  /// What was done to files, for who looks into a failure.
  private(set) var history: [String] = []

  init(in folder: TemporaryFolder, mayCut: Bool) {
    self.folder = folder
    self.mayCut = mayCut
    for name in ["access.0", "events.0"] { folder.file("logs/\(name)", "") }
  }

  private mutating func newName(_ prefix: String, _ generator: inout SeededGenerator) -> String {
    count += 1
    return "\(prefix).\(count)" + (generator.isTrue(outOf: 2, 1) ? ".gz" : "")
  }

  /// Adds lines to files, old and new ones.
  mutating func deliver(
    _ lines: [String], to prefix: String, _ generator: inout SeededGenerator
  ) {
    var rest = lines[...]
    while !rest.isEmpty {
      let part = rest.prefix(Int.random(in: 1...rest.count, using: &generator))
      rest = rest.dropFirst(part.count)
      let data = Data(part.joined().utf8)
      var own = files[prefix] ?? []
      if own.isEmpty || generator.isTrue(outOf: 10, 6) {
        own.append(
          File(name: newName(prefix, &generator), isPacked: generator.isTrue(outOf: 10, 4)))
      } else {
        own.shuffle(using: &generator)
      }
      own[own.count - 1].content += data
      own[own.count - 1].fresh.append(data)
      files[prefix] = own
    }
  }

  /// Puts all in place for a night; before the last, files may end in the middle of a line.
  mutating func settle(isLast: Bool, _ generator: inout SeededGenerator) throws {
    for prefix in files.keys.sorted() {
      var own = files[prefix] ?? []
      for index in own.indices {
        if !own[index].isEmpty, generator.isTrue(outOf: 4, 1) {
          try rename(index, &own, prefix, &generator)
        }
        try store(&own[index], mayCut: mayCut && !isLast, &generator)
      }
      files[prefix] = own
      if let file = own.randomElement(using: &generator), !file.isCut,
        generator.isTrue(outOf: 10, 1)
      {
        copy(file, prefix, &generator)
      }
    }
  }

  /// Gives a file another name, as rotations do; its old one may go to a new file, and it may be packed.
  private mutating func rename(
    _ index: Int, _ own: inout [File], _ prefix: String, _ generator: inout SeededGenerator
  ) throws {
    let old = own[index].name
    own[index].name = newName(prefix, &generator)
    try FileManager.default.moveItem(
      atPath: folder.path("logs/\(old)"), toPath: folder.path("logs/\(own[index].name)"))
    history.append("rename \(old) to \(own[index].name)")
    if let next = own.indices.last(where: { own[$0].isEmpty }), generator.isTrue(outOf: 2, 1) {
      own[next].name = old
    }
    if !own[index].isPacked, !own[index].isCut, generator.isTrue(outOf: 3, 1) {
      own[index].isPacked = true
      own[index].stored = try gzip(own[index].content.prefix(own[index].shown))
      folder.file("logs/\(own[index].name)", own[index].stored)
      history.append("pack \(own[index].name)")
    }
  }

  private mutating func store(
    _ file: inout File, mayCut: Bool, _ generator: inout SeededGenerator
  ) throws {
    guard !file.fresh.isEmpty || file.isCut else { return }
    if file.isPacked {
      for part in file.fresh { file.stored += try gzip(part) }
      file.shown = file.content.count
    } else {
      let cut = [1, 1, 2, 20, 60].randomElement(using: &generator) ?? 1
      let isCut =
        mayCut && generator.isTrue(outOf: 2, 1) && file.content.count - cut > file.shown
      file.shown = file.content.count - (isCut ? cut : 0)
      file.stored = file.content.prefix(file.shown)
    }
    file.fresh = []
    folder.file("logs/\(file.name)", file.stored)
    history.append("write \(file.name), \(file.shown) of \(file.content.count) bytes")
  }

  private mutating func copy(
    _ file: File, _ prefix: String, _ generator: inout SeededGenerator
  ) {
    let name = newName(prefix, &generator)
    folder.file("logs/\(name)", generator.isTrue(outOf: 2, 1) ? file.stored : file.content)
    history.append("copy \(file.name) to \(name)")
  }
}
