import Foundation
import TestKit
import Testing

/// The seeds to try: one that `SOJOURN_NIGHT_SEED` names, else a few, or hundreds in the long form.
private let seeds: [UInt64] = {
  let named = ProcessInfo.processInfo.environment["SOJOURN_NIGHT_SEED"].flatMap(UInt64.init)
  return named.map { [$0] } ?? Array(1...UInt64(LongTests.count(short: 10, long: 400)))
}()

@Suite("sessions 25: any cut of the input into nights gives the tables of one run over all")
struct NightPropertyTests {
  /// The events, sessions and outcomes, the events that are held, and the weights.
  private func result(_ content: WorkspaceContent) -> [String: Data] {
    content.published.filter { name, _ in
      !name.hasPrefix("tables/consent_tally/")
        && (!name.hasPrefix("models/") || name.hasSuffix("/weights.safetensors"))
    }
  }

  /// Expects what two runs have made to be the same, naming the files that differ.
  private func expectSame(
    _ trial: NightTrial, _ found: WorkspaceContent, _ expected: WorkspaceContent,
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (a, b) = (result(found), result(expected))
    // A model that can't be learned any more stays as it was.
    let names = Set(a.keys.filter { !$0.hasPrefix("models/") }).union(b.keys)
    let differing = names.filter { a[$0] != b[$0] }.sorted()
    #expect(
      differing.isEmpty, "\(what)\n\(trial.trace)", sourceLocation: sourceLocation)
  }

  /// The counts of dropped events by day and purpose, with their reasons or without.
  private func tally(_ content: WorkspaceContent, byReason: Bool) throws -> [String: Int] {
    try objects(content.rows("tables/consent_tally")).reduce(into: [:]) { counts, row in
      let keys = ["day", "purpose"] + (byReason ? ["reason"] : [])
      let key = keys.map { row[$0] as? String ?? "" }.joined(separator: " ")
      counts[key, default: 0] += row["count"] as? Int ?? 0
    }
  }

  @Test("with statements known beforehand, byte for byte", arguments: seeds)
  func beforehand(seed: UInt64) throws {
    let trial = try NightTrial(NightWorld(seed: seed), .beforehand)
    try trial.runNights()
    try trial.runWhole()
    let whole = try trial.content("whole")
    // A customer who was taken off while they could not be named stays off until a rebuild.
    if trial.world.hasLogins, trial.world.hasIdentifyGate { try trial.runAgain(rebuild: true) }
    let nights = try trial.content("nights")
    expectSame(trial, nights, whole, "nights against one run")
    // The reason why a record was dropped is that of the night in which it was read.
    let isExact = trial.hasOneMoment && !trial.world.hasLogins
    #expect(
      try tally(nights, byReason: isExact) == tally(whole, byReason: isExact), "\(trial.trace)")
  }

  @Test("with statements that come between nights, and so after a rebuild", arguments: seeds)
  func between(seed: UInt64) throws {
    let trial = try NightTrial(NightWorld(seed: seed), .nightByNight)
    try trial.runNights()
    try trial.runWhole()
    let whole = try trial.content("whole")
    if !(trial.world.hasLogins && trial.world.hasIdentifyGate) {
      expectSame(trial, try trial.content("nights"), whole, "nights against one run")
    }
    try trial.runAgain(rebuild: true)
    let rebuilt = try trial.content("nights")
    expectSame(trial, rebuilt, whole, "a rebuild against one run")
    #expect(
      try tally(rebuilt, byReason: true) == tally(whole, byReason: true), "\(trial.trace)")
  }

  @Test("the last night again changes no byte of a table, no file and no date", arguments: seeds)
  func again(seed: UInt64) throws {
    let trial = try NightTrial(
      NightWorld(seed: seed), seed % 2 == 0 ? .beforehand : .nightByNight)
    try trial.runNights()
    let content = try trial.content("nights")
    let identities = try trial.identities()
    try trial.runAgain()
    #expect(try trial.content("nights").published == content.published, "\(trial.trace)")
    #expect(try trial.identities() == identities, "\(trial.trace)")
    #expect(identities.count > 1)
  }
}
