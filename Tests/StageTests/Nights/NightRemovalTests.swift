import Foundation
import TestKit
import Testing

/// A world whose lines can be told from what lies at rest of them, handed to runs night by night, whole or
/// with some lines removed first.
struct MarkedNights {
  private let world: NightWorld
  /// The lines of each night, by the files that they go to, with their marks.
  private var nights: [[String: [(mark: String, text: String)]]] = []
  private var statements: [String] = []
  private var moments: [Int] = []
  /// How many lines there are.
  var lineCount: Int { nights.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } } }

  init(seed: UInt64) {
    var world = NightWorld(seed: seed, marksLines: true)
    let count = Int.random(in: 1...4, using: &world.generator)
    let (requests, events) = world.traffic()
    let bounds = (1..<count).map { _ in Int.random(in: 0...world.seconds, using: &world.generator) }
      .sorted()
    nights = Array(repeating: [:], count: count)
    for (file, lines) in [("access", requests), ("events", events)] {
      for line in lines {
        // The page's own query comes before any other address's.
        let start = line.text.range(of: "q=mark-")?.lowerBound ?? line.text.startIndex
        let mark = String(
          line.text[start...].prefix { $0.isLetter || $0.isNumber || "=-".contains($0) })
        let night = bounds.count { $0 <= line.second }
        nights[night][file, default: []].append((mark, line.text))
      }
    }
    moments = bounds.map { $0 + 60 } + [world.seconds + 60]
    var before = -5 * NightWorld.secondsOfDay
    for moment in moments {
      let number = Int.random(in: 1...(world.visitors.count * 2), using: &world.generator)
      statements.append(world.statements(number, appended: before...moment))
      before = moment
    }
    self.world = world
  }

  /// What one night has left.
  struct Night {
    /// The files of tables and models, without those that count what was dropped.
    var published: [String: Data]
    /// The marks of the events that lie at rest, permitted or held back.
    var marks: Set<String>
    /// What counts dropped events.
    var tallies: [String: Data]
  }

  /// Runs all nights over the lines of some marks, or over all.
  func run(keeping marks: Set<String>? = nil) throws -> [Night] {
    let folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file("pipeline.yaml", world.pipeline)
    return try nights.indices.map { night in
      for file in ["access", "events"] {
        let lines = (nights[night][file] ?? []).filter { marks?.contains($0.mark) ?? true }
        folder.file("logs/\(file).\(night)", lines.map(\.text).joined())
      }
      folder.file("statements/\(night).ndjson", statements[night])
      let result = try Command.run(
        "sojourn",
        ["run", folder.path("pipeline.yaml"), "--as-of", NightWorld.moment(moments[night])])
      guard result.status == 0 else { throw NightTrial.Failed(message: result.errors) }
      return try MarkedNights.look(WorkspaceContent(folder.path("workspace")))
    }
  }

  private static func look(_ content: WorkspaceContent) throws -> Night {
    let isTally = { (name: String) in name.hasPrefix("tables/consent_") }
    var published = content.published.filter { !isTally($0.key) }
    for (name, text) in published where name.hasSuffix("/manifest.json") {
      var manifest = try object(text)
      manifest["tallies"] = nil
      var basis = manifest["basis"] as? [String: Any] ?? [:]
      basis["dropped"] = nil
      manifest["basis"] = basis
      // The model card repeats the tallies.
      var files = manifest["files"] as? [String: Any] ?? [:]
      for card in ["model-card.json", "model-card.md"] { files[card] = nil }
      manifest["files"] = files
      published[name] = try JSONSerialization.data(withJSONObject: manifest, options: .sortedKeys)
    }
    for (name, text) in published where name.hasSuffix("/model-card.json") {
      var card = try object(text)
      var consent = card["consent"] as? [String: Any] ?? [:]
      consent["dropped"] = nil
      card["consent"] = consent
      published[name] = try JSONSerialization.data(withJSONObject: card, options: .sortedKeys)
      published[name.replacing("/model-card.json", with: "/model-card.md")] = nil
    }
    var marks: Set<String> = []
    for table in ["tables/events", "held"]
    where content.files.keys.contains(where: { $0.hasPrefix("\(table)/") }) {
      for row in try objects(content.rows(table)) {
        let url = row["url"] as? String ?? ""
        guard let start = url.range(of: "q=mark-")?.lowerBound else { continue }
        marks.insert(String(url[start...].prefix { $0 != "&" }))
      }
    }
    return Night(
      published: published, marks: marks, tallies: content.files.filter { isTally($0.key) })
  }
}

@Suite("consent 26: dropped records, physically removed first, change no byte but tallies")
struct NightRemovalTests {
  private static let seeds = Array(1...UInt64(LongTests.count(short: 12, long: 300)))

  @Test("of any night's tables, held events and models", arguments: seeds)
  func removed(seed: UInt64) throws {
    let nights = MarkedNights(seed: seed)
    let all = try nights.run()
    // What no night has kept is dropped by all of them.
    let kept = all.reduce(into: Set<String>()) { $0.formUnion($1.marks) }
    let isLess = kept.count < nights.lineCount
    #expect(
      isLess || LongTests.isOn,
      "seed \(seed): few worlds drop nothing, and none of the everyday ones")
    let less = try nights.run(keeping: kept)
    for (night, (one, other)) in zip(all, less).enumerated() {
      let names = Set(one.published.keys).union(other.published.keys).sorted()
      let differing = names.filter { one.published[$0] != other.published[$0] }
      #expect(differing.isEmpty, "seed \(seed), night \(night) of \(all.count)")
    }
    #expect(
      (all.last?.tallies != less.last?.tallies) == isLess, "seed \(seed): the tallies tell of them")
  }
}
