public import Bytes
import Consent
import ConsentLedger
public import Events
import Identity
import Journeys
public import Logging
import Workspace

/// Finds what statements that were learned since a run reach of what it made: the work of
/// `sojourn-ledger impact`.
///
/// Every event at rest is judged twice at the same moment, with what was known then and with what is known
/// now: what only the first permits is reached. Links, erasures and restrictions are in it as in any
/// decision. Writes nothing.
public struct LedgerImpact {
  private let configuration: PipelineConfiguration
  private let asOf: Timestamp
  private let since: LedgerPosition?
  private let log: Logger

  /// An impact at a moment.
  ///
  /// - Parameters:
  ///   - configuration: the pipeline, which has to name a ledger.
  ///   - asOf: P.
  ///   - since: the position of the ledger that is compared with; that of the run in place, unless given.
  ///   - log: takes what is noteworthy.
  public init(
    configuration: PipelineConfiguration, asOf: Timestamp, since: LedgerPosition?, log: Logger
  ) {
    self.configuration = configuration
    self.asOf = asOf
    self.since = since
    self.log = log
  }

  /// Judges what lies at rest.
  ///
  /// - Throws: ``StageFailure``; ``LedgerError/untrusted(path:_:)`` where the ledger is not what was signed.
  public func run() throws -> ImpactReport {
    let open = try OpenLedger(LedgerSettings(configuration), .read)
    let state = try NightState.read(configuration.workspace)
    let statements = try open.loadVerified(after: state?.ledger).statements
    let position =
      switch since {
      case .size(let size): size
      case .time(let moment): statements.size(at: moment)
      case nil: state?.ledger?.size ?? 0
      }
    let tables = try RunManifest.current(in: configuration.workspace)?.outputs ?? []
    let candidates = try NightConsent.candidates(atRest: tables, in: configuration.workspace)
    let judging = ImpactJudging(
      configuration: configuration, statements: statements, candidates: candidates,
      tokens: try tokenCipher())
    let now = try judging.pair(asOf: asOf, knew: position)
    let runs = try lateRuns(statements)
    var counts = ImpactCounts(purposes: configuration.purposes)
    var late = try runs.map { run in
      (run: run, pair: try judging.pair(of: run), events: 0)
    }
    for table in tables where table.path.hasPrefix("tables/events/") {
      guard let day = TableLayout.partition(of: table.path)?.day else { continue }
      var batch = EventBatch(purposes: configuration.purposes)
      try EventTable.read(
        "\(configuration.workspace)/\(table.path)", shards: 0..<TableLayout.shardCount,
        into: &batch)
      for place in batch.rows.indices {
        counts.take(now.lost(place, batch), place, batch, day: day)
        for index in late.indices where !late[index].pair.lost(place, batch).isEmpty {
          late[index].events += 1
        }
      }
    }
    return report(
      counts, late.map { ($0.run, $0.events) }, statements, position, run: state?.run)
  }

  private func tokenCipher() throws -> PseudonymCipher {
    try KeyFile.read(configuration.pseudonymKey)
      .cipher(for: .consentSubjects, of: configuration.controller)
  }

  /// The recorded runs that statements which limit a use were learned after.
  private func lateRuns(_ statements: ConsentStatements) throws -> [LateRun] {
    try RunManifest.all(in: configuration.workspace).compactMap { manifest in
      guard let size = manifest.ledger?.size, size < statements.count,
        let asOf = Timestamp(manifest.figures.asOf),
        (size..<statements.count).contains(where: {
          // A link carries an end that was known to an id of which it was not.
          (statements.action($0).isDenial || statements.action($0) == .link)
            && statements.rows[$0].at <= asOf
        })
      else { return nil }
      return LateRun(id: manifest.run, asOf: asOf, size: size)
    }
  }

  private func report(
    _ counts: ImpactCounts, _ late: [(run: LateRun, events: Int)],
    _ statements: ConsentStatements, _ position: Int, run: String?
  ) -> ImpactReport {
    let learned = statements.actions(from: position).filter { $0.key.isDenial }
    let models = configuration.outcomes.compactMap { outcome -> ImpactReport.Model? in
      let events = counts.events(for: outcome.purpose)
      guard events > 0, Folder.exists("\(configuration.workspace)/models/\(outcome.name)") else {
        return nil
      }
      return ImpactReport.Model(outcome: outcome.name, purpose: outcome.purpose, events: events)
    }
    return ImpactReport(
      controller: configuration.controller, asOf: asOf.description, run: run, since: position,
      size: statements.count,
      statements: Dictionary(uniqueKeysWithValues: learned.map { ("\($0.key)", $0.value) }),
      visitors: counts.visitors.count,
      runs: late.filter { $0.events > 0 }.map {
        ImpactReport.Run(
          run: $0.run.id, asOf: $0.run.asOf.description, knew: $0.run.size, events: $0.events)
      },
      partitions: counts.partitions, models: models)
  }
}

/// A run that statements were learned after which had been made before it.
private struct LateRun {
  var id: String
  var asOf: Timestamp
  var size: Int
}

/// Makes pairs of registers that differ in what they know.
private struct ImpactJudging {
  let configuration: PipelineConfiguration
  let statements: ConsentStatements
  let candidates: EventBatch
  let tokens: PseudonymCipher

  /// The registers of a moment: with the first `size` statements, and with all.
  func pair(asOf: Timestamp, knew size: Int) throws -> ImpactPair {
    try pair(asOf: asOf, knew: size, now: statements)
  }

  /// The registers of a run's moment: with what it knew, and with what had been made before it as well.
  func pair(of run: LateRun) throws -> ImpactPair {
    try pair(
      asOf: run.asOf, knew: run.size, now: statements.first(run.size, andMadeBy: run.asOf))
  }

  private func pair(
    asOf: Timestamp, knew size: Int, now: ConsentStatements
  ) throws -> ImpactPair {
    let context = RunContext(
      controller: configuration.controller, purposes: configuration.purposes, asOf: asOf,
      knownAt: .size(statements.count))
    func register(_ known: ConsentStatements) throws -> ConsentRegister {
      try NightConsent(policy: configuration.consent, context: context, statements: known)
        .linked(by: candidates).register
    }
    let before = try register(statements.first(min(size, statements.count)))
    let after = try register(now)
    return ImpactPair(
      before: before, after: after,
      tokensBefore: ConsentTokens(cipher: tokens, register: before),
      tokensAfter: ConsentTokens(cipher: tokens, register: after))
  }
}

/// Two registers of one moment that differ in what they know.
private struct ImpactPair {
  let before: ConsentRegister
  let after: ConsentRegister
  let tokensBefore: ConsentTokens
  let tokensAfter: ConsentTokens

  /// The purposes that an event at rest was permitted for, and is no longer.
  func lost(_ place: Int, _ batch: borrowing EventBatch) -> PurposeSet {
    let before = judge(place, batch, before, tokensBefore)
    // What lies at rest and was erased even then is of a person who has been redacted since.
    if before.reason == .erased { return batch.rows[place].purposes }
    guard before.reason == nil else { return [] }
    return before.purposes.subtracting(judge(place, batch, after, tokensAfter).purposes)
  }

  private func judge(
    _ place: Int, _ batch: borrowing EventBatch, _ register: ConsentRegister,
    _ tokens: ConsentTokens
  ) -> RowJudgement {
    let facts = tokens.facts(of: place, in: batch, register)
    let name = batch.rows[place].event
    let isStandard = EventName.isStandard(batch.text.span.extracting(name.indices))
    return register.judge(facts, isStandard: isStandard)
  }
}

/// What is reached, by day and purpose.
private struct ImpactCounts {
  let purposes: PurposeList
  var visitors: Set<Pseudonym> = []
  /// By day: the events, and those of each purpose.
  private var days: [Int: (events: Int, own: [Int])] = [:]

  init(purposes: PurposeList) {
    self.purposes = purposes
  }

  mutating func take(
    _ lost: PurposeSet, _ place: Int, _ batch: borrowing EventBatch, day: Int
  ) {
    guard !lost.isEmpty else { return }
    let id = batch.text.span.extracting(batch.rows[place].visitor.indices)
    if let visitor = Pseudonym(text: id) { visitors.insert(visitor) }
    var counts = days[day] ?? (0, Array(repeating: 0, count: purposes.names.count))
    counts.events += 1
    for purpose in purposes.names.indices where lost.contains(index: purpose) {
      counts.own[purpose] += 1
    }
    days[day] = counts
  }

  func events(for purpose: String) -> Int {
    guard let place = purposes.index(of: purpose) else { return 0 }
    return days.values.reduce(0) { $0 + $1.own[place] }
  }

  var partitions: [ImpactReport.Partition] {
    days.sorted { $0.key < $1.key }.flatMap { day, counts in
      let name = CivilDate(dayNumber: day).isoDate
      let own = purposes.names.indices.filter { counts.own[$0] > 0 }.map {
        ImpactReport.Partition(
          table: "sessions/purpose=\(purposes.names[$0])", day: name, events: counts.own[$0])
      }
      return [ImpactReport.Partition(table: "events", day: name, events: counts.events)] + own
    }
  }
}
