import Foundation
import TestKit

/// A world's logs and statements handed to runs in nights, and what the runs have made.
final class NightTrial {
  /// When statements become known.
  enum Statements { case beforehand, nightByNight }

  /// From which night on statements are kept in a ledger, too.
  enum Ledger { case never, always, later }

  private let folder: TemporaryFolder
  private(set) var world: NightWorld
  private var logs: NightLogs
  /// The lines of each night, by the files that they go to.
  private var parts: [[String: [String]]] = []
  /// The statements of each night, and of each file.
  private var statements: [String] = []
  private var files: [String] = []
  /// P of each night.
  private var moments: [Int] = []
  private var history: [String] = []
  /// The first night with a ledger; nil for none.
  private var firstWithLedger: Int?

  /// Where the trial came from and what was done, for who looks into a failure.
  var trace: String {
    "SOJOURN_NIGHT_SEED=\(world.seed)\n\(world.rules)" + history.joined(separator: "\n")
  }

  /// A run that has failed.
  struct Failed: Error {
    var message: String
  }

  /// Cuts a world's input into nights; with a limit on lateness none of its events comes later.
  init(_ world: NightWorld, _ when: Statements, ledger: Ledger = .never) throws {
    self.world = world
    folder = try TemporaryFolder()
    logs = NightLogs(in: folder, mayCut: world.acceptLateDays == nil)
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    folder.file("pipeline.yaml", world.pipeline)
    folder.file("with-ledger.yaml", world.pipeline + "ledger: acme.ledger\n")
    cut(into: Int.random(in: 1...5, using: &self.world.generator))
    plan(when)
    switch ledger {
    case .never: break
    case .always: firstWithLedger = 0
    case .later: firstWithLedger = Int.random(in: 0..<parts.count, using: &self.world.generator)
    }
  }

  /// Whether all nights have the same P.
  var hasOneMoment: Bool { Set(moments).count == 1 }

  private func cut(into count: Int) {
    let (requests, events) = world.traffic()
    let bounds = (1..<count).map { _ in Int.random(in: 0...world.seconds, using: &world.generator) }
      .sorted()
    parts = Array(repeating: [:], count: count)
    for (prefix, lines) in [("access", requests), ("events", events)] {
      for line in lines {
        parts[night(of: line, bounds)][prefix, default: []].append(line.text)
      }
      for night in parts.indices where world.generator.isTrue(outOf: 10, 7) {
        parts[night][prefix]?.shuffle(using: &world.generator)
      }
    }
    moments = bounds
  }

  /// The night in which a line comes: the first that ends after it, or a later one that the limit on
  /// lateness leaves.
  private func night(of line: NightLine, _ bounds: [Int]) -> Int {
    guard let limit = world.acceptLateDays else {
      return Int.random(in: 0...bounds.count, using: &world.generator)
    }
    let delay = world.generator.isTrue(outOf: 2, 1) ? limit * NightWorld.secondsOfDay - 1 : 3600
    let arrival = line.second + Int.random(in: 0...delay, using: &world.generator)
    return bounds.count { $0 <= arrival }
  }

  /// Chooses P of each night, and what statements it knows.
  private func plan(_ when: Statements) {
    let last = world.seconds + ([0, 60, 3600, 86_400].randomElement(using: &world.generator) ?? 0)
    switch when {
    case .beforehand:
      let head = Int.random(in: (-86_400)...world.seconds, using: &world.generator)
      let isSteady = world.generator.isTrue(outOf: 10, 4)
      moments = moments.map { isSteady ? last : max($0 + 3600, head, 0) } + [last]
      let count = Int.random(in: 1...4, using: &world.generator) * world.visitors.count
      statements = Array(repeating: "", count: moments.count)
      statements[0] = world.statements(count, appended: (head - 5 * 86_400)...head)
    case .nightByNight:
      moments = moments.map { $0 + Int.random(in: 0...7200, using: &world.generator) }.sorted()
      moments = moments.map { min($0, last) } + [last]
      var before = -5 * NightWorld.secondsOfDay
      for moment in moments {
        let count = Int.random(in: 0...(world.visitors.count * 2), using: &world.generator)
        statements.append(world.statements(count, appended: before...max(before, moment)))
        before = max(before, moment)
      }
    }
    // P is no earlier than the last statement that is known then.
    moments = moments.map { min($0, last) }.sorted()
  }

  /// Does all nights one after the other.
  func runNights() throws {
    for night in parts.indices {
      for (prefix, lines) in parts[night].sorted(by: { $0.key < $1.key }) {
        logs.deliver(lines, to: prefix, &world.generator)
      }
      try logs.settle(isLast: night == parts.count - 1, &world.generator)
      store(statements[night])
      var stage: [String] = []
      if night < parts.count - 1, world.generator.isTrue(outOf: 10, 2) {
        let stages = ["consent", "sessionize", "train"]
        stage = ["--until-stage", stages.randomElement(using: &world.generator) ?? "train"]
      }
      try run("nights", at: moments[night], anyWay() + stage, pipeline(night))
    }
  }

  /// The pipeline file of a night.
  private func pipeline(_ night: Int) -> String {
    guard let firstWithLedger, night >= firstWithLedger else { return "pipeline.yaml" }
    return "with-ledger.yaml"
  }

  /// What `sojourn-ledger verify` says of the ledger.
  func verifyLedger() throws -> Command.Result {
    try Command.run(
      "sojourn-ledger", ["verify", "--config", folder.path("with-ledger.yaml")])
  }

  /// Adds statements to the last file of such, or in a new one.
  private func store(_ text: String) {
    if files.isEmpty || world.generator.isTrue(outOf: 2, 1) { files.append("") }
    files[files.count - 1] += text
    for (place, text) in files.enumerated() { folder.file("statements/\(place).ndjson", text) }
  }

  /// Flags that may change nothing.
  private func anyWay() -> [String] {
    var flags: [String] = []
    if world.generator.isTrue(outOf: 2, 1) {
      flags += ["--jobs", "\(Int.random(in: 1...5, using: &world.generator))"]
    }
    if world.generator.isTrue(outOf: 2, 1) {
      flags += [
        "--memory", ["1KB", "8MB", "200MB"].randomElement(using: &world.generator) ?? "8MB",
      ]
    }
    return flags
  }

  /// Does one run over all in a workspace of its own.
  func runWhole() throws { try run("whole", at: moments[moments.count - 1], ["--jobs", "1"]) }

  /// Does the last night again, as it was or with `--rebuild`.
  func runAgain(rebuild: Bool = false) throws {
    try run(
      "nights", at: moments[moments.count - 1], anyWay() + (rebuild ? ["--rebuild"] : []),
      pipeline(moments.count - 1))
  }

  private func run(
    _ workspace: String, at second: Int, _ flags: [String], _ pipeline: String = "pipeline.yaml"
  ) throws {
    let moment = NightWorld.moment(second)
    let arguments = [
      "run", folder.path(pipeline), "--workspace", folder.path(workspace), "--as-of", moment,
    ]
    history += logs.history.dropFirst(shownHistory)
    shownHistory = logs.history.count
    history.append("run \(pipeline) \(workspace) at \(moment) \(flags.joined(separator: " "))")
    let result = try Command.run("sojourn", arguments + flags)
    guard result.status == 0 else {
      throw Failed(message: "exit \(result.status): \(result.errors)\n\(trace)")
    }
  }
  private var shownHistory = 0

  /// A copy of all, where time goes on by two hours, in which more becomes known or nothing does.
  func goOn(learning statements: String) throws -> NightFork {
    try NightFork(
      of: folder, at: NightWorld.moment(moments[moments.count - 1] + 7200), learning: statements)
  }

  /// Statements that become known within two hours after the last night.
  func laterStatements() -> String {
    let last = moments[moments.count - 1]
    return world.statements(
      Int.random(in: 1...6, using: &world.generator), appended: (last + 1)...(last + 7200))
  }

  /// What lies in a workspace.
  func content(_ workspace: String) throws -> WorkspaceContent {
    try WorkspaceContent(folder.path(workspace))
  }

  /// By what the files of the tables are told from others.
  func identities() throws -> [String: [Int]] {
    try fileIdentities(below: folder.path("nights/tables"))
  }
}
