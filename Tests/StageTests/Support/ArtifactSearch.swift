import Compression
import Foundation
import TestKit
import Testing

/// Looks for many texts in all that runs write and say, in each form in which it lies there: as bytes, as what
/// zstd frames hold, and as the rows of tables.
struct ArtifactSearch {
  /// How many bytes of a text are looked up at once; shorter texts can't be looked for.
  static let shortest = 6

  private struct Text {
    var bytes: [UInt8]
    var kind: String
    /// Where in the text the bytes stand by which it is looked up.
    var place: Int
  }

  /// What is looked for, by some bytes of it that few others have.
  private var texts: [UInt64: [Text]] = [:]
  private var all: Set<[UInt8]> = []
  /// By which bytes something is looked for, so that most places are passed over at once.
  private var filter = [Bool](repeating: false, count: 1 << 16)
  /// How many texts are looked for.
  private(set) var count = 0
  /// How many artifacts, and how many bytes, have been looked at.
  private(set) var artifacts = 0
  private(set) var bytes = 0

  /// Adds a text to look for, unless it is too short.
  mutating func add(_ text: String, _ kind: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= ArtifactSearch.shortest else { return }
    guard all.insert(bytes).inserted else { return }
    let keys = (0...(bytes.count - ArtifactSearch.shortest)).map {
      ArtifactSearch.key(bytes, at: $0)
    }
    let sizes = keys.map { texts[$0]?.count ?? 0 }
    let place = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
    texts[keys[place], default: []].append(Text(bytes: bytes, kind: kind, place: place))
    filter[ArtifactSearch.place(keys[place])] = true
    count += 1
  }

  private static func key(_ bytes: [UInt8], at place: Int) -> UInt64 {
    (0..<shortest).reduce(0) { $0 << 8 | UInt64(bytes[place + $1]) }
  }

  private static func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }

  /// The kinds of texts that stand in some bytes.
  func kinds(in data: Data) -> Set<String> {
    let bytes = Array(data)
    var found: Set<String> = []
    guard bytes.count >= ArtifactSearch.shortest else { return found }
    let mask: UInt64 = 1 << UInt64(8 * ArtifactSearch.shortest) - 1
    var window = ArtifactSearch.key(bytes, at: 0) >> 8
    for end in (ArtifactSearch.shortest - 1)..<bytes.count {
      window = (window << 8 | UInt64(bytes[end])) & mask
      guard filter[ArtifactSearch.place(window)], let candidates = texts[window] else { continue }
      for candidate in candidates {
        let start = end + 1 - ArtifactSearch.shortest - candidate.place
        guard start >= 0, start + candidate.bytes.count <= bytes.count else { continue }
        if bytes[start..<(start + candidate.bytes.count)].elementsEqual(candidate.bytes) {
          found.insert(candidate.kind)
        }
      }
    }
    return found
  }

  /// Expects that none of the texts stands in an artifact; an issue names what kind of text it is, never
  /// the text.
  mutating func expectNone(
    in data: Data, _ place: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    artifacts += 1
    bytes += data.count
    let kinds = kinds(in: data)
    #expect(
      kinds.isEmpty, "\(kinds.sorted().joined(separator: ", ")) in \(place)",
      sourceLocation: sourceLocation)
  }

  /// Expects that none of the texts stands in what a command has printed and said.
  mutating func expectNone(
    in result: Command.Result, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectNone(in: result.output, "what \(what) prints", sourceLocation: sourceLocation)
    expectNone(in: Data(result.errors.utf8), "what \(what) says", sourceLocation: sourceLocation)
  }

  /// Expects that none of the texts stands in a file or its name, be it as it lies there or in a zstd frame
  /// of it.
  mutating func expectNone(
    inFile path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    expectNone(in: Data(path.utf8), "a path", sourceLocation: sourceLocation)
    let content = try StageTests.bytes(path)
    expectNone(in: content, path, sourceLocation: sourceLocation)
    for (number, frame) in try ZstdFrames(content).contents.enumerated() {
      expectNone(in: frame, "frame \(number) of \(path)", sourceLocation: sourceLocation)
    }
  }

  /// Looks at every file below a workspace's folder and at the rows of its tables, and at other files besides,
  /// such as a ledger or receipts.
  mutating func expectNone(
    below folder: String, andIn files: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rows = try Command.run("sojourn", ["inspect", "table", folder])
    #expect(rows.status == 0, "\(rows.errors)", sourceLocation: sourceLocation)
    expectNone(in: rows, "inspect table \(folder)", sourceLocation: sourceLocation)
    let manager = FileManager.default
    let names = try manager.subpathsOfDirectory(atPath: folder).sorted()
    for path in names.map({ "\(folder)/\($0)" }) + files {
      let attributes = try manager.attributesOfItem(atPath: path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      try expectNone(inFile: path, sourceLocation: sourceLocation)
    }
  }
}

/// What the zstd frames of a file hold, wherever in it they begin.
struct ZstdFrames {
  private static let magic = Data([0x28, 0xB5, 0x2F, 0xFD])
  private(set) var contents: [Data] = []

  init(_ file: Data) throws {
    let folder = try TemporaryFolder()
    var from = file.startIndex
    while let found = file.range(of: ZstdFrames.magic, in: from..<file.endIndex) {
      from = found.upperBound
      let path = folder.file("frame", Data(file[found.lowerBound...]))
      var content = Data()
      // What follows the frame is something else, at which reading ends.
      _ = try? InputFile(path: path).forEachBlock { block in
        for index in block.indices { content.append(block[index]) }
      }
      if !content.isEmpty { contents.append(content) }
    }
  }
}
