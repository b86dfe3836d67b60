import Foundation
import TestKit
import Testing

/// The seeds to try: one that `SOJOURN_NIGHT_SEED` names, else a few, or hundreds in the long form.
private let seeds: [UInt64] = {
  let named = ProcessInfo.processInfo.environment["SOJOURN_NIGHT_SEED"].flatMap(UInt64.init)
  return named.map { [$0] } ?? Array(1...UInt64(LongTests.count(short: 12, long: 300)))
}()

@Suite("consent 15: what statements that came late reach, found by comparing all that lies there")
struct NightImpactTests {
  /// The events that lose a purpose, by table and day, as impact lists them.
  private func lost(
    _ before: [String: Set<String>], _ after: [String: Set<String>]
  ) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for (event, purposes) in before {
      let gone = purposes.subtracting(after[event] ?? [])
      guard !gone.isEmpty else { continue }
      let row = try object(Data(event.utf8))
      let day = String((row["time"] as? String ?? "").prefix(10))
      counts["events \(day)", default: 0] += 1
      for purpose in gone { counts["sessions/purpose=\(purpose) \(day)", default: 0] += 1 }
    }
    return counts
  }

  @Test("impact counts just the events that a run with the new statements loses", arguments: seeds)
  func bruteForce(seed: UInt64) throws {
    let trial = try NightTrial(NightWorld(seed: seed &+ 5000), .nightByNight, ledger: .always)
    try trial.runNights()
    let statements = trial.laterStatements()
    let unaware = try trial.goOn(learning: "")
    let aware = try trial.goOn(learning: statements)
    let report = try aware.impact()
    let nothing = try unaware.impact()
    #expect((nothing["partitions"] as? [[String: Any]])?.isEmpty == true, "\(trial.trace)")
    _ = try unaware.run("--rebuild-affected")
    let rebuilt = try aware.run("--rebuild-affected")
    let expected = try lost(unaware.events(), aware.events())
    let partitions = report["partitions"] as? [[String: Any]] ?? []
    let found = Dictionary(
      uniqueKeysWithValues: partitions.map {
        ("\($0["table"] ?? "") \($0["day"] ?? "")", $0["events"] as? Int ?? 0)
      })
    #expect(found == expected, "\(statements)\(trial.trace)")
    // An ordinary run does the same, and then there is nothing left.
    let ordinary = try trial.goOn(learning: statements)
    let usual = try ordinary.run()
    for table in ["events", "sessions", "outcomes"] {
      #expect(
        usual.published(below: "tables/\(table)") == rebuilt.published(below: "tables/\(table)"),
        "\(table)\n\(trial.trace)")
    }
    let after = try aware.impact()
    #expect((after["partitions"] as? [[String: Any]])?.isEmpty == true, "\(trial.trace)")
  }
}
