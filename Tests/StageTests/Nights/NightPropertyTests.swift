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
      !name.hasPrefix("tables/consent_")
        && (!name.hasPrefix("models/") || name.hasSuffix("/weights.safetensors"))
    }
  }

  /// Expects what two runs have made to be the same, naming the files that differ.
  private func expectSame(
    _ trial: NightTrial, _ found: WorkspaceContent, _ expected: WorkspaceContent,
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (a, b) = (result(found), result(expected))
    // A model that can't be learned any more stays as it was, with what it was made of.
    let names = Set(a.keys.filter { !$0.hasPrefix("models/") && !$0.hasPrefix("basis/") })
      .union(b.keys)
    let differing = names.filter { a[$0] != b[$0] }.sorted()
    #expect(
      differing.isEmpty, "\(what)\n\(trial.trace)", sourceLocation: sourceLocation)
  }

  /// The counts of events seen by day, purpose and coarse cell, with the reasons or without.
  private func cells(_ content: WorkspaceContent, byReason: Bool) throws -> [String: Int] {
    try objects(content.rows("tables/consent_cells")).reduce(into: [:]) { counts, row in
      let keys = ["day", "source", "device", "referrerMedium", "purpose"]
      let isKept = row["reason"] == nil ? "kept" : "dropped"
      let reason = byReason ? row["reason"] as? String ?? "" : isKept
      let key = keys.map { row[$0] as? String ?? "?" } + ["\(row["bot"] ?? "")", reason]
      counts[key.joined(separator: " "), default: 0] += row["count"] as? Int ?? 0
    }
  }

  /// Expects that two runs have counted the same, by reason where that is the same.
  private func expectSameCounts(
    _ trial: NightTrial, _ found: WorkspaceContent, _ expected: WorkspaceContent, byReason: Bool
  ) throws {
    #expect(
      try tally(found, byReason: byReason) == tally(expected, byReason: byReason), "\(trial.trace)")
    #expect(
      try cells(found, byReason: byReason) == cells(expected, byReason: byReason), "\(trial.trace)")
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
    try expectSameCounts(trial, nights, whole, byReason: isExact)
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
    try expectSameCounts(trial, rebuilt, whole, byReason: true)
  }

  @Test(
    "with a ledger from the first night on, or from a later one, as with files of statements",
    arguments: seeds, [NightTrial.Ledger.always, .later])
  func ledger(seed: UInt64, ledger: NightTrial.Ledger) throws {
    let trial = try NightTrial(
      NightWorld(seed: seed &+ 1000), seed % 2 == 0 ? .beforehand : .nightByNight, ledger: ledger)
    try trial.runNights()
    try trial.runWhole()
    let whole = try trial.content("whole")
    if !(trial.world.hasLogins && trial.world.hasIdentifyGate) {
      expectSame(trial, try trial.content("nights"), whole, "nights by a ledger against one run")
    }
    try trial.runAgain()
    try trial.runAgain(rebuild: true)
    let rebuilt = try trial.content("nights")
    expectSame(trial, rebuilt, whole, "a rebuild by a ledger against one run")
    #expect(
      try tally(rebuilt, byReason: true) == tally(whole, byReason: true), "\(trial.trace)")
    let verified = try trial.verifyLedger()
    #expect(verified.status == 0, "\(verified.errors)\n\(trial.trace)")
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
